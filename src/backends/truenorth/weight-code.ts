/**
 * How a weight lies on axons. A crossbar has one bit a joint, and a neuron one weight an axon type: so each input takes as many axons as
 * a code has types, and a weight is the sum of those that its bits join.
 */
export interface WeightCode {
  /** By axon type from 0: what a joint of it adds, in steps. */
  readonly types: readonly number[];
  /** [steps] */
  readonly least: number;
  readonly most: number;
}

/** By axons an input from 1 on: one size, ternary, 3 bits, 4 bits. */
export const WEIGHT_CODES: readonly WeightCode[] = [
  { types: [1], least: 0, most: 1 },
  { types: [1, -1], least: -1, most: 1 },
  { types: [1, 2, -4], least: -4, most: 3 },
  { types: [1, 2, 4, -8], least: -8, most: 7 },
];

/** Bit by type: which axons join for a weight of so many steps. */
export function jointsOf({ types, most }: WeightCode, steps: number): number {
  if (types.length <= 2) return steps > 0 ? 1 : steps < 0 ? 2 : 0;
  return steps & (2 * most + 1);
}

/** Weights of one output channel as whole steps. */
export interface CodedWeights {
  readonly steps: Int8Array;
  /** [network's units] below 0 where a code of one size holds a negative one. */
  readonly step: number;
  /** [network's units] */
  readonly worst: number;
}

/** [-] what counts as the same weight, beside the largest: single precision. */
const SAME = 1e-6;

/** Whether a code holds the weights as they are. */
export const isExact = (weights: ArrayLike<number>, { worst }: CodedWeights): boolean =>
  worst <= SAME * largest(weights);

/** The nearest weights that a code has; among several steps, those of the least square error. */
export function codedWeights(weights: ArrayLike<number>, code: WeightCode): CodedWeights {
  const candidates = code.types.length <= 2 ? [meanOfTheLarge(weights, code)] : stepsOf(weights, code);
  let best: CodedWeights | null = null;
  let least = Infinity;
  for (const step of candidates) {
    const coded = rounded(weights, step, code);
    let error = 0;
    for (let i = 0; i < weights.length; i++) {
      const off = weights[i]! - coded.steps[i]! * step;
      error += off * off;
    }
    if (error >= least && best !== null) continue;
    best = coded;
    least = error;
  }
  return best ?? rounded(weights, 1, code);
}

/** The mean size of weights above 0.7 of the mean size of all (F. Li et al., arXiv 1605.04711); of one sign, where a code has one. */
function meanOfTheLarge(weights: ArrayLike<number>, { least }: WeightCode): number {
  let [sum, signs] = [0, 0];
  for (let i = 0; i < weights.length; i++) {
    sum += Math.abs(weights[i]!);
    signs += Math.sign(weights[i]!);
  }
  const bound = (0.7 * sum) / weights.length;
  const sign = least === 0 && signs < 0 ? -1 : 1;
  let [kept, count] = [0, 0];
  for (let i = 0; i < weights.length; i++) {
    const size = Math.abs(weights[i]!);
    if (size <= bound || (least === 0 && Math.sign(weights[i]!) !== sign)) continue;
    kept += size;
    count++;
  }
  return count === 0 ? 1 : (sign * kept) / count;
}

/** Steps that bring the largest weight to a whole number; one below 0 has one number more. */
function stepsOf(weights: ArrayLike<number>, { least }: WeightCode): number[] {
  const size = largest(weights);
  return size === 0 ? [1] : Array.from({ length: -least }, (_, k) => size / (-least - k));
}

function rounded(weights: ArrayLike<number>, step: number, { least, most }: WeightCode): CodedWeights {
  const steps = new Int8Array(weights.length);
  let worst = 0;
  for (let i = 0; i < weights.length; i++) {
    steps[i] = Math.max(least, Math.min(Math.round(weights[i]! / step), most));
    worst = Math.max(worst, Math.abs(weights[i]! - steps[i]! * step));
  }
  return { steps, step, worst };
}

function largest(weights: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < weights.length; i++) most = Math.max(most, Math.abs(weights[i]!));
  return most;
}
