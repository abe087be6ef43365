import type { Message } from "../core/message.ts";
import { LatencyHistogram } from "./latency-histogram.ts";
import {
  BLAME_KINDS,
  type BlameKind,
  chargeHops,
  chargeWait,
  chargeWork,
  packLineage,
  PathLedger,
  pathOrigin,
  type TransportNs,
} from "./lineage.ts";
import type { BudgetPlan, PipelinePlan } from "./plan.ts";

/** What happens to a message in front of a node. */
export type Verdict = "deliver" | "drop" | "hold-last" | "fallback" | "stop";

/** What one budget has seen so far, as threads send it to each other and reports print it. */
export interface BudgetCounts {
  count: number;
  misses: number;
  held: number;
  fallbacks: number;
  dropped: number;
  lastNs: number;
  readonly blame: Record<BlameKind, number>;
  /** Node id -> misses in which it had the largest single share. */
  readonly blamedNodes: Record<string, number>;
}

/** A message that reached the end of a path, with the stamps of every hop (see `packLineage`). */
export interface TracedMessage {
  readonly latencyNs: number;
  /** [ns] start and end of the work at the path's last node. */
  readonly startedNs: number;
  readonly endedNs: number;
  readonly lineage: Float64Array;
}

/** [-] how many messages of a path are kept for a trace, beside the slowest. */
const TRACE_SAMPLES = 100;

/**
 * Measures one budget and decides on late messages.
 *
 * Latency of a message = end of work at the path's last node - newest light of the first node's message it comes
 * from. Before the last node runs, that end is foreseen as now + the node's declared cost; a message foreseen to be
 * late is a miss and acted upon. One that the last node itself made late is counted as a miss when it is done.
 */
export class BudgetMonitor {
  readonly plan: BudgetPlan;
  readonly histogram = new LatencyHistogram();
  readonly counts: BudgetCounts;
  /** The last message that came through in time, for `hold-last`. */
  lastInTime: Message<unknown> | null = null;
  /** The slowest message so far, then (while tracing) the first ones. */
  readonly traced: TracedMessage[] = [];
  tracing = false;
  readonly #nodeIds: readonly string[];
  readonly #onPath: Uint8Array;
  readonly #maxNs: number;
  /** [ns] least declared cost from a node's start to the path's end, per node index; 0 off the path. */
  readonly #restNs: Float64Array;
  readonly #transportNs: TransportNs;
  readonly #ledger = new PathLedger();

  constructor(plan: BudgetPlan, pipeline: PipelinePlan, transportNs: TransportNs) {
    this.plan = plan;
    this.#nodeIds = pipeline.nodes.map((node) => node.id);
    this.#onPath = new Uint8Array(pipeline.nodes.length);
    for (const node of plan.onPath) this.#onPath[node] = 1;
    this.#maxNs = plan.maxMs * 1e6;
    this.#transportNs = transportNs;
    this.#restNs = leastRemainingNs(plan, pipeline, this.#onPath);
    this.counts = emptyCounts();
  }

  /** Whether a message is looked at on its way into `node`. */
  guards(node: number): boolean {
    if (node === this.plan.lastNode) return true;
    return this.plan.onMiss === "drop" && node !== this.plan.firstNode && this.#onPath[node] === 1;
  }

  /** Decides, before `node` runs at `nowNs`, whether it gets the message. Counts the miss when it acts. */
  judge(message: Message<unknown>, node: number, nowNs: number): Verdict {
    const origin = pathOrigin(message, this.#onPath, this.plan.firstNode);
    if (origin === null) return "deliver";
    const foreseenNs = nowNs + (this.#restNs[node] ?? 0) - origin.originUs * 1000;
    if (foreseenNs <= this.#maxNs) return "deliver";
    const action = this.plan.onMiss;
    if (action === "warn") return "deliver";
    this.#measure(message, node, nowNs, this.#restNs[node] ?? 0);
    this.#countMiss(foreseenNs);
    switch (action) {
      case "hold-last":
        if (this.lastInTime === null) break;
        this.counts.held++;
        return "hold-last";
      case "fallback":
        this.counts.fallbacks++;
        return "fallback";
      case "stop":
        return "stop";
      case "drop":
        break;
    }
    this.counts.dropped++;
    return "drop";
  }

  /** Records a message that the last node has worked on from `startedNs` to `endNs`. True when it was late. */
  arrived(message: Message<unknown>, startedNs: number, endNs: number): boolean {
    const { lastNode } = this.plan;
    const origin = pathOrigin(message, this.#onPath, this.plan.firstNode);
    if (origin === null) return false;
    const latencyNs = endNs - origin.originUs * 1000;
    this.#trace(message, latencyNs, startedNs, endNs);
    if (latencyNs <= this.#maxNs) {
      this.#record(latencyNs);
      this.lastInTime = message;
      return false;
    }
    this.#measure(message, lastNode, startedNs, endNs - startedNs);
    this.#countMiss(latencyNs);
    return true;
  }

  #trace(message: Message<unknown>, latencyNs: number, startedNs: number, endedNs: number): void {
    const worst = this.traced[0]?.latencyNs ?? -Infinity;
    const sampled = this.tracing && this.traced.length <= TRACE_SAMPLES;
    if (latencyNs <= worst && !sampled) return;
    const traced = { latencyNs, startedNs, endedNs, lineage: packLineage(message) };
    if (latencyNs > worst) this.traced.splice(0, sampled ? 0 : 1, traced);
    else this.traced.push(traced);
  }

  #measure(message: Message<unknown>, node: number, startedNs: number, workNs: number): void {
    const ledger = this.#ledger;
    ledger.reset();
    const path = { onPath: this.#onPath, firstNode: this.plan.firstNode, transportNs: this.#transportNs };
    chargeHops(ledger, message, path);
    chargeWait(ledger, message, { node, startedNs }, this.#transportNs);
    chargeWork(ledger, node, workNs);
  }

  #record(latencyNs: number): void {
    this.histogram.record(latencyNs);
    this.counts.count++;
    this.counts.lastNs = latencyNs;
  }

  #countMiss(latencyNs: number): void {
    this.#record(latencyNs);
    this.counts.misses++;
    let worst = 0;
    this.#ledger.byKind.forEach((ns, kind) => {
      if (ns > (this.#ledger.byKind[worst] ?? 0)) worst = kind;
    });
    const kind = BLAME_KINDS[worst] ?? "queue";
    this.counts.blame[kind]++;
    const node = this.#nodeIds[this.#ledger.worstNode] ?? "?";
    this.counts.blamedNodes[node] = (this.counts.blamedNodes[node] ?? 0) + 1;
  }
}

/** Counts of a budget that has seen nothing. */
export function emptyCounts(): BudgetCounts {
  return {
    count: 0,
    misses: 0,
    held: 0,
    fallbacks: 0,
    dropped: 0,
    lastNs: 0,
    blame: { queue: 0, transport: 0, compute: 0, device: 0, link: 0 },
    blamedNodes: {},
  };
}

/** [ns] the least that can still happen between the start of a node and the end of the path. */
function leastRemainingNs(plan: BudgetPlan, pipeline: PipelinePlan, onPath: Uint8Array): Float64Array {
  const costNs = (index: number): number => {
    const cost = pipeline.nodes[index]?.cost;
    return cost === undefined || cost.kind === "profile" ? 0 : cost.us * 1000;
  };
  const least = new Float64Array(pipeline.nodes.length).fill(Infinity);
  least[plan.lastNode] = costNs(plan.lastNode);
  const inner = pipeline.edges.filter((edge) => onPath[edge.fromNode] === 1 && onPath[edge.toNode] === 1);
  for (let round = 0; round < pipeline.nodes.length; round++) {
    for (const edge of inner) {
      if (edge.feedback || edge.fromNode === plan.lastNode) continue;
      const through = costNs(edge.fromNode) + edge.transportUs * 1000 + (least[edge.toNode] ?? Infinity);
      if (through < (least[edge.fromNode] ?? Infinity)) least[edge.fromNode] = through;
    }
  }
  return least.map((ns) => (Number.isFinite(ns) ? ns : 0));
}
