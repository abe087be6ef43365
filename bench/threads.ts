import { runPipeline } from "../src/runtime/launcher.ts";
import { planOf } from "../test/support/plan-builder.ts";
import { barePostUs } from "./bare-post.ts";
import { type Figure, median, type Suite } from "./figure.ts";
import { type Sum, summer, ticker } from "./numbers.ts";

const RATE_HZ = 1000;

/** One hop to another thread at 1 kHz, beside what the platform itself takes, in turn. */
export const threadSuite: Suite = {
  name: "threads",
  question: "How long does a message take to a node on another thread, at 1 kHz?",
  run: async ({ short }) => {
    const runs = short ? 1 : 5;
    const seconds = short ? 2 : 5;
    const bare: number[] = [];
    const asleep: Hop[] = [];
    const awake: Hop[] = [];
    for (let i = 0; i < runs; i++) {
      bare.push(await barePostUs(seconds * RATE_HZ * 0.2, 1000 / RATE_HZ));
      asleep.push(await measure(seconds, []));
      awake.push(await measure(seconds, ["other"]));
    }
    const note = `one way, ${RATE_HZ} Hz, ${seconds} s, median of ${runs} runs; every message accounted for`;
    const p50 = (hops: readonly Hop[]): number => median(hops.map((hop) => hop.p50));
    const p99 = (hops: readonly Hop[]): number => median(hops.map((hop) => hop.p99));
    const overBare = median(asleep.map((hop, i) => hop.p50 / (bare[i] ?? NaN)));
    const limit = { at: "most", value: 20 } as const;
    const figures: Figure[] = [
      { name: "to a thread that polls (busyPoll), p50", value: p50(awake), unit: "us", limit, note },
      { name: "to a thread that polls (busyPoll), p99", value: p99(awake), unit: "us", note },
      { name: "to a thread that sleeps, p50", value: p50(asleep), unit: "us", limit, note },
      { name: "to a thread that sleeps, p99", value: p99(asleep), unit: "us", note },
      {
        name: "a number by bare postMessage to a thread that sleeps, p50",
        value: median(bare),
        unit: "us",
        note: "the platform's own part: waking a thread on an idle core",
      },
      {
        name: "to a thread that sleeps / bare postMessage",
        value: overBare,
        unit: "x",
        note: "median of pairs",
      },
    ];
    return figures;
  },
};

interface Hop {
  readonly p50: number;
  readonly p99: number;
}

/** The hop is from the release of a message to the moment its consumer on the other thread reads it. */
async function measure(seconds: number, busyPoll: readonly string[]): Promise<Hop> {
  const pipeline = planOf({
    clock: "wall",
    durationUs: seconds * 1e6,
    busyPoll,
    nodes: {
      source: { spec: ticker, params: { periodUs: 1e6 / RATE_HZ } },
      sink: { spec: summer, thread: "other" },
    },
    edges: [{ wire: "source.numbers -> sink.numbers" }],
    budgets: [{ path: ["source", "sink"], maxMs: 1000, onMiss: "warn" }],
  });
  const threadEntry = new URL("./number-thread.ts", import.meta.url);
  const { report } = await runPipeline({ pipeline, threadEntry, note: () => undefined });
  const edge = report.edges["source.numbers -> sink.numbers"];
  const dropped = Object.values(edge?.dropped ?? {}).reduce((sum, n) => sum + n, 0);
  if (
    edge === undefined ||
    edge.sent !== edge.delivered + dropped ||
    edge.delivered < seconds * RATE_HZ * 0.9
  ) {
    throw new Error(`messages are missing: ${JSON.stringify(edge)}`);
  }
  const { wayUs } = report.robot as unknown as Sum;
  if (wayUs === undefined) throw new Error("no hop was measured");
  return wayUs;
}
