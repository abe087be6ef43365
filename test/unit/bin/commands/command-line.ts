import { stripVTControlCharacters } from "node:util";
import { vi } from "vitest";
import { main } from "../../../../bin/cli.ts";

/** What a command printed, without the colours that it has under CI, and its exit code. */
export interface Told {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in this process. */
export async function saccade(...argv: readonly string[]): Promise<Told> {
  const [out, err] = [capture(process.stdout), capture(process.stderr)];
  const forget = newListeners();
  try {
    const code = await main(argv);
    return { code, out: out.text(), err: err.text() };
  } finally {
    out.restore();
    err.restore();
    forget();
  }
}

/** A command listens for as long as its process lives; what is returned takes away who has come since the call. */
function newListeners(): () => void {
  const errors = (): unknown[] => process.stdout.listeners("error");
  const [interrupts, kills, failures] = [process.listeners("SIGINT"), process.listeners("SIGTERM"), errors()];
  return () => {
    for (const each of process.listeners("SIGINT"))
      if (!interrupts.includes(each)) process.off("SIGINT", each);
    for (const each of process.listeners("SIGTERM")) if (!kills.includes(each)) process.off("SIGTERM", each);
    for (const each of errors())
      if (!failures.includes(each)) process.stdout.off("error", each as () => void);
  };
}

function capture(stream: NodeJS.WriteStream): { text: () => string; restore: () => void } {
  const parts: string[] = [];
  const spy = vi.spyOn(stream, "write").mockImplementation((chunk, second, third) => {
    parts.push(String(chunk));
    const done = typeof second === "function" ? second : third;
    done?.();
    return true;
  });
  return { text: () => stripVTControlCharacters(parts.join("")), restore: () => spy.mockRestore() };
}
