import { normal } from "../../core/normal.ts";
import type { Floats } from "../../kernels/train/lanes.ts";
import { Random } from "../../core/random.ts";
import type { Pass } from "./layer.ts";
import type { NetworkPlan } from "./plan.ts";

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
 * Ternary training: each weight is -a, 0 or a, with a the mean of those that are not 0 and 0 where a weight is below 0.7 of the layer's mean
 * size: about the nearest ternary weights in the square sense. Straight-through. Source: F. Li et al., "Ternary weight
 * networks", arXiv 1605.04711.
 */
export const ternaryWeights: WeightHook = (learned, used) => {
  let sum = 0;
  for (let i = 0; i < learned.length; i++) sum += Math.abs(learned[i]!);
  const least = (0.7 * sum) / learned.length;
  let [kept, count] = [0, 0];
  for (let i = 0; i < learned.length; i++) {
    const size = Math.abs(learned[i]!);
    if (size <= least) continue;
    kept += size;
    count++;
  }
  const scale = count === 0 ? 0 : kept / count;
  for (let i = 0; i < used.length; i++)
    used[i] = Math.abs(learned[i]!) > least ? Math.sign(learned[i]!) * scale : 0;
};

/** The hook that rounds weights to so many bits, or to three levels. */
export const roundedWeights = (bits: WeightBits): WeightHook =>
  bits === "ternary" ? ternaryWeights : quantisedWeights(bits);

/** Of weights in training: their bits, or `ternary`. */
export type WeightBits = number | "ternary";

/** The parameters with every layer's weights as `roundedWeights` has them in use. */
export function quantisedParameters(
  plan: NetworkPlan,
  parameters: Float32Array,
  bits: WeightBits,
): Float32Array {
  const used = parameters.slice();
  const hook = roundedWeights(bits);
  const pass: Pass = { training: false, random: new Random(0) };
  for (const { name, offset, length } of plan.layers.flatMap((layer) => layer.parameters)) {
    if (name !== "weight") continue;
    hook(parameters.subarray(offset, offset + length), used.subarray(offset, offset + length), pass);
  }
  return used;
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
