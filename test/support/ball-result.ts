import type { BallResult } from "../../studies/play/ball-log.ts";

/** A ball that came back, or was never hit. */
export const ballResult = (index: number, returned: boolean): BallResult => ({
  index,
  reason: "returned",
  legal: true,
  contact: returned,
  returned,
  speedMps: 5,
  flightS: 0.5,
  landingM: null,
  landingErrorM: null,
  hitErrorM: { 300: null, 200: null, 100: null },
  streamingErrorM: null,
  blindS: null,
  tracks: { told: 1, false: 0, longestGapS: 0, flownS: 0.5 },
});
