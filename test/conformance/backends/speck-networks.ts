import type { CompileOptions } from "../../../src/backends/backend.ts";
import { Random } from "../../../src/core/random.ts";
import { chain, type NetworkGraph, type NetworkNode, type PoolNode } from "../../../src/snn/network.ts";
import { filled, type Shape, sizeOf, type Tensor, tensor } from "../../../src/snn/tensor.ts";

export function numbers(shape: Shape, seed: number): Tensor {
  const random = new Random(seed);
  return tensor(
    shape,
    Float64Array.from({ length: sizeOf(shape) }, () => random.between(-0.35, 0.5)),
  );
}

export const input = (...shape: number[]): NetworkNode => ({ type: "Input", shape });
export const output = (...shape: number[]): NetworkNode => ({ type: "Output", shape });
export const linear = (out: number, into: number, seed = 1) => ({
  type: "Linear" as const,
  weight: numbers([out, into], seed),
});
export const fires = (shape: Shape, threshold = 1): NetworkNode => ({
  type: "IF",
  r: filled(shape, 1),
  vThreshold: filled(shape, threshold),
  vReset: filled(shape, 0),
});
export const pool = (size: number, type: PoolNode["type"] = "SumPool2d", stride = size): NetworkNode => ({
  type,
  kernelSize: [size, size],
  stride: [stride, stride],
  padding: [0, 0],
});
export const flatten: NetworkNode = { type: "Flatten", inputShape: null, startDim: 0, endDim: -1 };
export function conv(
  weight: Shape,
  more: {
    readonly stride?: number;
    readonly padding?: number;
    readonly bias?: number;
    readonly groups?: number;
  } = {},
) {
  const { stride = 1, padding = 0, bias = 0, groups = 1 } = more;
  return {
    type: "Conv2d" as const,
    inputShape: null,
    weight: numbers(weight, weight[0] ?? 1),
    stride: [stride, stride] as const,
    padding: [padding, padding] as const,
    dilation: [1, 1] as const,
    groups,
    bias: filled([weight[0] ?? 0], bias),
  };
}

export const V_MIN = -2;
export const OPTIONS: CompileOptions = {
  choice: { rule: "sinabs", dt: 1, reset: "subtract", vMin: V_MIN },
  steps: 2,
};

/** A chain of one convolution and its neurons, or more. */
export const layers = (shape: Shape, ...nodes: readonly (readonly [string, NetworkNode])[]): NetworkGraph =>
  chain([["in", input(...shape)], ...nodes, ["out", output(...outputOf(nodes))]]);

function outputOf(nodes: readonly (readonly [string, NetworkNode])[]): Shape {
  const last = nodes.at(-1)?.[1];
  return last?.type === "IF" ? last.r.shape : [];
}

/** A padded convolution that fits. */
export const padded = layers(
  [2, 7, 6],
  ["conv", conv([3, 2, 3, 3], { padding: 1 })],
  ["neurons", fires([3, 7, 6])],
);
