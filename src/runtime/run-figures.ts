import { type BudgetCounts, emptyCounts, type TracedMessage } from "./budget-monitor.ts";
import { DROP_REASONS, type DropReason } from "./edge-queue.ts";
import type { Engine } from "./engine.ts";
import { type HistogramFigures, LatencyHistogram } from "./latency-histogram.ts";
import { type NodeSummary, NOTHING_DONE } from "./node-runner.ts";
import type { PipelinePlan } from "./plan.ts";

/** Exact counts of one edge. `sent` = delivered + all drops, once the run is over. */
export interface EdgeCounts {
  sent: number;
  delivered: number;
  dropped: Partial<Record<DropReason, number>>;
}

/** What one budget has measured. */
export interface BudgetFigures<H> {
  readonly counts: BudgetCounts;
  readonly histogram: H;
  /** Messages whose way is shown in a trace: the slowest one first, then samples. */
  readonly traced: readonly TracedMessage[];
}

/** Everything one thread has measured; can be sent to another thread. */
export interface ThreadFigures {
  /** By node index; null for nodes that ran elsewhere. */
  readonly nodes: readonly (NodeSummary | null)[];
  readonly workNs: readonly (HistogramFigures | null)[];
  readonly edges: readonly EdgeCounts[];
  /** By edge: from the release of a message to the start of work on it. */
  readonly waysNs: readonly (HistogramFigures | null)[];
  readonly budgets: readonly BudgetFigures<HistogramFigures>[];
  /** Node id -> how often the watchdog caught it. */
  readonly caught: Readonly<Record<string, number>>;
  /** Rows of (node, started [ns], ended [ns]); empty unless the run records its work. */
  readonly slices: Float64Array;
}

/** Collects what an engine has measured so far. */
export async function collectFigures(
  engine: Engine,
  caught: Readonly<Record<string, number>>,
  slices: Float64Array,
): Promise<ThreadFigures> {
  const nodes: (NodeSummary | null)[] = [];
  for (const runner of engine.runners) nodes.push(runner === null ? null : await runner.summary());
  return {
    nodes,
    workNs: engine.workNs.map((h) => (h.count === 0 ? null : h.figures())),
    waysNs: engine.graph.queues.map(({ wayNs }) => (wayNs.count === 0 ? null : wayNs.figures())),
    edges: engine.graph.queues.map((queue) => ({
      sent: queue.sent,
      delivered: queue.delivered,
      dropped: queue.dropped(),
    })),
    budgets: engine.graph.monitors.map(({ counts, histogram, traced }) => ({
      counts,
      histogram: histogram.figures(),
      traced,
    })),
    caught,
    slices,
  };
}

/** The figures of a whole run, all threads together. */
export interface RunFigures {
  readonly nodes: readonly NodeSummary[];
  readonly workNs: readonly LatencyHistogram[];
  readonly edges: readonly EdgeCounts[];
  /** By edge; see `ThreadFigures.waysNs`. */
  readonly waysNs: readonly LatencyHistogram[];
  readonly budgets: readonly BudgetFigures<LatencyHistogram>[];
  readonly caught: Readonly<Record<string, number>>;
  /** By thread, main thread first; see `ThreadFigures.slices`. */
  readonly slices: readonly Float64Array[];
}

/** How the figures of the threads fit together. */
export interface MergeRule {
  /** Whether thread `t` hosts the sending end of edge `e`. */
  isSender(thread: number, edge: number): boolean;
  /** Whether the run is over: what was then under way between threads is counted as `run-ended`. */
  readonly isOver: boolean;
}

/**
 * Adds up the threads. For an edge between threads the sending end knows what was sent, the consumer's end what was
 * delivered, and both what was dropped.
 */
export function mergeFigures(
  pipeline: PipelinePlan,
  threads: readonly ThreadFigures[],
  rule: MergeRule,
): RunFigures {
  return {
    nodes: pipeline.nodes.map(
      (_, i) => threads.map((t) => t.nodes[i]).find((n) => n != null) ?? NOTHING_DONE,
    ),
    workNs: pipeline.nodes.map((_, i) => mergeHistograms(threads.map((t) => t.workNs[i]))),
    edges: pipeline.edges.map((_, e) => mergeEdge(threads, e, rule)),
    waysNs: pipeline.edges.map((_, e) => mergeHistograms(threads.map((t) => t.waysNs[e]))),
    budgets: pipeline.budgets.map((_, b) => ({
      counts: threads.map((t) => t.budgets[b]?.counts).reduce<BudgetCounts>(addCounts, emptyCounts()),
      histogram: mergeHistograms(threads.map((t) => t.budgets[b]?.histogram)),
      traced: threads.flatMap((t) => t.budgets[b]?.traced ?? []),
    })),
    caught: Object.assign({}, ...threads.map((t) => t.caught)) as Record<string, number>,
    slices: threads.map((t) => t.slices),
  };
}

function mergeEdge(threads: readonly ThreadFigures[], edge: number, rule: MergeRule): EdgeCounts {
  const merged: EdgeCounts = { sent: 0, delivered: 0, dropped: {} };
  let dropped = 0;
  threads.forEach((thread, t) => {
    const counts = thread.edges[edge];
    if (counts === undefined) return;
    if (rule.isSender(t, edge)) merged.sent += counts.sent;
    merged.delivered += counts.delivered;
    for (const reason of DROP_REASONS) {
      const n = counts.dropped[reason] ?? 0;
      if (n > 0) merged.dropped[reason] = (merged.dropped[reason] ?? 0) + n;
      dropped += n;
    }
  });
  const underWay = merged.sent - merged.delivered - dropped;
  if (rule.isOver && underWay > 0)
    merged.dropped["run-ended"] = (merged.dropped["run-ended"] ?? 0) + underWay;
  return merged;
}

function mergeHistograms(parts: readonly (HistogramFigures | null | undefined)[]): LatencyHistogram {
  const merged = new LatencyHistogram();
  for (const part of parts) if (part != null) merged.add(part);
  return merged;
}

function addCounts(sum: BudgetCounts, part: BudgetCounts | undefined): BudgetCounts {
  if (part === undefined) return sum;
  const { blame, blamedNodes } = part;
  for (const node of Object.keys(blamedNodes)) {
    sum.blamedNodes[node] = (sum.blamedNodes[node] ?? 0) + (blamedNodes[node] ?? 0);
  }
  sum.blame.queue += blame.queue;
  sum.blame.transport += blame.transport;
  sum.blame.compute += blame.compute;
  sum.blame.device += blame.device;
  sum.blame.link += blame.link;
  return {
    count: sum.count + part.count,
    misses: sum.misses + part.misses,
    held: sum.held + part.held,
    fallbacks: sum.fallbacks + part.fallbacks,
    dropped: sum.dropped + part.dropped,
    lastNs: part.count > 0 ? part.lastNs : sum.lastNs,
    blame: sum.blame,
    blamedNodes: sum.blamedNodes,
  };
}
