import { runPipeline } from "../src/runtime/launcher.ts";
import type { NodeSketch } from "../test/support/plan-builder.ts";
import { planOf } from "../test/support/plan-builder.ts";
import { adder, puller, type Sum, summer } from "./numbers.ts";
import type { HopResult } from "./runtime.ts";

const MESSAGES = 200_000;
const HOPS = 4;

/** Runs a chain source -> adders -> sink to its end; [ms] it took and [bytes] the heap grew, without a collection. */
async function chain(count: number): Promise<{ ms: number; bytes: number }> {
  const adders = Array.from({ length: HOPS - 1 }, (_, i) => `a${i}`);
  const ids = ["source", ...adders, "sink"];
  const nodes: Record<string, NodeSketch> = { source: { spec: puller, params: { count } } };
  for (const id of adders) nodes[id] = { spec: adder };
  nodes["sink"] = { spec: summer };
  const edges = ids
    .slice(1)
    .map((id, i) => ({ wire: `${ids[i] ?? ""}.numbers -> ${id}.numbers`, depth: 16 }));
  const pipeline = planOf({ clock: "wall", durationUs: null, nodes, edges });
  globalThis.gc?.();
  const heapBefore = process.memoryUsage().heapUsed;
  const startMs = performance.now();
  const { report } = await runPipeline({ pipeline, threadEntry: null, note: () => undefined });
  const ms = performance.now() - startMs;
  const bytes = process.memoryUsage().heapUsed - heapBefore;
  const { sum, count: got } = report.robot as unknown as Sum;
  const expected = (count * (count + 1)) / 2 + count * adders.length;
  if (got !== count || sum !== expected) throw new Error(`wrong result: ${got} messages, sum ${sum}`);
  return { ms, bytes };
}

await chain(MESSAGES); // compiles the hot path
const small = await chain(1000); // start and end of a run
const large = await chain(MESSAGES);
const hops = (MESSAGES - 1000) * HOPS;
const result: HopResult = {
  hopUs: ((large.ms - small.ms) * 1000) / hops,
  bytesPerMessage: (large.bytes - small.bytes) / hops,
};
process.stdout.write(JSON.stringify(result));
