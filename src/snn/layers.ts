import { assert } from "../core/errors.ts";
import { networkError } from "./network-error.ts";
import { schedule } from "./feedback.ts";
import { flattenGraph, withoutDoors, type FlatGraph } from "./flat-graph.ts";
import { outputShape, statedInput, type LayerNode } from "./layer-shape.ts";
import type { NetworkGraph } from "./network.ts";
import { formatShape, sameShape, type Shape } from "./tensor.ts";

/** One node of a network laid out for execution. */
export interface Layer {
  /** Place in the order of execution. */
  readonly index: number;
  /** `name`, or `graph/name` for a nested node. */
  readonly path: string;
  readonly node: LayerNode;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  /** Layers whose outputs are summed at the input; none for an Input. */
  readonly sources: readonly LayerSource[];
}

export interface LayerSource {
  /** Index of a layer. */
  readonly layer: number;
  /** True: what it put out one step earlier, zeros before the first step. */
  readonly feedback: boolean;
}

/**
 * Lays a network out: nesting dissolved, shapes inferred and checked, layers in an order in which each comes behind its
 * sources. Throws `network-invalid`; `where.layer` is the path of the layer at fault.
 */
export function layersOf(network: NetworkGraph): readonly Layer[] {
  const nested = flattenGraph(network);
  const shapes = inferShapes(nested);
  const graph = withoutDoors(nested);
  const { order, feedback } = schedule(graph);
  const place = new Map(order.map((node, index) => [node, index]));
  return order.map((index, at): Layer => {
    const node = graph.nodes[index];
    const shape = shapes[graph.kept[index] ?? -1];
    assert(node !== undefined && shape !== undefined, "every node has a shape");
    const sources = graph.edges.flatMap(([from, to], edge): LayerSource[] =>
      to === index ? [{ layer: place.get(from) ?? -1, feedback: feedback[edge] ?? false }] : [],
    );
    return { index: at, path: graph.paths[index] ?? "", node, ...shape, sources };
  });
}

interface LayerShapes {
  readonly inputShape: Shape;
  readonly outputShape: Shape;
}

/** What `inferShapes` may change about a node when it comes to it. */
type Mend = (node: LayerNode, index: number, input: Shape) => LayerNode;

/** Shapes of each node, from the Inputs along the edges. All edges into a node must bring the same shape. */
export function inferShapes(graph: FlatGraph, mend: Mend = (node) => node): LayerShapes[] {
  const known = new Map<number, LayerShapes>();
  const waiting: number[] = [];
  const arrive = (index: number, inputShape: Shape): void => {
    const node = graph.nodes[index];
    assert(node !== undefined, "an edge leads to a node");
    const path = graph.paths[index] ?? "";
    known.set(index, {
      inputShape,
      outputShape: outputShape(path, mend(node, index, inputShape), inputShape),
    });
    waiting.push(index);
  };
  graph.nodes.forEach((node, index) => {
    if (node.type === "Input" && !graph.doors.has(index)) arrive(index, node.shape);
  });
  if (waiting.length === 0) throw networkError("network", "no node of type Input");
  for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
    const out = known.get(index)?.outputShape ?? [];
    for (const [from, to] of graph.edges) {
      if (from !== index) continue;
      const before = known.get(to)?.inputShape;
      if (before === undefined) arrive(to, out);
      else if (!sameShape(before, out)) throw unlike(graph, [from, to], out, before);
    }
  }
  return graph.nodes.map((node, index) => known.get(index) ?? unreached(graph.paths[index] ?? "", node));
}

function unlike(
  graph: FlatGraph,
  [from, to]: readonly [number, number],
  found: Shape,
  allowed: Shape,
): Error {
  const source = graph.paths[from] ?? "";
  const where = { found: formatShape(found), allowed: formatShape(allowed), from: source };
  return networkError(
    graph.paths[to] ?? "",
    `${source} brings ${where.found}, another edge ${where.allowed}`,
    where,
  );
}

function unreached(path: string, node: LayerNode): never {
  const stated = statedInput(node);
  const needs = stated === null ? "" : `; it takes ${formatShape(stated)}`;
  throw networkError(path, `no path leads to it from an Input${needs}`);
}
