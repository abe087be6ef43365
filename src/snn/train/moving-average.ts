import type { Floats } from "../../kernels/train/lanes.ts";

/**
 * Moves `average` towards `values`: an exponential mean over the steps of a training, whose weights generalise better than
 * the last step's (B. Polyak and A. Juditsky, 1992). Early on it forgets faster, so that it does not hold on to the start.
 * @param decay [-] share kept a step, late in the training
 * @param step steps made before this one
 */
export function moveAverage(average: Floats, values: Floats, decay: number, step: number): void {
  const keep = Math.min(decay, (step + 1) / (step + 10));
  for (let i = 0; i < average.length; i++) average[i]! += (1 - keep) * (values[i]! - average[i]!);
}
