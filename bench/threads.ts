import { runPipeline } from "../src/runtime/launcher.ts";
import { planOf } from "../test/support/plan-builder.ts";
import { type Figure, median, type Suite } from "./figure.ts";
import { type Sum, summer, ticker } from "./numbers.ts";

const RATE_HZ = 1000;

/** One hop to another thread at 1 kHz. */
export const threadSuite: Suite = {
  name: "threads",
  question: "How long does a message take to a node on another thread, at 1 kHz?",
  run: async ({ short }) => {
    const runs = short ? 1 : 5;
    const seconds = short ? 2 : 5;
    const hops: { p50: number; p99: number }[] = [];
    for (let i = 0; i < runs; i++) hops.push(await measure(seconds));
    const note = `one way, ${RATE_HZ} Hz, ${seconds} s, median of ${runs} runs; every message accounted for`;
    const figures: Figure[] = [
      {
        name: "cross-thread hop p50",
        value: median(hops.map((hop) => hop.p50)),
        unit: "us",
        limit: { at: "most", value: 20 },
        note,
      },
      { name: "cross-thread hop p99", value: median(hops.map((hop) => hop.p99)), unit: "us", note },
    ];
    return figures;
  },
};

/** The hop is from the release of a message to the moment its consumer on the other thread reads it. */
async function measure(seconds: number): Promise<{ p50: number; p99: number }> {
  const pipeline = planOf({
    clock: "wall",
    durationUs: seconds * 1e6,
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
