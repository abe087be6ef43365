import type { Message } from "../core/message.ts";
import { LatencyHistogram } from "./latency-histogram.ts";
import {
  BLAME_KINDS,
  type BlameKind,
  type Charges,
  chargeHops,
  chargeTransport,
  chargeWait,
  chargeWork,
  packLineage,
  PathLedger,
  pathOrigin,
} from "./lineage.ts";
import type { BudgetPlan, EdgePlan, PipelinePlan } from "./plan.ts";

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

/** [-] how many messages of a path are kept for a trace, beside the slowest; spread over the run. */
const TRACE_SAMPLES = 128;

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
  /** The slowest message so far, then (while tracing) the first ones. */
  readonly traced: TracedMessage[] = [];
  tracing = false;
  #seen = 0;
  #sampleEvery = 1;
  readonly #nodeIds: readonly string[];
  readonly #maxNs: number;
  readonly #charges: Charges;
  readonly #wayLeft: WayLeft;
  readonly #ledger = new PathLedger();
  /** For `hold-last`: the last message that came through in time, by position among the plan's last edges. */
  readonly #lastInTime: (Message<unknown> | null)[];

  constructor(plan: BudgetPlan, pipeline: PipelinePlan, transportNs: Charges["transportNs"]) {
    const { nodes } = pipeline;
    this.plan = plan;
    this.#nodeIds = nodes.map((node) => node.id);
    const onPath = new Uint8Array(nodes.length);
    for (const node of plan.onPath) onPath[node] = 1;
    const chips = Uint8Array.from(nodes, (node) => (node.cost.kind === "chip" ? 1 : 0));
    this.#charges = { onPath, firstNode: plan.firstNode, transportNs, chips };
    this.#maxNs = plan.maxMs * 1e6;
    this.#wayLeft = shortestWay(plan, pipeline, this.#charges);
    this.#lastInTime = plan.lastEdges.map(() => null);
    this.counts = emptyCounts();
  }

  /** Whether a message is judged on its way into `node`. */
  guards(node: number): boolean {
    const { onMiss, firstNode, lastNode } = this.plan;
    if (onMiss === "warn") return false;
    if (node === lastNode) return true;
    return onMiss === "drop" && node !== firstNode && this.#charges.onPath[node] === 1;
  }

  /** The last message that came over an edge in time; null before the first. */
  lastInTime({ index }: EdgePlan): Message<unknown> | null {
    return this.#lastInTime[this.plan.lastEdges.indexOf(index)] ?? null;
  }

  /** Decides, before the node behind `edge` runs at `nowNs`, whether it gets the message. Counts the miss when it acts. */
  judge(message: Message<unknown>, edge: EdgePlan, nowNs: number): Verdict {
    const origin = pathOrigin(message, this.#charges);
    if (origin === null) return "deliver";
    const node = edge.toNode;
    const foreseenNs = nowNs + (this.#wayLeft.restNs[node] ?? 0) - origin.originUs * 1000;
    if (foreseenNs <= this.#maxNs) return "deliver";
    this.#chargePast(message, node, nowNs);
    this.#chargeFuture(node);
    this.#countMiss(foreseenNs);
    switch (this.plan.onMiss) {
      case "hold-last":
        if (this.lastInTime(edge) === null) break;
        this.counts.held++;
        return "hold-last";
      case "fallback":
        this.counts.fallbacks++;
        return "fallback";
      case "stop":
        return "stop";
      case "drop":
      case "warn": // never judged
        break;
    }
    this.counts.dropped++;
    return "drop";
  }

  /** Records a message that came over `edge` and kept the last node at work so long. True when it was late. */
  arrived(message: Message<unknown>, edge: EdgePlan, startedNs: number, endNs: number): boolean {
    const origin = pathOrigin(message, this.#charges);
    if (origin === null) return false;
    const latencyNs = endNs - origin.originUs * 1000;
    this.#trace(message, latencyNs, startedNs, endNs);
    if (latencyNs <= this.#maxNs) {
      this.#record(latencyNs);
      if (this.plan.onMiss === "hold-last") {
        this.#lastInTime[this.plan.lastEdges.indexOf(edge.index)] = message;
      }
      return false;
    }
    this.#chargePast(message, edge.toNode, startedNs);
    chargeWork(this.#ledger, edge.toNode, endNs - startedNs);
    this.#countMiss(latencyNs);
    return true;
  }

  /** Keeps the slowest message and, while tracing, every n-th, n growing with the run. */
  #trace(message: Message<unknown>, latencyNs: number, startedNs: number, endedNs: number): void {
    const isWorst = latencyNs > (this.traced[0]?.latencyNs ?? -Infinity);
    const isSample = this.tracing && this.#seen++ % this.#sampleEvery === 0;
    if (!isWorst && !isSample) return;
    const traced = { latencyNs, startedNs, endedNs, lineage: packLineage(message) };
    if (isWorst) this.traced.splice(0, this.tracing ? 0 : 1, traced);
    else this.traced.push(traced);
    if (this.traced.length <= TRACE_SAMPLES) return;
    const [worst, ...others] = this.traced.splice(0);
    this.traced.push(...(worst === undefined ? [] : [worst]), ...others.filter((_, i) => i % 2 === 1));
    this.#sampleEvery *= 2;
  }

  /** Fills the ledger up to the instant at which `node` starts or would start. */
  #chargePast(message: Message<unknown>, node: number, startedNs: number): void {
    this.#ledger.reset();
    chargeHops(this.#ledger, message, this.#charges);
    chargeWait(this.#ledger, message, { node, startedNs }, this.#charges);
  }

  /** Adds what is foreseen from there on. */
  #chargeFuture(start: number): void {
    const { costNs, next } = this.#wayLeft;
    for (let node = start, last = -1; node >= 0; last = node, node = next[node] ?? -1) {
      if (last >= 0) chargeTransport(this.#ledger, last, node, this.#charges);
      chargeWork(this.#ledger, node, costNs[node] ?? 0);
    }
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

/** The least that can still happen from a node's start to the path's end, by node index. */
interface WayLeft {
  /** [ns] sum of declared costs and transports; 0 off the path. */
  readonly restNs: Float64Array;
  /** [ns] the node's own part of it. */
  readonly costNs: Float64Array;
  /** [-] the node that comes next; -1 at the end. */
  readonly next: Int32Array;
}

function shortestWay(plan: BudgetPlan, pipeline: PipelinePlan, charges: Charges): WayLeft {
  const { nodes, edges } = pipeline;
  const costNs = Float64Array.from(nodes, ({ cost }) => (cost.kind === "profile" ? 0 : cost.us * 1000));
  const restNs = new Float64Array(nodes.length).fill(Infinity);
  const next = new Int32Array(nodes.length).fill(-1);
  restNs[plan.lastNode] = costNs[plan.lastNode] ?? 0;
  const inner = edges.filter(
    ({ fromNode, toNode, feedback }) =>
      !feedback &&
      fromNode !== plan.lastNode &&
      charges.onPath[fromNode] === 1 &&
      charges.onPath[toNode] === 1,
  );
  for (let round = 0; round < nodes.length; round++) {
    for (const { fromNode, toNode } of inner) {
      const transportNs = charges.transportNs(fromNode, toNode);
      const through = (costNs[fromNode] ?? 0) + transportNs + (restNs[toNode] ?? Infinity);
      if (through >= (restNs[fromNode] ?? Infinity)) continue;
      restNs[fromNode] = through;
      next[fromNode] = toNode;
    }
  }
  return { restNs: restNs.map((ns) => (Number.isFinite(ns) ? ns : 0)), costNs, next };
}
