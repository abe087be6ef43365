import { assert, SaccadeError } from "../../core/errors.ts";
import { chain, type NetworkGraph, type NetworkNode } from "../network.ts";
import { filled, type Tensor, tensor } from "../tensor.ts";
import { BATCH_NORM_EPSILON } from "./batch-norm-layer.ts";
import type { NetworkSpec, SpikeSpec, Volume } from "./layer-spec.ts";
import { placesOf } from "./layer-spec.ts";
import type { NetworkPlan, Parameter, PlannedLayer } from "./plan.ts";

/**
 * Refuses before training what could not be written after it.
 * @throws SaccadeError `config-invalid` naming the layer
 */
export function checkExportable({ layers }: NetworkSpec): void {
  checkSpikes(layers);
  const foreign = layers.findIndex(({ kind }) => kind === "relu" || kind === "qcfs" || kind === "max-pool");
  if (foreign < 0) return;
  const message = `layer ${foreign} (${layers[foreign]?.kind ?? ""}) has no counterpart among NIR's primitives: cross-validate alone`;
  throw new SaccadeError("config-invalid", message, { layer: foreign });
}

/** A network's file says nothing of how often its neurons fire in a step: its model's card does, once for all. */
function checkSpikes(layers: NetworkSpec["layers"]): void {
  const most = layers.map((spec) => (spec.kind === "spike" ? (spec.maxSpikes ?? 1) : null));
  const first = most.findIndex((count) => count !== null);
  const allowed = most[first] ?? 1;
  const layer = most.findIndex((count) => count !== null && count !== allowed);
  if (layer < 0) return;
  const found = most[layer] ?? 1;
  const message = `layer ${layer} has up to ${found} spikes a step, layer ${first} up to ${allowed}; a model has one number for all`;
  throw new SaccadeError("config-invalid", message, { layer, found, allowed });
}

/**
 * The trained network as a NIR graph, one chain: batch norms folded into the layer before them, spiking layers as IF or LIF
 * whose times count in steps (dt = 1), so that v = leak * v + input as in training. Run it with step rule `spikingjelly`, reset
 * as trained. Dropout is gone. A ReLU or QCFS has no primitive: such networks are refused.
 */
export function trainedGraph(plan: NetworkPlan, parameters: Float32Array): NetworkGraph {
  const nodes: (readonly [string, NetworkNode])[] = [
    ["input", { type: "Input", shape: shapeOf(plan.spec.input) }],
  ];
  let flat = plan.spec.input.height === 1 && plan.spec.input.width === 1;
  for (const [index, layer] of plan.layers.entries()) {
    if (layer.spec.kind === "dense" && !flat) {
      nodes.push(["flatten", { type: "Flatten", inputShape: shapeOf(layer.input), startDim: 0, endDim: -1 }]);
      flat = true;
    }
    const node = nodeOf(plan, index, parameters, flat);
    if (node !== null) nodes.push([`${layer.spec.kind}${index}`, node]);
  }
  const last = plan.layers.at(-1);
  assert(last !== undefined, "a network has layers");
  nodes.push(["output", { type: "Output", shape: flat ? [placesOf(last.output)] : shapeOf(last.output) }]);
  return chain(nodes);
}

const shapeOf = ({ channels, height, width }: Volume): readonly number[] => [channels, height, width];

function nodeOf(
  plan: NetworkPlan,
  index: number,
  parameters: Float32Array,
  flat: boolean,
): NetworkNode | null {
  const layer = plan.layers[index];
  assert(layer !== undefined, "the layer is in the plan");
  const { spec } = layer;
  switch (spec.kind) {
    case "conv":
    case "dense":
      return linearNode(layer, foldedLinear(plan, index, parameters));
    case "spike":
      return spikeNode(layer, spec, parameters, flat);
    case "average-pool": {
      const size = [spec.size, spec.size] as const;
      return { type: "AvgPool2d", kernelSize: size, stride: size, padding: [0, 0] };
    }
    case "batch-norm":
      assert(isLinear(plan.layers[index - 1]), "a batch norm stands behind a linear layer");
      return null;
    case "dropout":
      return null;
    default:
      assert(false, `a ${spec.kind} layer has no NIR primitive: convert the network to spikes first`);
  }
}

const isLinear = (layer: PlannedLayer | undefined): boolean =>
  layer?.spec.kind === "conv" || layer?.spec.kind === "dense";

interface Linear {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/** Weights and biases with a batch norm behind them folded in: w g / s, (b - m) g / s + shift. */
export function foldedLinear(plan: NetworkPlan, index: number, parameters: Float32Array): Linear {
  const layer = plan.layers[index];
  assert(layer !== undefined && isLinear(layer), "a linear layer is folded");
  const { channels } = layer.output;
  const weight = valuesOf(layer, "weight", parameters)?.slice() ?? new Float32Array(0);
  const bias = valuesOf(layer, "bias", parameters)?.slice() ?? new Float32Array(channels);
  const norm = plan.layers[index + 1];
  if (norm?.spec.kind === "batch-norm") fold(norm, { weight, bias }, parameters);
  return { weight, bias };
}

function fold(norm: PlannedLayer, { weight, bias }: Linear, parameters: Float32Array): void {
  const channels = bias.length;
  const constant = (value: number): Float32Array => new Float32Array(channels).fill(value);
  const gain = valuesOf(norm, "gain", parameters) ?? constant(1);
  const variance = valuesOf(norm, "variance", parameters) ?? constant(1);
  const mean = valuesOf(norm, "mean", parameters) ?? constant(0);
  const shift = valuesOf(norm, "shift", parameters) ?? constant(0);
  const perChannel = weight.length / channels;
  for (let channel = 0; channel < channels; channel++) {
    const factor = gain[channel]! / Math.sqrt(variance[channel]! + BATCH_NORM_EPSILON);
    for (let i = channel * perChannel; i < (channel + 1) * perChannel; i++) weight[i]! *= factor;
    bias[channel] = (bias[channel]! - mean[channel]!) * factor + shift[channel]!;
  }
}

function valuesOf(
  layer: PlannedLayer,
  name: Parameter["name"],
  parameters: Float32Array,
): Float32Array | undefined {
  const found = layer.parameters.find((parameter) => parameter.name === name);
  return found === undefined ? undefined : parameters.subarray(found.offset, found.offset + found.length);
}

function linearNode({ spec, input, output }: PlannedLayer, { weight, bias }: Linear): NetworkNode {
  if (spec.kind === "dense") {
    const weights = tensor([spec.outputs, placesOf(input)], weight);
    if (bias.every((value) => value === 0)) return { type: "Linear", weight: weights };
    return { type: "Affine", weight: weights, bias: tensor([spec.outputs], bias) };
  }
  assert(spec.kind === "conv", "a linear layer is a convolution or dense");
  const { kernel, stride, padding, groups = 1 } = spec;
  return {
    type: "Conv2d",
    inputShape: [input.height, input.width],
    weight: tensor([output.channels, input.channels / groups, kernel, kernel], weight),
    stride: [stride, stride],
    padding: [padding, padding],
    dilation: [1, 1],
    groups,
    bias: tensor([output.channels], bias),
  };
}

function spikeNode(
  layer: PlannedLayer,
  spec: SpikeSpec,
  parameters: Float32Array,
  flat: boolean,
): NetworkNode {
  const { channels, height, width } = layer.output;
  const shape = flat ? [channels] : [channels, height, width];
  const spread = (
    values: Float32Array | undefined,
    constant: number,
    of: (value: number) => number,
  ): Tensor => {
    const data = new Float32Array(placesOf(layer.output));
    const perChannel = height * width;
    for (let i = 0; i < data.length; i++) data[i] = of(values?.[Math.floor(i / perChannel)] ?? constant);
    return tensor(shape, data);
  };
  const vThreshold = spread(valuesOf(layer, "threshold", parameters), spec.threshold, (value) => value);
  const vReset = filled(shape, 0);
  const leaks = valuesOf(layer, "leak", parameters);
  const leaky = leaks === undefined ? spec.leak < 1 : leaks.some((leak) => leak < 1);
  if (!leaky) return { type: "IF", r: filled(shape, 1), vThreshold, vReset };
  // v <- v + (r x - v) / tau with r = tau: v <- (1 - 1/tau) v + x
  const tau = spread(leaks, spec.leak, (leak) => 1 / (1 - leak));
  return { type: "LIF", tau, r: tau, vLeak: filled(shape, 0), vThreshold, vReset };
}
