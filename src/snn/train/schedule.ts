import { exactCos } from "../../core/exact-math.ts";

/** How the learning rate runs over the steps of a training. */
export type Schedule =
  /** Linear warm-up over the first `warmUp` share, then half a cosine down to `end` times the peak (I. Loshchilov, 2017). */
  | { readonly kind: "cosine"; readonly warmUp: number; readonly end: number }
  /** Times `factor` after each of `at`, shares of the whole. */
  | { readonly kind: "step"; readonly at: readonly number[]; readonly factor: number }
  | { readonly kind: "constant" };

const PI = 3.141592653589793;

/** [-] factor on the peak learning rate at `progress`, the share of all steps that is done. */
export function scheduleFactor(schedule: Schedule, progress: number): number {
  switch (schedule.kind) {
    case "cosine": {
      const { warmUp, end } = schedule;
      if (progress < warmUp) return end + ((1 - end) * progress) / warmUp;
      const along = (progress - warmUp) / (1 - warmUp);
      return end + (1 - end) * 0.5 * (1 + exactCos(PI * along));
    }
    case "step":
      return schedule.at.reduce((factor, at) => (progress >= at ? factor * schedule.factor : factor), 1);
    case "constant":
      return 1;
  }
}
