import { discretize } from "./dynapcnn-scale.ts";
import { layersOf, type Layer } from "./layers.ts";
import { networkError } from "./network-error.ts";
import type { AffineNode, Conv2dNode, IFNode, LinearNode, NetworkGraph, NetworkNode } from "./network.ts";
import { filled, type Tensor } from "./tensor.ts";

/** A network in integers, and what it needs to run as before. */
export interface IntegerNetwork {
  /** Weights of 8 bits, thresholds of 16; averages have become sums. Its sums are exact in single precision. */
  readonly network: NetworkGraph;
  /** Lowest potential of each layer of neurons, for `NetworkChoice.vMin`; 16 bits. */
  readonly vMin: ReadonlyMap<string, number>;
  /** [-] integers a unit of the network, by layer of neurons. */
  readonly scales: ReadonlyMap<string, number>;
}

/**
 * Rounds a network of IF neurons to weights of 8 bits and states of 16, one scale for the weights, bias, threshold and
 * lowest potential of a layer (`dynapcnn-scale.ts`). Average poolings become sums, their divisor goes into the weights
 * behind them before these are rounded. Throws `network-invalid`, naming the layer, for what is no chain of weights,
 * poolings and IF neurons with one threshold a layer. Source: sinabs 3.1.3, `backend/dynapcnn`.
 */
// eslint-disable-next-line complexity -- one case per primitive
export function quantize(network: NetworkGraph, vMin: number): IntegerNetwork {
  const nodes = new Map(network.nodes);
  const found = { vMin: new Map<string, number>(), scales: new Map<string, number>() };
  let divisor = 1;
  let weighted: Layer | null = null;
  for (const layer of layersOf(network)) {
    const { node, path, sources } = layer;
    if (sources.length > 1 || !nodes.has(path))
      throw networkError(path, "only a chain without nesting can be rounded");
    if (node.type === "AvgPool2d") {
      divisor *= node.kernelSize[0] * node.kernelSize[1];
      nodes.set(path, { ...node, type: "SumPool2d" });
    } else if (node.type === "Conv2d" || node.type === "Affine" || node.type === "Linear") {
      if (weighted !== null)
        throw networkError(path, `weights behind the weights of ${weighted.path}, no neurons between`);
      weighted = layer;
    } else if (node.type === "IF") {
      if (weighted === null) throw networkError(path, "neurons without weights of their own");
      roundLayer(nodes, { weighted, neurons: layer, node, divisor, vMin }, found);
      weighted = null;
      divisor = 1;
    } else if (
      node.type !== "Input" &&
      node.type !== "Output" &&
      node.type !== "Flatten" &&
      node.type !== "SumPool2d"
    ) {
      throw networkError(path, `${node.type} cannot be rounded to integers`);
    }
  }
  if (weighted !== null) throw networkError(weighted.path, "weights without neurons behind them");
  return { network: { ...network, nodes }, ...found };
}

interface Rounded {
  readonly weighted: Layer;
  readonly neurons: Layer;
  readonly node: IFNode;
  readonly divisor: number;
  readonly vMin: number;
}

function roundLayer(
  nodes: Map<string, NetworkNode>,
  { weighted, neurons, node, divisor, vMin }: Rounded,
  found: { readonly vMin: Map<string, number>; readonly scales: Map<string, number> },
): void {
  const [threshold = NaN] = node.vThreshold.data;
  const uniform =
    node.vThreshold.data.every((value) => value === threshold) && node.r.data.every((r) => r === 1);
  if (!uniform || node.vReset.data.some((value) => value !== 0)) {
    throw networkError(neurons.path, "needs one threshold for all neurons, r 1 and v_reset 0");
  }
  const weights = weighted.node as Conv2dNode | AffineNode | LinearNode;
  const scaled: Tensor = {
    shape: weights.weight.shape,
    data: Float64Array.from(weights.weight.data, (w) => w / divisor),
  };
  const bias = "bias" in weights && weights.bias.data.some((value) => value !== 0) ? weights.bias : null;
  const integers = discretize({ weight: scaled, bias, threshold, vMin });
  const weight = { shape: scaled.shape, data: Float32Array.from(integers.weight) };
  const rounded = { ...weights, weight };
  const { shape } = node.vThreshold;
  nodes.set(
    weighted.path,
    integers.bias === null || !("bias" in rounded)
      ? rounded
      : { ...rounded, bias: { shape: [integers.bias.length], data: Float32Array.from(integers.bias) } },
  );
  nodes.set(neurons.path, { ...node, vThreshold: filled(shape, integers.threshold) });
  found.vMin.set(neurons.path, integers.vMin);
  found.scales.set(neurons.path, integers.scale);
}
