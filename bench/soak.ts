import { runPipeline } from "../src/runtime/launcher.ts";
import { planOf } from "../test/support/plan-builder.ts";
import { type Figure, type Suite } from "./figure.ts";
import { adder, type Sum, summer, ticker } from "./numbers.ts";

const LIMIT_MB = 5;

/** A long run at 2 x 1 kHz: does the heap stay flat? */
export const soakSuite: Suite = {
  name: "soak",
  question: "Does the heap stay flat over 10 minutes at 2 x 1 kHz?",
  run: async ({ short }) => {
    const seconds = short ? 30 : 600;
    const warmUpSeconds = short ? 6 : 60;
    const { gc } = globalThis;
    if (gc === undefined) throw new Error("run with node --expose-gc (npm run bench does)");
    let warmBytes = NaN;
    const measure = (): number => {
      gc();
      return process.memoryUsage().heapUsed;
    };
    const timer = setTimeout(() => (warmBytes = measure()), warmUpSeconds * 1000);
    const grown = await run(seconds, () => measure() - warmBytes);
    clearTimeout(timer);
    const figure: Figure = {
      name: "heap growth after the warm-up",
      value: grown / 1e6,
      unit: "MB",
      limit: { at: "most", value: LIMIT_MB },
      note: `${seconds} s at 2 x 1 kHz, measured after forced collections at ${warmUpSeconds} s and at the end`,
    };
    return [figure];
  },
};

async function run(seconds: number, atEnd: () => number): Promise<number> {
  const pipeline = planOf({
    clock: "wall",
    durationUs: seconds * 1e6,
    nodes: {
      left: { spec: ticker },
      right: { spec: ticker },
      a: { spec: adder },
      b: { spec: adder },
      "left-sink": { spec: summer },
      "right-sink": { spec: summer },
    },
    edges: [
      { wire: "left.numbers -> a.numbers" },
      { wire: "a.numbers -> left-sink.numbers" },
      { wire: "right.numbers -> b.numbers" },
      { wire: "b.numbers -> right-sink.numbers" },
    ],
    budgets: [{ path: ["left", "a", "left-sink"], maxMs: 1000, onMiss: "warn" }],
  });
  let grown = NaN;
  const timer = setTimeout(() => (grown = atEnd()), (seconds - 0.5) * 1000);
  const { report } = await runPipeline({ pipeline, threadEntry: null, note: () => undefined });
  clearTimeout(timer);
  const { count } = report.robot as unknown as Sum;
  if (count < seconds * 1000 * 0.95)
    throw new Error(`only ${count} of ${seconds * 1000} messages came through`);
  return grown;
}
