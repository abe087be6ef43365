import { networkError } from "./network-error.ts";
import type {
  AffineNode,
  Conv1dNode,
  Conv2dNode,
  FlattenNode,
  LinearNode,
  NetworkNode,
  Padding,
  PoolNode,
} from "./network.ts";
import { formatShape, sameShape, sizeOf, type Shape, type Tensor } from "./tensor.ts";

/** A node that is not a graph. */
export type LayerNode = Exclude<NetworkNode, { readonly type: "NIRGraph" }>;

/**
 * Shape of what a layer puts out for an input of `input`; throws `network-invalid`, naming the layer, when its parameters
 * do not go with that input or with one another.
 */
// eslint-disable-next-line complexity -- one case per primitive
export function outputShape(layer: string, node: LayerNode, input: Shape): Shape {
  switch (node.type) {
    case "Input":
    case "Output":
      if (!sameShape(node.shape, input)) throw mismatch(layer, "stated shape", node.shape, input);
      return input;
    case "Affine":
    case "Linear":
      return productShape(layer, node, input);
    case "Conv1d":
    case "Conv2d":
      return convolutionShape(layer, node, input);
    case "SumPool2d":
    case "AvgPool2d":
      return poolShape(layer, node, input);
    case "Flatten":
      return flattenShape(layer, node, input);
    default:
      for (const [name, parameter] of parametersOf(node)) {
        if (!sameShape(parameter.shape, input))
          throw mismatch(layer, `parameter ${name}`, parameter.shape, input);
      }
      return input;
  }
}

/** Input shape that a layer states by itself; null when only the graph can tell. */
// eslint-disable-next-line complexity -- one case per primitive
export function statedInput(node: LayerNode): Shape | null {
  switch (node.type) {
    case "Input":
    case "Output":
      return node.shape;
    case "Affine":
    case "Linear":
      return node.weight.shape.slice(1);
    case "Conv1d":
    case "Conv2d": {
      const channels = (node.weight.shape[1] ?? 0) * node.groups;
      return node.inputShape === null ? null : [channels, ...node.inputShape];
    }
    case "Flatten":
      return node.inputShape;
    case "SumPool2d":
    case "AvgPool2d":
      return null;
    default:
      return parametersOf(node)[0]?.[1].shape ?? null;
  }
}

/** The tensors of a node by field name, in the order of its declaration. */
export function parametersOf(node: NetworkNode): readonly (readonly [string, Tensor])[] {
  return Object.entries(node).filter((entry): entry is [string, Tensor] => isTensor(entry[1]));
}

const isTensor = (value: unknown): value is Tensor =>
  typeof value === "object" && value !== null && "data" in value && "shape" in value;

const mismatch = (layer: string, what: string, stated: Shape, input: Shape): Error =>
  networkError(layer, `${what} is ${formatShape(stated)}, but the input is ${formatShape(input)}`, {
    found: formatShape(input),
    allowed: formatShape(stated),
  });

function productShape(layer: string, node: AffineNode | LinearNode, input: Shape): Shape {
  const [rows = 0, columns = 0] = node.weight.shape;
  if (node.weight.shape.length !== 2) {
    throw networkError(layer, `weight must have 2 axes, found ${formatShape(node.weight.shape)}`);
  }
  if (input.at(-1) !== columns) throw mismatch(layer, "last axis of the weight", node.weight.shape, input);
  if (node.type === "Affine") checkBias(layer, node.bias, rows);
  return [...input.slice(0, -1), rows];
}

function checkBias(layer: string, bias: Tensor, channels: number): void {
  if (sameShape(bias.shape, [channels])) return;
  throw networkError(layer, `bias must be ${String(channels)}, found ${formatShape(bias.shape)}`, {
    found: formatShape(bias.shape),
    allowed: channels,
  });
}

function convolutionShape(layer: string, node: Conv1dNode | Conv2dNode, input: Shape): Shape {
  const { weight, groups, dilation, stride } = node;
  const axes = node.type === "Conv1d" ? 1 : 2;
  if (weight.shape.length !== axes + 2) {
    throw networkError(
      layer,
      `weight must have ${String(axes + 2)} axes, found ${formatShape(weight.shape)}`,
    );
  }
  const [out = 0, perGroup = 0, ...kernel] = weight.shape;
  if (!(Number.isInteger(groups) && groups >= 1 && out % groups === 0)) {
    throw networkError(layer, `groups must divide ${String(out)} output channels, found ${String(groups)}`);
  }
  const [channels, ...sizes] = input;
  if (input.length !== axes + 1 || channels !== perGroup * groups) {
    throw mismatch(
      layer,
      `input for weight ${formatShape(weight.shape)}`,
      [perGroup * groups, ...sizes],
      input,
    );
  }
  if (node.inputShape !== null && !sameShape(node.inputShape, sizes)) {
    throw mismatch(layer, "input_shape", node.inputShape, input);
  }
  checkBias(layer, node.bias, out);
  const padding = paddingOf(layer, node.padding, { kernel, dilation, stride });
  const place = { dilation, stride, before: padding.before, after: padding.after };
  return [out, ...slideShape(layer, sizes, kernel, place)];
}

function poolShape(layer: string, node: PoolNode, input: Shape): Shape {
  const [channels = 0, ...sizes] = input;
  if (input.length !== 3) throw mismatch(layer, "input", [channels, 0, 0], input);
  const { stride, padding, kernelSize } = node;
  const place = { dilation: [1, 1], stride, before: padding, after: padding };
  return [channels, ...slideShape(layer, sizes, kernelSize, place)];
}

/** Zeros before and after each axis. */
export interface PaddingPair {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

interface Window {
  readonly kernel: readonly number[];
  readonly dilation: readonly number[];
  readonly stride: readonly number[];
}

/** What a padding means in numbers. `same` puts the odd zero after, as PyTorch does, and needs stride 1. */
export function paddingOf(
  layer: string,
  padding: Padding,
  { kernel, dilation, stride }: Window,
): PaddingPair {
  if (padding === "valid") return { before: kernel.map(() => 0), after: kernel.map(() => 0) };
  if (padding !== "same") return { before: padding, after: padding };
  if (stride.some((step) => step !== 1)) {
    throw networkError(layer, `padding "same" needs stride 1, found ${stride.join(",")}`);
  }
  const total = kernel.map((taps, axis) => (dilation[axis] ?? 1) * (taps - 1));
  const before = total.map((zeros) => Math.floor(zeros / 2));
  return { before, after: total.map((zeros, axis) => zeros - (before[axis] ?? 0)) };
}

interface Slide {
  readonly dilation: readonly number[];
  readonly stride: readonly number[];
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** Sizes that a sliding window leaves, rounded down. */
function slideShape(layer: string, sizes: Shape, kernel: Shape, slide: Slide): Shape {
  return sizes.map((size, axis) => {
    const [step, spread, taps] = [slide.stride[axis], slide.dilation[axis], kernel[axis]];
    const zeros = (slide.before[axis] ?? NaN) + (slide.after[axis] ?? NaN);
    if (!(isCount(step, 1) && isCount(spread, 1) && isCount(taps, 1) && isCount(zeros, 0))) {
      throw networkError(
        layer,
        `stride, dilation and kernel must be 1 or more on both axes, padding 0 or more; found stride ${slide.stride.join(",")}, ` +
          `dilation ${slide.dilation.join(",")}, kernel ${kernel.join(",")}, padding ${slide.before.join(",")}`,
      );
    }
    const places = Math.floor((size + zeros - spread * (taps - 1) - 1) / step) + 1;
    if (places >= 1) return places;
    throw networkError(
      layer,
      `a kernel of ${kernel.join("x")} does not fit an input of ${sizes.join("x")} with padding ${slide.before.join(",")}`,
      { found: sizes.join("x") },
    );
  });
}

const isCount = (value: number | undefined, least: number): value is number =>
  value !== undefined && Number.isInteger(value) && value >= least;

function flattenShape(layer: string, node: FlattenNode, input: Shape): Shape {
  if (node.inputShape !== null && !sameShape(node.inputShape, input)) {
    throw mismatch(layer, "input_type", node.inputShape, input);
  }
  const last = input.length - 1;
  const from = node.startDim < 0 ? node.startDim + input.length : node.startDim;
  const to = node.endDim < 0 ? node.endDim + input.length : node.endDim;
  // in a file whose axes counted a batch, an input of one axis has nothing to join
  if (from > last && to === last) return input;
  if (!(from >= 0 && from <= to && to <= last)) {
    throw networkError(
      layer,
      `cannot join axes ${String(node.startDim)} to ${String(node.endDim)} of ${formatShape(input)}`,
      { found: formatShape(input) },
    );
  }
  return [...input.slice(0, from), sizeOf(input.slice(from, to + 1)), ...input.slice(to + 1)];
}
