import type { EdgePlan, PipelinePlan } from "./plan.ts";

/** Name of the main thread among the threads of a run. */
export const MAIN_THREAD = "";

/** Name of the thread that a node runs on. */
export function threadOf(pipeline: PipelinePlan, node: number): string {
  return pipeline.nodes[node]?.thread ?? MAIN_THREAD;
}

/**
 * The node on whose thread messages enter an edge: the one that emits them, or, on the way to a budget's fallback, the
 * last node of the path, in front of which late messages are turned away.
 */
export function feedingNode({ budgets }: PipelinePlan, edge: EdgePlan): number {
  if (edge.role !== "fallback-in") return edge.fromNode;
  return budgets.find((budget) => budget.fallbackNode === edge.toNode)?.lastNode ?? edge.fromNode;
}
