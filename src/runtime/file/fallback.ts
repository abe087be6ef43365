import type { Outputs } from "../node.ts";
import { below, complain } from "./cursor.ts";
import { type DraftBudget, lastEdges } from "./budgets.ts";
import type { DraftNode } from "./nodes.ts";
import { type DraftEdge, defaultDepth, type Wiring } from "./wiring.ts";

/**
 * The extra edges that budgets with a fallback need: late messages into the fallback node, and its output into the
 * input they were meant for. Budgets that end with the same edge may share a fallback node.
 */
export function wireFallbacks(budgets: readonly DraftBudget[], wiring: Wiring): DraftEdge[] {
  const extra: DraftEdge[] = [];
  const served = new Map<DraftNode, DraftEdge>();
  for (const budget of budgets) {
    const { fallback } = budget;
    if (fallback?.spec == null || budget.route.length === 0) continue;
    const ends = lastEdges(budget);
    const [last] = ends;
    if (last === undefined || ends.length > 1) {
      refuse(
        budget,
        `a fallback needs one edge into the end of the path, found ${ends.map((e) => e.id).join(", ")}`,
      );
      continue;
    }
    const earlier = served.get(fallback);
    if (earlier === last) continue;
    if (earlier !== undefined) {
      refuse(budget, `the node is already the fallback for ${earlier.id}`);
      continue;
    }
    served.set(fallback, last);
    extra.push(...(wireFallback(budget, fallback, last, wiring) ?? []));
  }
  return extra;
}

function wireFallback(
  budget: DraftBudget,
  fallback: DraftNode,
  last: DraftEdge,
  wiring: Wiring,
): readonly DraftEdge[] | null {
  const inputs = freeInputs(fallback, last.type, wiring);
  const outputs = freeOutputs(fallback, last.type, wiring);
  const [input] = inputs;
  const [output] = outputs;
  const spec = input === undefined ? undefined : fallback.spec?.inputs[input];
  if (inputs.length !== 1 || outputs.length !== 1 || input === undefined || output === undefined || !spec) {
    const need = `one unconnected input and one unconnected output of type "${last.type}"`;
    refuse(budget, `a fallback needs exactly ${need}; it has ${names(inputs)} and ${names(outputs)}`);
    return null;
  }
  const common = { type: last.type, transportUs: 0, maxAgeUs: null, feedback: false, place: budget.place };
  const { id, index } = fallback;
  const [producer = ""] = last.id.split(" -> ");
  const into: DraftEdge = {
    ...common,
    id: `${producer} -> ${id}.${input}`,
    fromNode: last.fromNode,
    fromPort: last.fromPort,
    toNode: index,
    toPort: input,
    policy: spec.policy,
    depth: defaultDepth(spec.policy, spec),
    role: "fallback-in",
  };
  const [, consumer = ""] = last.id.split(" -> ");
  const outOf: DraftEdge = {
    ...common,
    id: `${id}.${output} -> ${consumer}`,
    fromNode: index,
    fromPort: output,
    toNode: last.toNode,
    toPort: last.toPort,
    policy: last.policy,
    depth: last.depth,
    role: "fallback-out",
  };
  return [into, outOf];
}

/** Unconnected inputs of a type; those declared for fallbacks alone when there are such. */
function freeInputs(node: DraftNode, type: string, { mentioned }: Wiring): string[] {
  const free = Object.entries(node.spec?.inputs ?? {}).filter(
    ([port, input]) => input.type.name === type && !mentioned.has(`${node.id}.${port}`),
  );
  const meant = free.filter(([, input]) => input.fallback === true);
  return (meant.length > 0 ? meant : free).map(([port]) => port);
}

function freeOutputs(node: DraftNode, type: string, { edges }: Wiring): string[] {
  const outputs: Outputs = node.spec?.outputs ?? {};
  const isRead = (port: string): boolean =>
    edges.some((edge) => edge.fromNode === node.index && edge.fromPort === port);
  return Object.entries(outputs).flatMap(([port, each]) =>
    each.name === type && !isRead(port) ? [port] : [],
  );
}

function refuse(budget: DraftBudget, message: string): void {
  const onMiss = below(budget.cursor, "onMiss");
  const at = onMiss === null ? null : below(onMiss, "fallback");
  if (at !== null) complain(at, { code: "bad-fallback", message });
}

const names = (ports: readonly string[]): string => (ports.length === 0 ? "none" : ports.join(", "));
