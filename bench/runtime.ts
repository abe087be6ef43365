import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Figure, median, type Suite } from "./figure.ts";

/** What the measuring process prints. */
export interface HopResult {
  /** [us] per message and hop, by subtraction of two graph lengths. */
  readonly hopUs: number;
  /** [bytes] heap per emitted message. */
  readonly bytesPerMessage: number;
}

/** One hop inside a thread: time and heap. */
export const runtimeSuite: Suite = {
  name: "runtime",
  question: "What does a hop through runtime and policy cost, with stamps on?",
  run: ({ short }) => {
    const runs = short ? 1 : 5;
    const results = Array.from({ length: runs }, measure);
    const note = `200,000 messages over 4 hops, sums checked; median of ${runs} processes`;
    const figures: Figure[] = [
      {
        name: "in-process hop",
        value: median(results.map((result) => result.hopUs)),
        unit: "us",
        limit: { at: "most", value: 0.5 },
        note,
      },
      {
        name: "heap per emitted message",
        value: median(results.map((result) => result.bytesPerMessage)),
        unit: "bytes",
        limit: { at: "most", value: 256 },
        note,
      },
    ];
    return Promise.resolve(figures);
  },
};

/** In a process of its own: the heap is exposed, nothing else runs. */
function measure(): HopResult {
  const script = fileURLToPath(new URL("./hop-process.ts", import.meta.url));
  const flags = ["--expose-gc", "--max-semi-space-size=256", "--min-semi-space-size=256"];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, script], { encoding: "utf8" });
  if (status !== 0) throw new Error(`the measuring process failed: ${stderr}`);
  return JSON.parse(stdout) as HopResult;
}
