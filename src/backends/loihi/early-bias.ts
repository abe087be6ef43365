import type { Warning } from "../fit-report.ts";
import type { Part } from "../parts.ts";
import { UNIT } from "./unscaled.ts";

/** [v] */
const STATE_MOST = 8388607;

/** Neurons whose bias acts in every step of the chip, from the first on. All by element. */
export interface Biased {
  /** [v] before the first step of the network. */
  readonly start: Float64Array;
  /** [v] a step. */
  readonly drift: Float64Array;
  readonly dv: ArrayLike<number>;
  /** Null where nothing fires. */
  readonly vth: ArrayLike<number> | null;
}

/**
 * A part's first input comes some steps after the chip's first. Where nothing leaks, what the bias adds until then is taken
 * off the first potential; null where that cannot be, for it leaks, would fire, or does not fit.
 */
export function potentialsBefore({ start, drift, dv, vth }: Biased, idleSteps: number): Float64Array | null {
  const initial = start.map((value, n) => value - idleSteps * (drift[n] ?? 0));
  const isWrong = initial.some((value, n) => {
    if (idleSteps === 0 || drift[n] === 0) return false;
    const fires = vth !== null && value > UNIT * (vth[n] ?? 0);
    return fires || dv[n] !== 0 || Math.abs(value) > STATE_MOST;
  });
  return isWrong ? null : initial;
}

/** Said of a part whose bias cannot be taken off beforehand. */
export const earlyBias = (part: Part, idleSteps: number): Warning => ({
  code: "EXTRA_STEPS",
  layer: part.path,
  message: `its bias acts in the ${String(idleSteps)} steps of the chip before its first input arrives`,
});
