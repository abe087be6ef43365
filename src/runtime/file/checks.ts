import { closesCycle, findCycles } from "../graph.ts";
import type { DraftBudget } from "./budgets.ts";
import { below, complain, type Cursor, joinPath } from "./cursor.ts";
import type { DraftNode } from "./nodes.ts";
import type { Finding, Problems } from "./problem.ts";
import { isSink, mayReadTruth, TRUTH_TYPE } from "./truth-rule.ts";
import { type DraftEdge, outputsOfType, type Wiring } from "./wiring.ts";

/** The graph under check. */
export interface DraftGraph {
  readonly nodes: readonly DraftNode[];
  readonly wiring: Wiring;
  /** Written edges and those of fallbacks. */
  readonly edges: readonly DraftEdge[];
  readonly budgets: readonly DraftBudget[];
  readonly problems: Problems;
}

/** Reports inputs that nothing feeds. A node named as fallback is spared: its wiring is checked with the budget. */
export function checkInputs({ nodes, wiring, budgets }: DraftGraph): void {
  const fallbacks = new Set(budgets.map((budget) => budget.fallback));
  for (const node of nodes) {
    if (node.spec === null || fallbacks.has(node)) continue;
    for (const [port, input] of Object.entries(node.spec.inputs)) {
      if (input.optional === true || wiring.mentioned.has(`${node.id}.${port}`)) continue;
      node.cursor.problems.add(node.place, {
        code: "unconnected-input",
        message: `${joinPath(joinPath(node.cursor.path, "in"), port)}: nothing feeds this input of type "${input.type.name}"`,
        allowed: outputsOfType(nodes, input.type.name),
      });
    }
  }
}

/** Reports cycles without a feedback edge. */
export function checkCycles({ nodes, edges, problems }: DraftGraph): void {
  for (const cycle of findCycles(nodes.length, edges)) {
    const ids = [...cycle, cycle[0] ?? 0].map((index) => nodes[index]?.id ?? "?");
    const closing = edges.find((edge) => edge.fromNode === cycle.at(-1) && edge.toNode === cycle[0]);
    const place = closing?.place ?? nodes[cycle[0] ?? 0]?.place;
    if (place === undefined) continue;
    problems.add(place, {
      code: "undeclared-cycle",
      message: `the nodes feed each other in a circle: ${ids.join(" -> ")}`,
      found: closing?.id ?? null,
      allowed: ["{ from: ..., feedback: true } on the edge that closes it"],
    });
  }
}

/** Reports feedback edges that are none. */
export function checkFeedback({ nodes, wiring, edges }: DraftGraph): void {
  if (!wiring.complete) return;
  for (const edge of wiring.edges) {
    if (!edge.feedback || closesCycle(edges, edge)) continue;
    const written = inputCursor(nodes, edge);
    const at = written === null ? null : (below(written, "feedback") ?? written);
    if (at === null) continue;
    const message = `${edge.id} closes no cycle, so it is not feedback`;
    complain(at, { code: "needless-feedback", message, allowed: ["false"] });
  }
}

/** Reports `block` on edges whose producer cannot be held back, and on those that would let a cycle wait for itself. */
export function checkBlocking({ nodes, wiring, edges }: DraftGraph): void {
  for (const edge of wiring.edges) {
    if (edge.policy !== "block") continue;
    const written = inputCursor(nodes, edge);
    const producer = nodes[edge.fromNode];
    const fault = edge.feedback ? circularWait(edge) : producer && unstoppable(producer, edges);
    if (written !== null && fault != null) complain(below(written, "policy") ?? written, fault);
  }
}

const circularWait = (edge: DraftEdge): Finding => ({
  code: "block-on-feedback",
  message: `${edge.id} closes a cycle: a producer that waits there waits for itself, and the run stands still`,
  found: '"block"',
  allowed: ["latest", "drop-oldest", "drop-newest", "lossless"],
  suggestion: "latest",
});

/** Null when the producer can wait. */
function unstoppable(producer: DraftNode, edges: readonly DraftEdge[]): Finding | null {
  if (producer.spec === null || producer.spec.pulls === true || !isPushSource(producer, edges)) return null;
  return {
    code: "block-needs-pull",
    message: `${producer.id} (${producer.spec.kind}) is a source that pushes; nothing can hold it back`,
    found: '"block"',
    allowed: ["drop-oldest", "lossless", "a source that can wait (pulls: true)"],
    suggestion: "drop-oldest",
  };
}

/** A node that emits by itself: it has no inputs, or nothing but feedback reaches them. */
function isPushSource(node: DraftNode, edges: readonly DraftEdge[]): boolean {
  const into = edges.filter((edge) => edge.toNode === node.index);
  if (into.some((edge) => !edge.feedback)) return false;
  return into.length > 0 || Object.values(node.spec?.inputs ?? {}).every((input) => input.optional === true);
}

/** Reports node kinds that could carry truth on: readers of truth that are no sinks, and sinks with outputs. */
export function checkTruth({ nodes, edges }: DraftGraph): void {
  for (const node of nodes) {
    const { spec } = node;
    if (spec === null) continue;
    const at = below(node.cursor, "kind") ?? node.cursor;
    if (isSink(spec.kind) && Object.keys(spec.outputs).length > 0) {
      const message = `a sink may read truth, so it must not have outputs: ${Object.keys(spec.outputs).join(", ")}`;
      complain(at, { code: "truth-leak", message, allowed: ["no outputs", "another family than sink"] });
    }
    if (mayReadTruth(spec.kind)) continue;
    const reader = Object.entries(spec.inputs).find(([, input]) => input.type.name === TRUTH_TYPE);
    const isWired = edges.some((edge) => edge.toNode === node.index && edge.type === TRUTH_TYPE);
    if (reader === undefined || isWired) continue;
    const message = `the input "${reader[0]}" of this kind reads truth, which only sinks and the oracle may`;
    complain(at, { code: "truth-leak", message, allowed: ["sink/*", "tracker/oracle"] });
  }
}

/** Where the file writes an edge. */
function inputCursor(nodes: readonly DraftNode[], edge: DraftEdge): Cursor | null {
  const consumer = nodes[edge.toNode];
  const inputs = consumer === undefined ? null : below(consumer.cursor, "in");
  return inputs === null ? null : below(inputs, edge.toPort);
}
