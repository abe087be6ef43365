import { vi } from "vitest";
import { main } from "../../../../bin/cli.ts";

/** What a command printed, and its exit code. */
export interface Told {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A command listens to them for as long as its process lives. */
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Runs the command line in this process. */
export async function saccade(...argv: readonly string[]): Promise<Told> {
  const [out, err] = [capture(process.stdout), capture(process.stderr)];
  const before = SIGNALS.map((signal) => process.listeners(signal));
  try {
    const code = await main(argv);
    return { code, out: out.text(), err: err.text() };
  } finally {
    out.restore();
    err.restore();
    SIGNALS.forEach((signal, i) => {
      for (const listener of process.listeners(signal))
        if (!before[i]?.includes(listener)) process.off(signal, listener);
    });
  }
}

function capture(stream: NodeJS.WriteStream): { text: () => string; restore: () => void } {
  const parts: string[] = [];
  const spy = vi.spyOn(stream, "write").mockImplementation((chunk, second, third) => {
    parts.push(String(chunk));
    const done = typeof second === "function" ? second : third;
    done?.();
    return true;
  });
  return { text: () => parts.join(""), restore: () => spy.mockRestore() };
}
