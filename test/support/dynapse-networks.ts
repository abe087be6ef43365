import type { DynapseOptions } from "../../src/backends/dynapse/compile.ts";
import { chain, type NetworkGraph, type NetworkNode } from "../../src/snn/network.ts";
import { filled, type Shape, tensor, type Tensor } from "../../src/snn/tensor.ts";
import { input, linear, output } from "./analog-networks.ts";

/** Steps of 1 ms, time constants in seconds; a chip as designed. */
export const DESIGNED: DynapseOptions = {
  choice: { rule: "nir", dt: 1e-3, reset: "value" },
  steps: 20,
  mismatch: 0,
};

interface Leaking {
  readonly tau?: number | Tensor;
  readonly r?: number;
  readonly threshold?: number;
  readonly leak?: number;
  readonly reset?: number;
}

/** LIF neurons; r = tau / 1 ms, so that a spike over a weight of 1 lifts v by 1. */
export function lif(
  shape: Shape,
  { tau = 20e-3, r, threshold = 1, leak = 0, reset = 0 }: Leaking = {},
): NetworkNode {
  const taus = typeof tau === "number" ? filled(shape, tau) : tau;
  return {
    type: "LIF",
    tau: taus,
    r: r === undefined ? tensor(shape, taus.data.map((value) => value / 1e-3)) : filled(shape, r), // prettier-ignore
    vLeak: filled(shape, leak),
    vThreshold: filled(shape, threshold),
    vReset: filled(shape, reset),
  };
}

/** CubaLIF neurons; a spike over a weight of 1 lifts v by 1 in all. */
export const cuba = (shape: Shape, tauSyn: number, tauMem: number): NetworkNode => ({
  type: "CubaLIF",
  tauSyn: filled(shape, tauSyn),
  tauMem: filled(shape, tauMem),
  r: filled(shape, tauMem / 1e-3),
  vLeak: filled(shape, 0),
  wIn: filled(shape, 1),
  vThreshold: filled(shape, 1),
  vReset: filled(shape, 0),
});

/** One product into neurons. */
export const layer = (weight: Tensor, neurons: NetworkNode): NetworkGraph => {
  const [out = 0, into = 0] = weight.shape;
  return chain([["in", input(into)], ["w", linear(weight)], ["neurons", neurons], ["out", output(out)]]); // prettier-ignore
};
