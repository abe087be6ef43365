import { expect, it } from "vitest";
import type { BallState } from "../../../../src/core/perception.ts";
import type { BallOutcome, TrueBall } from "../../../../src/core/truth.ts";
import { fly } from "../../../../src/tracking/ball-flight.ts";
import { BALL_MODEL } from "../../../../src/tracking/ball-model.ts";
import { BallLog, type BallResult } from "../../../../studies/play/ball-log.ts";

const LAUNCH: TrueBall = {
  positionM: [0, 1.5, 0.3],
  velocityMps: [0, -6, 1],
  spinRadps: [0, 0, 0],
  index: 3,
  inPlay: true,
};
const at = (ms: number): TrueBall => ({ ...LAUNCH, ...fly(BALL_MODEL, LAUNCH, ms / 1000) });
const state = (ball: TrueBall, track: number, awayM = 0): BallState => ({
  ...ball,
  positionM: [ball.positionM[0] + awayM, ball.positionM[1], ball.positionM[2]],
  covariance: new Array<number>(81).fill(0),
  validAtUs: 0,
  track,
});
const OUTCOME: BallOutcome = {
  index: 3,
  legal: true,
  contact: true,
  returned: true,
  launchSpeedMps: 6,
  landingM: [0.3, 0.4],
  reason: "returned",
};

/** What a log makes of 100 ms of flight; `told` says what comes at each millisecond, and how old it is. */
function logged(told: (ms: number, log: BallLog) => void): BallResult {
  const log = new BallLog(LAUNCH, 0);
  for (let ms = 0; ms <= 100; ms++) {
    told(ms, log);
    log.sample(at(ms), ms * 1000);
  }
  log.sample({ ...at(100), velocityMps: [0, 5, 1] }, 101_000);
  log.told(state(at(100), 9, 5), 0, at(100), 102_000);
  log.sample({ ...at(100), velocityMps: [0, 5, 1] }, 102_000);
  return log.result(3, OUTCOME, [0, 0.8]);
}

it("scores the latest place in hand against the ball, from the first one told until it is played", () => {
  const { streamingErrorM, blindS, landingErrorM, tracks } = logged((ms, log) => {
    if (ms >= 20) log.told(state(at(ms - 10), 0), 10_000, at(ms), ms * 1000);
  });
  expect(streamingErrorM).toBeCloseTo(0.01 * 6, 2);
  expect(blindS).toBeCloseTo(0.02, 9);
  expect(landingErrorM).toBeCloseTo(0.5, 9);
  expect(tracks).toMatchObject({ told: 1, false: 0 });
  expect(tracks.longestGapS).toBeCloseTo(0.001, 9);
  expect(tracks.flownS).toBeCloseTo(0.1, 9);
});

it("tells true tracks from false ones, and how long the ball was lost", () => {
  const { tracks } = logged((ms, log) => {
    if (ms < 30) log.told(state(at(ms), 0), 0, at(ms), ms * 1000);
    if (ms === 40) log.told(state(at(ms), 1, 0.5), 0, at(ms), ms * 1000);
    if (ms >= 70) log.told(state(at(ms), 2, 0.05), 0, at(ms), ms * 1000);
  });
  expect(tracks).toMatchObject({ told: 3, false: 1 });
  expect(tracks.longestGapS).toBeCloseTo(0.041, 9);
});

it("takes a late state for a true one as long as the ball can have come from there", () => {
  const late = (ageUs: number): number =>
    logged((ms, log) => {
      if (ms === 90) log.told(state(at(10), 0), ageUs, at(90), 90_000);
    }).tracks.false;
  expect([late(80_000), late(10_000)]).toEqual([0, 1]);
});

it("predicts the hit point from what is known so long before, and not of a ball that nobody told of", () => {
  const known = logged((ms, log) => log.told(state(at(ms), 0), 0, at(ms), ms * 1000));
  expect(known.flightS).toBeGreaterThan(0.5);
  expect(known.hitErrorM).toEqual({ 300: null, 200: null, 100: null }); // it was played before
  const log = new BallLog(LAUNCH, 0);
  const unknown = log.result(3, OUTCOME, [0, 0.8]);
  expect(unknown).toMatchObject({ blindS: null, streamingErrorM: null, tracks: { told: 0, flownS: 0 } });
});
