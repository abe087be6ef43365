import type { LoopCounts } from "./decode-stats.ts";

/** Why the events of the present row are dropped; 0 = they are not. */
export type RowFate = 0 | 1 | 2 | 3;
export const KEPT = 0;
export const OUTSIDE = 1;
export const OTHER_SENSOR = 2;
export const NO_ROW_YET = 3;

/** What the hot loop carries from one call to the next: the stream is a state machine. */
export interface Evt3State extends LoopCounts {
  /** [us] part of the time that is due to wraps. */
  loopUs: number;
  /** [-] last TIME_HIGH and TIME_LOW, 12 bits each. */
  high: number;
  low: number;
  /** [px] row of the following events. */
  row: number;
  rowFate: RowFate;
  /** [px] column of the next vector's first pixel, and its polarity. */
  base: number;
  polarity: number;
  /** Events dropped by the fate of their row (a kept row's lie outside by column). */
  readonly dropped: [kept: number, outside: number, otherSensor: number, noRow: number];
}
