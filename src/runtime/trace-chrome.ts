import type { PipelinePlan } from "./plan.ts";
import type { RunFigures } from "./run-figures.ts";
import { hopsOf } from "./trace-hops.ts";
import { SLICE_FIELDS } from "./work-recorder.ts";

/** One entry of the Trace Event Format (chrome://tracing, Perfetto); `ts` and `dur` in microseconds. */
export interface TraceEvent {
  readonly name: string;
  readonly ph: "X" | "M";
  readonly pid: number;
  readonly tid: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly cat?: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

const RUN = 1;
const PATHS = 2;

/** Process 1 shows who worked when, one row per node; process 2 the traced messages of each budget, hop by hop. */
export function chromeTrace(
  pipeline: PipelinePlan,
  figures: RunFigures,
): { readonly traceEvents: readonly TraceEvent[]; readonly displayTimeUnit: "ms" } {
  const events: TraceEvent[] = [
    named("process_name", RUN, 0, pipeline.name),
    named("process_name", PATHS, 0, "budgets"),
  ];
  pipeline.nodes.forEach((node) => {
    const thread = node.thread === null ? "main" : node.thread;
    events.push(named("thread_name", RUN, node.index, `${node.id} (${thread})`));
  });
  for (const rows of figures.slices) {
    for (let at = 0; at + SLICE_FIELDS <= rows.length; at += SLICE_FIELDS) {
      const node = rows[at] ?? 0;
      const startedNs = rows[at + 1] ?? 0;
      const durNs = (rows[at + 2] ?? 0) - startedNs;
      const name = pipeline.nodes[node]?.id ?? "?";
      events.push({
        name,
        ph: "X",
        cat: "work",
        pid: RUN,
        tid: node,
        ts: startedNs / 1000,
        dur: durNs / 1000,
      });
    }
  }
  pipeline.budgets.forEach((budget, i) => {
    events.push(named("thread_name", PATHS, i, budget.name));
    for (const traced of figures.budgets[i]?.traced ?? []) {
      for (const { node, what, startNs, endNs } of hopsOf(traced, budget, pipeline)) {
        const [ts, dur] = [startNs / 1000, (endNs - startNs) / 1000];
        events.push({ name: `${node} ${what}`, ph: "X", cat: what, pid: PATHS, tid: i, ts, dur });
      }
    }
  });
  return { traceEvents: events, displayTimeUnit: "ms" };
}

function named(name: string, pid: number, tid: number, value: string): TraceEvent {
  return { name, ph: "M", pid, tid, args: { name: value } };
}
