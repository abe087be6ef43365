import type { AnalogOptions } from "../../src/backends/analog/compile.ts";
import { NONIDEALITIES, type Nonideality } from "../../src/backends/analog/tile.ts";
import { Random } from "../../src/core/random.ts";
import { chain, type NetworkGraph, type NetworkNode } from "../../src/snn/network.ts";
import { filled, sizeOf, tensor, type Shape, type Tensor } from "../../src/snn/tensor.ts";

/** Options of one step with all but some of what makes a chip analog left out, and nothing done about it. */
export const only = (...kept: readonly Nonideality[]): AnalogOptions => ({
  choice: { rule: "spikingjelly", dt: 1, reset: "subtract" },
  steps: 1,
  analog: { compensate: false },
  ideal: NONIDEALITIES.filter((each) => !kept.includes(each)),
});

export function uniform(shape: Shape, seed: number, most = 1): Tensor {
  const random = new Random(seed);
  return tensor(
    shape,
    Float64Array.from({ length: sizeOf(shape) }, () => random.between(-most, most)),
  );
}

export const input = (...shape: number[]): NetworkNode => ({ type: "Input", shape });
export const output = (...shape: number[]): NetworkNode => ({ type: "Output", shape });
export const linear = (weight: Tensor): NetworkNode => ({ type: "Linear", weight });
export const fires = (shape: Shape, threshold: number): NetworkNode => ({
  type: "IF",
  r: filled(shape, 1),
  vThreshold: filled(shape, threshold),
  vReset: filled(shape, 0),
});

/** A product whose sums are read. */
export function readout(weight: Tensor): NetworkGraph {
  const [out = 0, into = 0] = weight.shape;
  return chain([["in", input(into)], ["w", linear(weight)], ["out", output(out)]]); // prettier-ignore
}

/** Mean and standard deviation. */
export function momentsOf(values: ArrayLike<number>): { readonly mean: number; readonly sd: number } {
  let mean = 0;
  for (let n = 0; n < values.length; n++) mean += (values[n] ?? NaN) / values.length;
  let square = 0;
  for (let n = 0; n < values.length; n++) square += ((values[n] ?? NaN) - mean) ** 2 / values.length;
  return { mean, sd: Math.sqrt(square) };
}
