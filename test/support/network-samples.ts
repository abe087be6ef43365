import { Random } from "../../src/core/random.ts";
import type { Edge, NetworkGraph, NetworkNode } from "../../src/snn/network.ts";
import { filled, sizeOf, tensor, type Shape, type Tensor } from "../../src/snn/tensor.ts";

const random = new Random(20240403);

/** A tensor of seeded numbers in [-1, 1), in single precision. */
export const scattered = (...shape: number[]): Tensor =>
  tensor(
    shape,
    Float32Array.from({ length: sizeOf(shape) }, () => random.between(-1, 1)),
  );

export const input = (...shape: number[]): NetworkNode => ({ type: "Input", shape });
export const output = (...shape: number[]): NetworkNode => ({ type: "Output", shape });
export const linear = (out: number, into: number): NetworkNode => ({
  type: "Linear",
  weight: scattered(out, into),
});

export const lif = (...shape: number[]): NetworkNode => ({
  type: "LIF",
  tau: filled(shape, 0.01),
  r: filled(shape, 1),
  vLeak: filled(shape, 0),
  vThreshold: filled(shape, 1),
  vReset: filled(shape, 0),
});

export const conv2d = (weight: Shape, more: object = {}): NetworkNode => ({
  type: "Conv2d",
  inputShape: null,
  weight: scattered(...weight),
  stride: [1, 1],
  padding: [0, 0],
  dilation: [1, 1],
  groups: 1,
  bias: scattered(weight[0] ?? 0),
  ...more,
});

export const graph = (nodes: Record<string, NetworkNode>, edges: readonly Edge[]): NetworkGraph => ({
  type: "NIRGraph",
  nodes: new Map(Object.entries(nodes)),
  edges,
});

/** Every primitive that works on a list of `n` numbers, each with parameters of its own. */
export function listPrimitives(n: number): Record<string, NetworkNode> {
  const some = (low: number, high: number): Tensor =>
    tensor(
      [n],
      Float64Array.from({ length: n }, () => random.between(low, high)),
    );
  const spiking = { vThreshold: some(0.2, 0.5), vReset: some(-0.2, 0.1) };
  const leaky = { r: some(0.5, 2), vLeak: some(-0.1, 0.1) };
  const current = { tauSyn: some(0.003, 0.01), tauMem: some(0.01, 0.03), wIn: some(1, 3) };
  return {
    affine: { type: "Affine", weight: scattered(n, n), bias: scattered(n) },
    linear: linear(n, n),
    scale: { type: "Scale", scale: some(1, 3) },
    i: { type: "I", r: some(0.5, 2) },
    if: { type: "IF", r: some(0.5, 2), ...spiking },
    li: { type: "LI", tau: some(0.01, 0.03), ...leaky },
    lif: { type: "LIF", tau: some(0.01, 0.03), ...leaky, ...spiking },
    cubali: { type: "CubaLI", ...current, ...leaky },
    cubalif: { type: "CubaLIF", ...current, ...leaky, ...spiking },
    threshold: { type: "Threshold", threshold: some(0, 0.5) },
    delay: {
      type: "Delay",
      delay: tensor(
        [n],
        Float64Array.from({ length: n }, (_, i) => 0.001 * (i % 4)),
      ),
    },
  };
}

/**
 * Every primitive that works on pictures, in a chain, ending in a list; names with digits and dots.
 * @param grouped with what the reference reader's check does not know: grouped channels and oblong kernels.
 */
export function pictureNetwork(grouped: boolean): NetworkGraph {
  const nodes: Record<string, NetworkNode> = {
    in: input(2, 12, 10),
    "0": conv2d([4, grouped ? 1 : 2, 3, 3], { stride: [2, 1], padding: [1, 0], groups: grouped ? 2 : 1 }),
    "1.neuron": {
      type: "IF",
      r: filled([4, 6, 8], 1),
      vThreshold: filled([4, 6, 8], 1),
      vReset: filled([4, 6, 8], 0),
    },
    "10": { type: "AvgPool2d", kernelSize: [2, 2], stride: [2, 2], padding: [0, 0] },
    "2": conv2d([3, 4, 3, grouped ? 2 : 3], { padding: "same" }),
    "3": { type: "SumPool2d", kernelSize: [3, 2], stride: [1, 2], padding: [1, 0] },
    flat: { type: "Flatten", inputShape: null, startDim: 1, endDim: -1 },
    line: {
      type: "Conv1d",
      inputShape: null,
      weight: scattered(2, 3, 3),
      stride: [1],
      padding: [1],
      dilation: [2],
      groups: 1,
      bias: scattered(2),
    },
    end: { type: "Flatten", inputShape: null, startDim: 0, endDim: -1 },
    out: output(8),
  };
  const names = ["in", "0", "1.neuron", "10", "2", "3", "flat", "line", "end", "out"];
  return graph(
    nodes,
    names.slice(1).map((name, i): Edge => [names[i] ?? "", name]),
  );
}
