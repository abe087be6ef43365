import { networkError } from "./network-error.ts";
import { hasState, type FlatGraph } from "./flat-graph.ts";

/** The order in which a step visits the nodes, and the edges that carry the step before. */
export interface Schedule {
  /** Every node once; behind every source that is not fed back. */
  readonly order: readonly number[];
  /** By edge: true where it carries what its source put out one step earlier (zeros before the first step). */
  readonly feedback: readonly boolean[];
}

/**
 * Breaks the loops of a graph. Going out from the Inputs, an edge that returns to a node under way closes a loop. The one
 * step of delay then moves back along the loop to where a node with state puts out, so that a bias on the way back acts
 * from the first step, as it does where a framework keeps the last spikes. A loop without state is refused.
 */
export function schedule(graph: FlatGraph): Schedule {
  refuseStatelessLoops(graph);
  const feedback = returningEdges(graph);
  moveToStates(graph, feedback);
  return { order: topologicalOrder(graph, (edge) => feedback[edge] !== true), feedback };
}

/** By node: the edges that leave it. */
function edgesFrom({ nodes, edges }: FlatGraph): number[][] {
  const out: number[][] = nodes.map(() => []);
  edges.forEach(([from], edge) => out[from]?.push(edge));
  return out;
}

function returningEdges(graph: FlatGraph): boolean[] {
  const out = edgesFrom(graph);
  const mark = graph.nodes.map((): "new" | "open" | "done" => "new");
  const returning = graph.edges.map(() => false);
  const visit = (node: number): void => {
    mark[node] = "open";
    for (const edge of out[node] ?? []) {
      const to = graph.edges[edge]?.[1] ?? -1;
      if (mark[to] === "open") returning[edge] = true;
      else if (mark[to] === "new") visit(to);
    }
    mark[node] = "done";
  };
  const inputs = graph.nodes.flatMap((node, index) => (node.type === "Input" ? [index] : []));
  for (const node of [...inputs, ...graph.nodes.keys()]) if (mark[node] === "new") visit(node);
  return returning;
}

function moveToStates(graph: FlatGraph, feedback: boolean[]): void {
  const out = edgesFrom(graph);
  const reach = (from: number, to: number): boolean => {
    const seen = new Set([from]);
    for (const node of seen) {
      if (node === to) return true;
      for (const edge of out[node] ?? []) seen.add(graph.edges[edge]?.[1] ?? -1);
    }
    return false;
  };
  for (let moved = true; moved;) {
    moved = false;
    for (const [index, node] of graph.nodes.entries()) {
      const leaving = out[index] ?? [];
      if (hasState(node) || leaving.length === 0 || !leaving.every((edge) => feedback[edge] === true))
        continue;
      for (const edge of leaving) feedback[edge] = false;
      graph.edges.forEach(([from, to], edge) => {
        if (to === index && reach(index, from)) feedback[edge] = true;
      });
      moved = true;
    }
  }
}

function refuseStatelessLoops(graph: FlatGraph): void {
  const stateless = (node: number): boolean =>
    graph.nodes[node] !== undefined && !hasState(graph.nodes[node]);
  topologicalOrder(graph, (edge) => (graph.edges[edge] ?? []).every(stateless));
}

/** Nodes behind their sources, by index where the graph leaves a choice; throws when the edges used form a loop. */
function topologicalOrder(graph: FlatGraph, uses: (edge: number) => boolean): number[] {
  const waiting = graph.nodes.map(() => 0);
  const used = graph.edges.filter((_, edge) => uses(edge));
  for (const [, to] of used) waiting[to] = (waiting[to] ?? 0) + 1;
  const order: number[] = [];
  const left = new Set(graph.nodes.keys());
  while (left.size > 0) {
    const next = [...left].find((node) => waiting[node] === 0);
    if (next === undefined) {
      const loop = [...left].map((node) => graph.paths[node]).join(", ");
      throw networkError(
        graph.paths[[...left][0] ?? 0] ?? "",
        `a loop without a node that has state: ${loop}`,
        { loop },
      );
    }
    left.delete(next);
    order.push(next);
    for (const [from, to] of used) if (from === next) waiting[to] = (waiting[to] ?? 0) - 1;
  }
  return order;
}
