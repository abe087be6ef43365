import {
  budgetColour,
  budgetLine,
  budgetMembership,
  edgeLines,
  type GraphReport,
  nodeLines,
} from "./draw-labels.ts";
import type { EdgePlan, NodePlan, PipelinePlan } from "./plan.ts";

/**
 * The graph as a Mermaid flowchart. Feedback and fallback edges are dotted, nodes of a thread stand in one frame, the
 * paths of budgets are coloured; with a report the measured latencies take the place of the declared costs.
 */
export function toMermaid(plan: PipelinePlan, report: GraphReport | null = null): string {
  const member = budgetMembership(plan);
  return [
    ...plan.budgets.map((budget, i) => `%% budget ${budgetLine(budget, i, report)}`),
    "flowchart LR",
    ...nodesOfThread(plan, null, report),
    ...plan.threads.flatMap((thread, i) => [
      `  subgraph t${i}["thread ${thread}"]`,
      ...nodesOfThread(plan, thread, report).map((line) => `  ${line}`),
      "  end",
    ]),
    ...plan.edges.map((edge) => edgeText(edge, report)),
    ...member.nodes.flatMap((budget, i) =>
      budget < 0 ? [] : [`  style n${i} stroke:${budgetColour(budget)},stroke-width:2px`],
    ),
    ...member.edges.flatMap((budget, i) =>
      budget < 0 ? [] : [`  linkStyle ${i} stroke:${budgetColour(budget)},stroke-width:2px`],
    ),
  ].join("\n");
}

function nodesOfThread(plan: PipelinePlan, thread: string | null, report: GraphReport | null): string[] {
  return plan.nodes.filter((node) => node.thread === thread).map((node) => nodeText(node, report));
}

/** Ids are numbers, for `end` and other words mean something to Mermaid. */
function nodeText(node: NodePlan, report: GraphReport | null): string {
  const lines = nodeLines({ ...node, thread: null }, report);
  return `  n${node.index}["${lines.map(escape).join("<br/>")}"]`;
}

function edgeText(edge: EdgePlan, report: GraphReport | null): string {
  const label = `"${edgeLines(edge, report).map(escape).join("<br/>")}"`;
  const isSolid = !edge.feedback && edge.role === "data";
  const arrow = isSolid ? `-- ${label} -->` : `-. ${label} .->`;
  return `  n${edge.fromNode} ${arrow} n${edge.toNode}`;
}

/** Mermaid reads `#name;` as an entity and a quote as the end of a label. */
function escape(text: string): string {
  return text
    .replaceAll("#", "#35;")
    .replaceAll('"', "#quot;")
    .replaceAll("<", "#lt;")
    .replaceAll(">", "#gt;");
}
