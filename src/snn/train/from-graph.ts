import { SaccadeError } from "../../core/errors.ts";
import type { LayerNode } from "../layer-shape.ts";
import { layersOf } from "../layers.ts";
import type {
  AffineNode,
  Conv2dNode,
  IFNode,
  LIFNode,
  LinearNode,
  NetworkGraph,
  PoolNode,
} from "../network.ts";
import { type Shape, type Tensor, tensor } from "../tensor.ts";
import type { LayerSpec, NetworkSpec, SpikeSpec } from "./layer-spec.ts";
import { planNetwork } from "./plan.ts";

/** What a file does not say of spiking layers. */
export type SpikeChoice = Pick<SpikeSpec, "surrogate" | "reset" | "detachReset" | "vMin" | "maxSpikes">;

/** A network to go on training, or to run on many frames at once, with the parameters it has now. */
export interface TrainableNetwork {
  readonly network: NetworkSpec;
  readonly parameters: Float32Array;
}

/**
 * A chain of convolutions, connections, average pools and IF or LIF neurons, as `trainedGraph` writes them (times in
 * steps), made trainable again.
 * @throws SaccadeError `network-invalid` naming the layer that training has nothing for
 */
export function networkFromGraph(graph: NetworkGraph, steps: number, choice: SpikeChoice): TrainableNetwork {
  const layers: LayerSpec[] = [];
  const parameters: number[] = [];
  let input: Shape = [1, 1, 1];
  for (const { path, node, inputShape } of layersOf(graph)) {
    if (node.type === "Input") input = node.shape;
    const converted = convert(path, node, inputShape, choice);
    if (converted === null) continue;
    layers.push(converted.spec);
    for (const { data } of converted.values) parameters.push(...data);
  }
  const [channels = 1, height = 1, width = 1] = input;
  const network = {
    input: { channels, height, width },
    steps,
    inputPerStep: false,
    binaryInput: true,
    layers,
  };
  const values = Float32Array.from(parameters);
  if (planNetwork(network).parameterCount !== values.length) {
    throw unfit("network", "its parameters do not fill its layers");
  }
  return { network, parameters: values };
}

interface Converted {
  readonly spec: LayerSpec;
  readonly values: readonly Tensor[];
}

function convert(path: string, node: LayerNode, inputShape: Shape, choice: SpikeChoice): Converted | null {
  switch (node.type) {
    case "Input":
    case "Output":
    case "Flatten":
      return null;
    case "Conv2d":
      return convolution(path, node);
    case "Linear":
    case "Affine":
      return connection(node);
    case "AvgPool2d":
      return pool(path, node);
    case "IF":
    case "LIF":
      return spiking(path, node, inputShape, choice);
    default:
      throw unfit(path, `a ${node.type} cannot be trained`);
  }
}

function connection(node: LinearNode | AffineNode): Converted {
  const bias = node.type === "Affine" ? [node.bias] : [];
  const outputs = node.weight.shape[0] ?? 0;
  return { spec: { kind: "dense", outputs, bias: bias.length > 0 }, values: [node.weight, ...bias] };
}

function pool(path: string, { kernelSize, stride, padding }: PoolNode): Converted {
  const [size] = kernelSize;
  if ([...kernelSize, ...stride].some((other) => other !== size) || padding.some((side) => side !== 0)) {
    throw unfit(path, "a pool's window and stride must agree, without padding");
  }
  return { spec: { kind: "average-pool", size }, values: [] };
}

function convolution(path: string, node: Conv2dNode): Converted {
  const { weight, stride, dilation, groups, bias } = node;
  const [channels = 0, , kernel = 0, columns = 0] = weight.shape;
  const padding = squarePadding(node);
  const square = kernel === columns && stride[0] === stride[1] && padding !== null;
  if (!square || dilation.some((step) => step !== 1)) {
    throw unfit(path, "only square convolutions without dilation can be trained");
  }
  // NIR's convolutions always have a bias: one of zeros is none, and stays so
  const biased = bias.data.some((value) => value !== 0);
  return {
    spec: {
      kind: "conv",
      channels,
      kernel,
      stride: stride[0],
      padding,
      ...(groups === 1 ? {} : { groups }),
      bias: biased,
    },
    values: biased ? [weight, bias] : [weight],
  };
}

/** [px] the padding of every side; null when it differs or is named `same`. */
function squarePadding({ padding }: Conv2dNode): number | null {
  if (typeof padding === "string") return padding === "valid" ? 0 : null;
  const [first = 0] = padding;
  return padding.every((side) => side === first) ? first : null;
}

/** Leaks and thresholds that differ between channels, as training leaves learned ones, stay learned. */
function spiking(path: string, node: IFNode | LIFNode, shape: Shape, choice: SpikeChoice): Converted {
  if (shape.length !== 1 && shape.length !== 3) throw unfit(path, "a layer is a list or a picture");
  const [channels = 1] = shape;
  const thresholds = perChannel(path, "v_threshold", node.vThreshold, channels);
  const leaks = leaksOf(path, node, channels);
  const [leak = 1, threshold = 1] = [leaks[0], thresholds[0]];
  const learnLeak = leaks.some((other) => other !== leak);
  const learnThreshold = thresholds.some((other) => other !== threshold);
  const list = (values: Float64Array): Tensor => tensor([channels], Float32Array.from(values));
  return {
    spec: { kind: "spike", ...choice, leak, learnLeak, threshold, learnThreshold },
    values: [...(learnLeak ? [list(leaks)] : []), ...(learnThreshold ? [list(thresholds)] : [])],
  };
}

/** [channel] share of the potential kept a step. */
function leaksOf(path: string, node: IFNode | LIFNode, channels: number): Float64Array {
  const gains = perChannel(path, "r", node.r, channels);
  const leaks =
    node.type === "IF"
      ? new Float64Array(channels).fill(1)
      : perChannel(path, "tau", node.tau, channels).map((tau) => 1 - 1 / tau);
  const weights = node.type === "IF" ? gains : gains.map((r, channel) => r * (1 - (leaks[channel] ?? 1)));
  const wrong = weights.find((weight) => Math.abs(weight - 1) > 1e-6);
  if (wrong !== undefined) throw unfit(path, `r must give an input weight of 1, found ${wrong}`);
  return leaks;
}

/** The one number that all neurons of a channel have. */
function perChannel(path: string, name: string, { data }: Tensor, channels: number): Float64Array {
  const each = data.length / channels;
  const values = Float64Array.from({ length: channels }, (_, channel) => data[channel * each] ?? NaN);
  const same = data.every((value, i) => value === values[Math.floor(i / each)]);
  if (!same) throw unfit(path, `${name} must be the same for all neurons of a channel`);
  return values;
}

const unfit = (layer: string, message: string): SaccadeError =>
  new SaccadeError("network-invalid", `layer ${layer}: ${message}`, { layer });
