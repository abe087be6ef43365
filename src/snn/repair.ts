import { flattenGraph } from "./flat-graph.ts";
import { parametersOf, type LayerNode } from "./layer-shape.ts";
import { inferShapes } from "./layers.ts";
import type { Edge, NetworkGraph, NetworkNode } from "./network.ts";
import { formatShape, sameShape, sizeOf, type Shape, type Tensor } from "./tensor.ts";

/** A network that was mended, and how. */
export interface Repaired {
  readonly network: NetworkGraph;
  /** One sentence a change, with the layer it concerns. */
  readonly repairs: readonly string[];
}

/**
 * Mends what older writers left wrong, where only one reading makes sense:
 * an edge that names no node goes to the only node whose name begins with that name, or the other way round;
 * an edge that stands twice counts once; a neuron parameter of one element, or of the right count in another shape,
 * takes the neuron's shape; a shape stated by an Output, a convolution or a Flatten gives way to what arrives there.
 * What it cannot mend stays, and `layersOf` refuses it.
 */
export function repairNetwork(network: NetworkGraph): Repaired {
  const repairs: string[] = [];
  const edged = repairEdges(network, "", repairs);
  const graph = flattenGraph(edged);
  const mended = new Map<string, LayerNode>();
  inferShapes(graph, (node, index, input) => {
    const path = graph.paths[index] ?? "";
    const fixed = repairNode(node, input, (change) => repairs.push(`${path}: ${change}`));
    if (fixed !== node) mended.set(path, fixed);
    return fixed;
  });
  return { network: replaceNodes(edged, "", mended), repairs };
}

function repairEdges(graph: NetworkGraph, prefix: string, repairs: string[]): NetworkGraph {
  const names = [...graph.nodes.keys()];
  const meant = (name: string): string => {
    if (graph.nodes.has(name)) return name;
    const alike = names.filter((other) => other.startsWith(name) || name.startsWith(other));
    const [only] = alike;
    if (only === undefined || alike.length > 1) return name;
    repairs.push(`${prefix}${only}: an edge calls it ${name}`);
    return only;
  };
  const edges = new Map<string, Edge>();
  for (const [from, to] of graph.edges) {
    const edge: Edge = [meant(from), meant(to)];
    const key = JSON.stringify(edge);
    if (edges.has(key)) repairs.push(`${prefix}${edge[0]}: the edge to ${prefix}${edge[1]} stands twice`);
    edges.set(key, edge);
  }
  const nodes = [...graph.nodes].map(([name, node]): [string, NetworkNode] => [
    name,
    node.type === "NIRGraph" ? repairEdges(node, `${prefix}${name}/`, repairs) : node,
  ]);
  return { ...graph, nodes: new Map(nodes), edges: [...edges.values()] };
}

// eslint-disable-next-line complexity -- one case per primitive
function repairNode(node: LayerNode, input: Shape, note: (change: string) => void): LayerNode {
  switch (node.type) {
    case "Output":
      return givesWay(node.shape, input, "stated shape", note) ? { ...node, shape: input } : node;
    case "Conv1d":
    case "Conv2d":
      return givesWay(node.inputShape, input.slice(1), "input_shape", note)
        ? { ...node, inputShape: null }
        : node;
    case "Flatten":
      return givesWay(node.inputShape, input, "input_type", note) ? { ...node, inputShape: null } : node;
    case "Input":
    case "Affine":
    case "Linear":
    case "SumPool2d":
    case "AvgPool2d":
      return node;
    default:
      return spread(node, input, note);
  }
}

/** Whether a stated shape differs from what arrives; notes it when so. */
function givesWay(stated: Shape | null, input: Shape, name: string, note: (change: string) => void): boolean {
  if (stated === null || sameShape(stated, input)) return false;
  note(`${name} ${formatShape(stated)} gave way to ${formatShape(input)}`);
  return true;
}

/** A neuron whose parameters have the shape of its input, where their count allows it. */
function spread(node: LayerNode, input: Shape, note: (change: string) => void): LayerNode {
  const changes = parametersOf(node).flatMap(([name, { shape, data }]): [string, Tensor][] => {
    const count = sizeOf(input);
    if (sameShape(shape, input) || (data.length !== 1 && data.length !== count)) return [];
    note(`parameter ${name} of ${formatShape(shape)} became ${formatShape(input)}`);
    return [
      [
        name,
        { shape: input, data: data.length === count ? data : new Float64Array(count).fill(data[0] ?? NaN) },
      ],
    ];
  });
  return changes.length === 0 ? node : { ...node, ...Object.fromEntries(changes) };
}

function replaceNodes(
  graph: NetworkGraph,
  prefix: string,
  mended: ReadonlyMap<string, LayerNode>,
): NetworkGraph {
  const nodes = [...graph.nodes].map(([name, node]): [string, NetworkNode] => {
    const path = prefix + name;
    return [
      name,
      node.type === "NIRGraph" ? replaceNodes(node, `${path}/`, mended) : (mended.get(path) ?? node),
    ];
  });
  return { ...graph, nodes: new Map(nodes) };
}
