import type { Floats } from "../../kernels/train/lanes.ts";
import type { NetworkPlan, Parameter } from "./plan.ts";

/** Numbers of AdamW that need no tuning here (I. Loshchilov and F. Hutter, 2019; the values of D. Kingma and J. Ba, 2015). */
const BETA_1 = 0.9;
const BETA_2 = 0.999;
const EPSILON = 1e-8;

/** Averages over the gradients so far: with them a stopped training goes on as if it had not stopped. */
export interface AdamState {
  readonly mean: Float64Array;
  readonly square: Float64Array;
  /** BETA_1 and BETA_2 to the power of the steps made. */
  power1: number;
  power2: number;
}

export const initialAdamState = (length: number): AdamState => ({
  mean: new Float64Array(length),
  square: new Float64Array(length),
  power1: 1,
  power2: 1,
});

/** What a step needs beside the state. */
export interface AdamStep {
  readonly learningRate: number;
  /** [-] decoupled; weights shrink by learningRate * weightDecay a step. */
  readonly weightDecay: number;
}

/**
 * One step of AdamW on weights and scales; statistics approach the batch's instead. Bounds are kept by clipping.
 * @param gradients of the loss, averaged over the batch; for statistics, the batch's own
 */
export function adamStep(
  plan: NetworkPlan,
  { parameters, gradients }: { readonly parameters: Floats; readonly gradients: Floats },
  state: AdamState,
  step: AdamStep,
): void {
  state.power1 *= BETA_1;
  state.power2 *= BETA_2;
  for (const { parameters: runs } of plan.layers) {
    for (const run of runs) {
      if (run.role === "statistic") approach(run, parameters, gradients);
      else descend(run, { parameters, gradients }, state, step);
    }
  }
}

function approach({ offset, length, momentum }: Parameter, parameters: Floats, gradients: Floats): void {
  for (let i = offset; i < offset + length; i++)
    parameters[i]! += momentum * (gradients[i]! - parameters[i]!);
}

function descend(
  { offset, length, role, min, max }: Parameter,
  { parameters, gradients }: { readonly parameters: Floats; readonly gradients: Floats },
  { mean, square, power1, power2 }: AdamState,
  { learningRate, weightDecay }: AdamStep,
): void {
  const keep = role === "weight" ? 1 - learningRate * weightDecay : 1;
  for (let i = offset; i < offset + length; i++) {
    const g = gradients[i]!;
    const m = BETA_1 * mean[i]! + (1 - BETA_1) * g;
    const s = BETA_2 * square[i]! + (1 - BETA_2) * g * g;
    mean[i] = m;
    square[i] = s;
    const stride = m / (1 - power1) / (Math.sqrt(s / (1 - power2)) + EPSILON);
    parameters[i] = Math.min(max, Math.max(min, keep * parameters[i]! - learningRate * stride));
  }
}
