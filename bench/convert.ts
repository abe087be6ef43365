import { fork } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeLongRecording } from "../test/support/recording-files.ts";
import type { Figure, Suite } from "./figure.ts";

const LIMIT_MB = 200;
const BYTES = 4e9;
const SHORT_BYTES = 128e6;

/** EVT 3 to AEDAT 4 with LZ4, as a user does it: how much memory, how fast, and what is left after Ctrl-C? */
export const convertSuite: Suite = {
  name: "convert",
  question: "Does a 4 GB recording become another format in under 200 MB of memory?",
  run: async ({ short }) => {
    const folder = mkdtempSync(join(tmpdir(), "saccade-convert-"));
    try {
      const from = writeLongRecording(join(folder, "long.raw"), "evt3", short ? SHORT_BYTES : BYTES);
      return await figuresOf(from, join(folder, "long.aedat4"));
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

async function figuresOf(from: string, to: string): Promise<readonly Figure[]> {
  const convert = ["convert", from, to, "--choice", "compression=lz4"];
  const stopped = await events(convert, "stop");
  const part = await rowsOf(to);
  rmSync(to);
  const { peakMb, seconds } = await events(convert);
  const { size } = statSync(from);
  const [source, copy] = [await rowsOf(from), await rowsOf(to)];
  if (copy.rowsSha256 !== source.rowsSha256) throw new Error("the rows have changed");
  if (stopped.code !== 130 || part.count === 0 || part.count >= source.count)
    throw new Error(`stopped with ${stopped.code}, ${part.count} of ${source.count} events were left`);
  const note = `${source.count} events, ${(size / 1e9).toFixed(2)} GB; same rows checked by their SHA-256`;
  return [
    { name: "most memory", value: peakMb, unit: "MB", limit: { at: "most", value: LIMIT_MB }, note },
    { name: "speed", value: source.count / 1e6 / seconds, unit: "Mev/s" },
    { name: "events after Ctrl-C", value: part.count, unit: "readable", limit: { at: "least", value: 1 } },
  ];
}

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly peakMb: number;
  readonly seconds: number;
}

/** Runs `saccade events`, and interrupts it, when it is to stop, as soon as it tells how far it is. */
async function events(argv: readonly string[], stop?: "stop"): Promise<Run> {
  const script = fileURLToPath(new URL("./convert-process.ts", import.meta.url));
  const startMs = performance.now();
  const child = fork(script, ["events", ...argv], { stdio: ["ignore", "pipe", "pipe", "ipc"] });
  let [out, told, peakKib] = ["", "", NaN];
  child.stdout?.on("data", (text: Buffer) => (out += text.toString()));
  child.stderr?.on("data", (text: Buffer) => {
    told += text.toString();
    if (stop && told.includes("%")) child.kill("SIGINT");
  });
  child.on("message", (kib) => (peakKib = Number(kib)));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  if (!stop && code !== 0) throw new Error(`saccade events ${argv.join(" ")} failed: ${told}`);
  return { code, out, peakMb: (peakKib * 1024) / 1e6, seconds: (performance.now() - startMs) / 1000 };
}

/** Number and SHA-256 of all rows of a recording. */
async function rowsOf(path: string): Promise<{ readonly count: number; readonly rowsSha256: string }> {
  const { out } = await events(["info", path, "--json", "--rows-sha256"]);
  return JSON.parse(out) as { count: number; rowsSha256: string };
}
