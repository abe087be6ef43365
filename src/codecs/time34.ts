import type { LoopCounts } from "./decode-stats.ts";

/** [us] range of the 34-bit time of EVT 2.0 and 2.1: 4.77 h. */
export const RANGE_34_US = 17179869184;
/**
 * [us] a fall of at least this much is a wrap, a smaller one a step back. Source: OpenEB `evt2_decoder.h` (`MaxTimestamp`
 * less `LoopThreshold`); `evt21_decoder.h` allows no slack, so that one lost TIME_HIGH there costs 4.77 h.
 */
export const WRAP_FALL_US = RANGE_34_US - 64 - 10000;

/** Time of a stream with a 34-bit clock, and what happened on the way. */
export interface Clock34 extends LoopCounts {
  /** [us] last time, with wraps. */
  baseUs: number;
  /** [us] sum of the wraps. */
  loopUs: number;
}

/** [us] the stored time with the wraps added; keeps the wraps and counts wraps and steps back in `clock`. */
export function unwrap34(clock: Clock34, storedUs: number): number {
  const timeUs = storedUs + clock.loopUs;
  if (timeUs >= clock.baseUs) return timeUs;
  if (clock.baseUs - timeUs < WRAP_FALL_US) {
    clock.stepsBack++;
    return timeUs;
  }
  clock.wraps++;
  clock.loopUs += RANGE_34_US;
  return timeUs + RANGE_34_US;
}
