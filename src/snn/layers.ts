import { networkError } from "./network-error.ts";
import { schedule } from "./feedback.ts";
import { flattenGraph, type FlatGraph } from "./flat-graph.ts";
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
  const graph = flattenGraph(network);
  const inputs = inferInputs(graph);
  const { order, feedback } = schedule(graph);
  const place = new Map(order.map((node, index) => [node, index]));
  return order.map((node, index) => {
    const inputShape = inputs[node] ?? [];
    const path = graph.paths[node] ?? "";
    const layer = graph.nodes[node];
    if (layer === undefined) throw networkError(path, "no node");
    const sources = graph.edges.flatMap(([from, to], edge): LayerSource[] =>
      to === node ? [{ layer: place.get(from) ?? -1, feedback: feedback[edge] ?? false }] : [],
    );
    return {
      index,
      path,
      node: layer,
      inputShape,
      outputShape: outputShape(path, layer, inputShape),
      sources,
    };
  });
}

/** Input shape of each node, from the Inputs along the edges. All edges into a node must bring the same shape. */
export function inferInputs(
  graph: FlatGraph,
  visit: (node: number, input: Shape) => void = () => undefined,
): Shape[] {
  const known = new Map<number, Shape>();
  const waiting: number[] = [];
  const arrive = (node: number, shape: Shape): void => {
    known.set(node, shape);
    waiting.push(node);
  };
  graph.nodes.forEach((node, index) => {
    if (node.type === "Input") arrive(index, node.shape);
  });
  if (waiting.length === 0) throw networkError("network", "no node of type Input");
  for (let node = waiting.shift(); node !== undefined; node = waiting.shift()) {
    const shape = known.get(node) ?? [];
    visit(node, shape);
    const layer = graph.nodes[node];
    const path = graph.paths[node] ?? "";
    if (layer === undefined) continue;
    const out = outputShape(path, layer, shape);
    for (const [from, to] of graph.edges) {
      if (from !== node) continue;
      const before = known.get(to);
      if (before === undefined) arrive(to, out);
      else if (!sameShape(before, out)) {
        throw networkError(
          graph.paths[to] ?? "",
          `${path} brings ${formatShape(out)}, another edge ${formatShape(before)}`,
          { found: formatShape(out), allowed: formatShape(before), from: path },
        );
      }
    }
  }
  return graph.nodes.map((node, index) => {
    const shape = known.get(index);
    if (shape !== undefined) return shape;
    const stated = statedInput(node);
    const needs = stated === null ? "" : `; it takes ${formatShape(stated)}`;
    throw networkError(graph.paths[index] ?? "", `no path leads to it from an Input${needs}`);
  });
}
