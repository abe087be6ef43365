import type { EngineObserver } from "../../src/runtime/engine.ts";
import { runPipeline } from "../../src/runtime/launcher.ts";
import type { PipelinePlan } from "../../src/runtime/plan.ts";
import { buildReport, type Report } from "../../src/runtime/report.ts";
import { collectFigures, mergeFigures } from "../../src/runtime/run-figures.ts";
import { RunHash } from "../../src/runtime/run-hash.ts";
import type { RunNote } from "../../src/runtime/run-log.ts";
import { lateEnd, type RunOptions } from "../../src/runtime/run-options.ts";
import { VirtualEngine } from "../../src/runtime/virtual-engine.ts";
import type { CostPlan } from "../../src/runtime/plan.ts";
import { collect } from "./number-nodes.ts";
import { type EdgeSketch, type NodeSketch, type PipelineSketch, planOf } from "./plan-builder.ts";

/** The collecting sink. */
export const OUT: NodeSketch = { spec: collect };

/** [us] the same cost every time. */
export const costing = (us: number): CostPlan => ({ kind: "constant", us, declared: false });

/** An edge between two ports called `numbers`. */
export const numbers = (from: string, to: string, rest: Partial<EdgeSketch> = {}): EdgeSketch => ({
  wire: `${from}.numbers -> ${to}.numbers`,
  ...rest,
});

/** What the sink `test/collect` keeps of a message. */
export interface Got {
  readonly n: number;
  readonly atUs: number;
}

/** A run, seen from a test. */
export interface SketchRun {
  readonly end: { readonly reason: string; readonly error: unknown };
  readonly report: Report;
  readonly notes: readonly RunNote[];
  /** What the collecting sink of this id got. */
  got(sink?: string): readonly Got[];
  numbers(sink?: string): readonly number[];
  times(sink?: string): readonly number[];
}

function seen(report: Report, end: SketchRun["end"], notes: readonly RunNote[]): SketchRun {
  const got = (sink = "out"): readonly Got[] => (report.robot?.[sink] ?? []) as readonly Got[];
  return {
    end,
    report,
    notes,
    got,
    numbers: (sink) => got(sink).map(({ n }) => n),
    times: (sink) => got(sink).map(({ atUs }) => atUs),
  };
}

/** Runs a sketch in virtual time on this thread alone, without launcher and watchdog. */
export async function runVirtual(sketch: PipelineSketch, observer: EngineObserver = {}): Promise<SketchRun> {
  const pipeline: PipelinePlan = planOf({ ...sketch, clock: "virtual" });
  const notes: RunNote[] = [];
  const hash = new RunHash(pipeline);
  const engine = new VirtualEngine({
    pipeline,
    note: (note) => notes.push(note),
    observer: { ...observer, sent: (edge, message, dueNs) => hash.add(edge, message, dueNs) },
    remote: null,
  });
  await engine.run();
  const end = await engine.ended;
  await engine.close();
  const own = await collectFigures(engine, {}, new Float64Array());
  const figures = mergeFigures(pipeline, [own], { isSender: () => true, isOver: true });
  const last = lateEnd(end, engine.lateFailure);
  const report = buildReport(pipeline, figures, { end: last, nowNs: engine.nowNs(), hash: hash.digest() });
  return seen(report, last, notes);
}

/** Runs a sketch as the command line does. */
export async function runSketch(
  sketch: PipelineSketch,
  options: Partial<RunOptions> = {},
): Promise<SketchRun> {
  const notes: RunNote[] = [];
  const { end, report } = await runPipeline({
    pipeline: planOf(sketch),
    threadEntry: new URL("./runtime-thread.ts", import.meta.url),
    note: (note) => notes.push(note),
    ...options,
  });
  return seen(report, end, notes);
}

/** Counts of one edge, without its latencies; throws when there is none of that name. */
export function edgeOf({ report }: SketchRun, id: string): Omit<Report["edges"][string], "latencyUs"> {
  const edge = report.edges[id];
  if (edge === undefined) throw new RangeError(`no edge ${id} among ${Object.keys(report.edges).join(", ")}`);
  const { sent, delivered, dropped } = edge;
  return { sent, delivered, dropped };
}
