import { normal } from "../../core/normal.ts";
import type { Floats } from "../../kernels/train/lanes.ts";
import type { Pass } from "./layer.ts";

/** Writes the weights that a pass works with into `used`, made from the learned ones. */
export type WeightHook = (learned: Floats, used: Floats, pass: Pass) => void;

/**
 * Quantisation-aware training: weights rounded to `bits` bits, symmetric, one scale per layer (the largest weight falls on
 * the largest level). The gradient passes as if nothing were rounded (straight-through; Y. Bengio et al., 2013).
 */
export function quantisedWeights(bits: number): WeightHook {
  const top = (1 << (bits - 1)) - 1;
  return (learned, used) => {
    const scale = largest(learned) / top;
    for (let i = 0; i < used.length; i++) used[i] = scale === 0 ? 0 : Math.round(learned[i]! / scale) * scale;
  };
}

/**
 * Noise-aware training: in training passes each weight gets Gaussian noise of `share` of the layer's largest weight, as a
 * crossbar of analogue conductances programs it (V. Joshi et al., 2020). Evaluation is without noise.
 */
export function noisyWeights(share: number): WeightHook {
  return (learned, used, pass) => {
    const sigma = pass.training ? largest(learned) * share : 0;
    for (let i = 0; i < used.length; i++)
      used[i] = learned[i]! + (sigma === 0 ? 0 : sigma * normal(pass.random));
  };
}

function largest(values: Floats): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]!));
  return most;
}
