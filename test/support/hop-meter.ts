import { map, Observable, tap } from "rxjs";
import { z } from "zod";
import { derive, sense } from "../../src/core/message.ts";
import { runPipeline } from "../../src/runtime/launcher.ts";
import { defineNode } from "../../src/runtime/node.ts";
import { NUMBER } from "./number-nodes.ts";
import { type BudgetSketch, type NodeSketch, planOf } from "./plan-builder.ts";
import { numbers } from "./run-sketch.ts";

/** What a chain of nodes on the wall clock is made of. */
export interface Chain {
  readonly messages: number;
  /** [-] edges between source and sink. */
  readonly hops: number;
  /** The source is asked for its messages, or sends `burst` of them at each tick of 1 ms. */
  readonly source: "pull" | "burst";
  /** [us] origin of the first message; numbers above 2^31 do not fit into a small integer. */
  readonly firstOriginUs?: number;
  /** A budget over the whole chain looks at every message. */
  readonly budget?: boolean;
}

/** What it took. */
export interface ChainCost {
  readonly ms: number;
  /** [ms] of processor time of this thread alone. */
  readonly cpuMs: number;
  /** [bytes] that the heap grew; true only while nothing is collected. */
  readonly heapBytes: number;
}

const BURST = 200;
/** [-] bursts come together when the machine is busy. */
const DEPTH = 500 * BURST;

const source = defineNode({
  kind: "test/meter-source",
  summary: "Emits numbers as fast as they are taken, or in bursts.",
  inputs: {},
  outputs: { numbers: NUMBER },
  pulls: true,
  params: z.strictObject({ messages: z.int(), burst: z.int(), firstOriginUs: z.number() }),
  costUs: 0,
  create:
    ({ messages, burst, firstOriginUs }, context) =>
    () => ({
      numbers: new Observable((subscriber) => {
        let n = 0;
        const produce = (): boolean => {
          n++;
          subscriber.next(sense(n, firstOriginUs + context.nowUs()));
          if (n === messages) subscriber.complete();
          return n < messages;
        };
        if (burst === 0) context.pull(produce);
        else {
          context.every(1000, () => {
            for (let i = 0; i < burst && n < messages; i++) produce();
          });
        }
      }),
    }),
});

const adder = defineNode({
  kind: "test/meter-adder",
  summary: "Adds one.",
  inputs: { numbers: { type: NUMBER, policy: "lossless", depth: DEPTH } },
  outputs: { numbers: NUMBER },
  params: z.strictObject({}),
  costUs: 0,
  create:
    () =>
    ({ numbers: stream }) => ({
      numbers: stream.pipe(map((message) => derive(message, message.payload + 1))),
    }),
});

const sink = defineNode({
  kind: "sink/meter",
  summary: "Sums.",
  inputs: { numbers: { type: NUMBER, policy: "lossless", depth: DEPTH } },
  outputs: {},
  params: z.strictObject({}),
  costUs: 0,
  create:
    (_params, context) =>
    ({ numbers: stream }) => {
      let [sum, count] = [0, 0];
      context.report("robot", () => ({ sum, count }));
      return stream.pipe(
        tap(({ payload }) => {
          sum += payload;
          count++;
        }),
      );
    },
});

/**
 * Runs a chain to its end on the wall clock and says what it took.
 * @throws RangeError when not every message arrived, with one added per node on the way.
 */
export async function measureChain(chain: Chain): Promise<ChainCost> {
  const { messages, hops, firstOriginUs = 0 } = chain;
  const adders = Array.from({ length: hops - 1 }, (_, i) => `add${i}`);
  const ids = ["source", ...adders, "sink"];
  const burst = chain.source === "burst" ? BURST : 0;
  const nodes: Record<string, NodeSketch> = {
    source: { spec: source, params: { messages, burst, firstOriginUs } },
    ...Object.fromEntries(adders.map((id) => [id, { spec: adder }])),
    sink: { spec: sink },
  };
  const edges = adders.concat("sink").map((id, i) => numbers(ids[i] ?? "", id));
  const budgets: BudgetSketch[] = chain.budget === true ? [{ path: ids, maxMs: 1e9, onMiss: "drop" }] : [];
  const pipeline = planOf({ clock: "wall", durationUs: null, nodes, edges, budgets });
  globalThis.gc?.();
  const heapBefore = process.memoryUsage().heapUsed;
  const cpuBefore = process.threadCpuUsage();
  const startMs = performance.now();
  const { report } = await runPipeline({ pipeline, threadEntry: null, note: () => undefined });
  const ms = performance.now() - startMs;
  const cpu = process.threadCpuUsage(cpuBefore);
  const heapBytes = process.memoryUsage().heapUsed - heapBefore;
  const expected = { sum: (messages * (messages + 1)) / 2 + messages * adders.length, count: messages };
  const { sum, count } = report.robot as unknown as typeof expected;
  if (sum !== expected.sum || count !== expected.count) throw new RangeError(`${count} messages, sum ${sum}`);
  return { ms, cpuMs: (cpu.user + cpu.system) / 1000, heapBytes };
}

/** Cost of one hop of one message: chains after warming up, less what a run costs by itself; medians of three. */
export async function measureHop(
  chain: Chain,
): Promise<{ readonly us: number; readonly cpuUs: number; readonly heapBytes: number }> {
  await measureChain(chain); // compiles the hot path
  const differences: ChainCost[] = [];
  for (let i = 0; i < 3; i++) {
    const base = await measureChain({ ...chain, messages: 1000 });
    const whole = await measureChain(chain);
    differences.push({
      ms: whole.ms - base.ms,
      cpuMs: whole.cpuMs - base.cpuMs,
      heapBytes: whole.heapBytes - base.heapBytes,
    });
  }
  const perHop = (figure: (cost: ChainCost) => number): number => {
    const [, middle = NaN] = differences.map(figure).sort((a, b) => a - b);
    return middle / ((chain.messages - 1000) * chain.hops);
  };
  return {
    us: perHop(({ ms }) => ms * 1000),
    cpuUs: perHop(({ cpuMs }) => cpuMs * 1000),
    heapBytes: perHop(({ heapBytes }) => heapBytes),
  };
}
