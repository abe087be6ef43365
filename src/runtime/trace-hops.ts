import type { Message } from "../core/message.ts";
import type { TracedMessage } from "./budget-monitor.ts";
import { parentOnPath, unpackLineage } from "./lineage.ts";
import type { BudgetPlan, PipelinePlan } from "./plan.ts";

/** One stretch of a message's way, in the order in which time passed. */
export interface Hop {
  readonly node: string;
  /** `wait` = in queues and on the way to the node, `device` and `link` = modelled chip time, `work` = the rest. */
  readonly what: "wait" | "work" | "device" | "link";
  /** [ns] run's clock. */
  readonly startNs: number;
  readonly endNs: number;
}

/** The way of a traced message from the newest light of the path's first node to the end of work at its last. */
export function hopsOf(traced: TracedMessage, budget: BudgetPlan, pipeline: PipelinePlan): Hop[] {
  const onPath = new Uint8Array(pipeline.nodes.length);
  for (const node of budget.onPath) onPath[node] = 1;
  const chain: Message<unknown>[] = [];
  let at: Message<unknown> | null = unpackLineage(traced.lineage);
  while (at !== null) {
    chain.unshift(at);
    at = at.node === budget.firstNode ? null : parentOnPath(at, { onPath, firstNode: budget.firstNode });
  }
  const name = (node: number): string => pipeline.nodes[node]?.id ?? "?";
  const hops: Hop[] = [];
  let previousNs = (chain[0]?.originUs ?? 0) * 1000;
  for (const message of chain) {
    const isChip = pipeline.nodes[message.node]?.cost.kind === "chip";
    hops.push({ node: name(message.node), what: "wait", startNs: previousNs, endNs: message.startedNs });
    hops.push(...workOf(message, name(message.node), isChip));
    previousNs = message.finishedNs;
  }
  const last = name(budget.lastNode);
  hops.push({ node: last, what: "wait", startNs: previousNs, endNs: traced.startedNs });
  hops.push({ node: last, what: "work", startNs: traced.startedNs, endNs: traced.endedNs });
  return hops.filter((hop) => hop.endNs > hop.startNs || hop.what === "work");
}

function workOf(message: Message<unknown>, node: string, isChip: boolean): Hop[] {
  const { startedNs, finishedNs, modelled } = message;
  if (modelled === null || !isChip) return [{ node, what: "work", startNs: startedNs, endNs: finishedNs }];
  const linkStartNs = finishedNs - modelled.linkNs;
  const deviceStartNs = linkStartNs - modelled.deviceNs;
  return [
    { node, what: "work", startNs: startedNs, endNs: deviceStartNs },
    { node, what: "device", startNs: deviceStartNs, endNs: linkStartNs },
    { node, what: "link", startNs: linkStartNs, endNs: finishedNs },
  ];
}

/** The slowest of the traced messages, and the one in the middle. */
export function telling(
  traced: readonly TracedMessage[],
): { slowest: TracedMessage; typical: TracedMessage } | null {
  const sorted = [...traced].sort((a, b) => a.latencyNs - b.latencyNs);
  const slowest = sorted.at(-1);
  const typical = sorted[Math.floor((sorted.length - 1) / 2)];
  return slowest === undefined || typical === undefined ? null : { slowest, typical };
}
