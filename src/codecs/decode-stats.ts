/** What a decoder has met so far. Counts are of the whole stream, independent of how it was cut into chunks. */
export interface DecodeStats {
  /** [bytes] taken from the stream, header included. */
  bytes: number;
  /** Events delivered. */
  events: number;
  /** External trigger edges delivered to the side channel or only counted. */
  triggers: number;
  /** Inertial samples, likewise. */
  imuSamples: number;
  /** Image frames, likewise. */
  frames: number;
  /** Words or packets that hold neither of these (monitoring, counters, unknown stream types) and were skipped. */
  otherWords: number;
  /** Events dropped before the stream's first time (EVT3: first time and row): they have no place in time. */
  droppedBeforeSync: number;
  /** Events dropped because x or y lies outside the sensor. */
  droppedOutOfBounds: number;
  /** Events dropped because they belong to a second sensor on the same stream. */
  droppedOtherSensor: number;
  /** Events dropped because the stream itself marks them invalid. */
  droppedInvalid: number;
  /** Times the stored time wrapped around and was carried on. */
  wraps: number;
  /** Times the stream's clock stepped back without wrapping; rows are then not sorted by time. */
  clockStepsBack: number;
  /** Damaged places read past (salvage only). */
  damages: number;
  /** [bytes] left out at damaged places (salvage only). */
  damagedBytes: number;
}

export const createDecodeStats = (): DecodeStats => ({
  bytes: 0,
  events: 0,
  triggers: 0,
  imuSamples: 0,
  frames: 0,
  otherWords: 0,
  droppedBeforeSync: 0,
  droppedOutOfBounds: 0,
  droppedOtherSensor: 0,
  droppedInvalid: 0,
  wraps: 0,
  clockStepsBack: 0,
  damages: 0,
  damagedBytes: 0,
});

/** What a hot loop counts between two looks at the stream's counts. */
export interface LoopCounts {
  outOfBounds: number;
  stepsBack: number;
  wraps: number;
}

/** Adds a loop's counts to the stream's and starts them anew. */
export function flushCounts(counts: LoopCounts, stats: DecodeStats): void {
  stats.droppedOutOfBounds += counts.outOfBounds;
  stats.clockStepsBack += counts.stepsBack;
  stats.wraps += counts.wraps;
  counts.outOfBounds = counts.stepsBack = counts.wraps = 0;
}
