import { describe, expect, it } from "vitest";
import { normal } from "../../../src/core/normal.ts";
import type { BallState, HitPoint } from "../../../src/core/perception.ts";
import { Random } from "../../../src/core/random.ts";
import type { BallMotion } from "../../../src/tracking/ball-flight.ts";
import { BALL_MODEL } from "../../../src/tracking/ball-model.ts";
import { HitPointPredictor, type HitPointOptions, type NoHit } from "../../../src/tracking/hit-point.ts";
import { SERVED, integrate, nudged } from "./flights.ts";

const quiet = { velocityWalk: 0, spinWalk: 0, bounceVelocityMps: 0, bounceSpinRadps: 0 };
const options: HitPointOptions = {
  dynamics: { model: BALL_MODEL, noise: quiet },
  planeYM: -1.6,
  horizonS: 1.5,
};
const SIGMAS = [0.002, 0.002, 0.002, 0.03, 0.03, 0.03, 5, 5, 5];

const stateOf = (motion: BallMotion, sigmas: readonly number[] = SIGMAS): BallState => ({
  ...motion,
  covariance: Array.from({ length: 81 }, (_, i) => (i % 10 === 0 ? sigmas[i / 10]! ** 2 : 0)),
  validAtUs: 5_000_000,
  track: 7,
});

function hitOf(result: HitPoint | NoHit): HitPoint {
  if (typeof result === "string") throw new Error(`no hit: ${result}`);
  return result;
}

/** When an independently integrated ball comes to y = -1.6, and how. */
function trueCrossing(start: BallMotion): { readonly timeS: number; readonly motion: BallMotion } {
  let motion = start;
  let timeS = 0;
  while (motion.positionM[1] > -1.6) {
    motion = integrate(motion, 0.0002);
    timeS += 0.0002;
  }
  return { timeS, motion };
}

const predictHitPoint = (options: HitPointOptions, state: BallState): HitPoint | NoHit =>
  new HitPointPredictor(options).predict(state);

describe("HitPointPredictor", () => {
  const crossing = trueCrossing(SERVED);

  it.each([0, 0.2, 0.38, 0.4, 0.5])("finds where the ball arrives, from %d s into its flight", (startS) => {
    const start = startS === 0 ? SERVED : integrate(SERVED, startS);
    const hit = hitOf(predictHitPoint(options, stateOf(start)));
    expect(hit.positionM[1]).toBeCloseTo(-1.6, 8);
    expect(Math.abs(hit.positionM[0] - crossing.motion.positionM[0])).toBeLessThan(0.001);
    expect(Math.abs(hit.positionM[2] - crossing.motion.positionM[2])).toBeLessThan(0.001);
    expect(Math.abs(hit.velocityMps[1] - crossing.motion.velocityMps[1])).toBeLessThan(0.01);
    expect(Math.abs(hit.spinRadps[0] - crossing.motion.spinRadps[0])).toBeLessThan(0.5);
    const arrivesS = (hit.arrivalUs - 5_000_000) * 1e-6 + startS;
    expect(Math.abs(arrivesS - crossing.timeS)).toBeLessThan(0.001);
    expect(hit.track).toBe(7);
  });

  it("states the scatter of the place at the arrival time", () => {
    const hit = hitOf(predictHitPoint(options, stateOf(SERVED)));
    const random = new Random(9);
    const flightS = (hit.arrivalUs - 5_000_000) * 1e-6;
    const runs = 150;
    const squares = [0, 0, 0];
    for (let i = 0; i < runs; i++) {
      let start = SERVED;
      SIGMAS.forEach((sigma, k) => (start = nudged(start, k, sigma * normal(random))));
      const there = integrate(start, flightS);
      squares.forEach((_, k) => (squares[k]! += (there.positionM[k]! - hit.positionM[k]!) ** 2));
    }
    squares.forEach((sum, k) => {
      const ratio = sum / runs / hit.covarianceM2[k * 4]!;
      expect(ratio, `axis ${k}`).toBeGreaterThan(0.7);
      expect(ratio, `axis ${k}`).toBeLessThan(1.4);
    });
  });

  it("grows surer as the ball comes nearer", () => {
    const far = hitOf(predictHitPoint(options, stateOf(SERVED)));
    const near = hitOf(predictHitPoint(options, stateOf(integrate(SERVED, 0.5))));
    expect(near.covarianceM2[0]!).toBeLessThan(far.covarianceM2[0]! / 4);
  });

  const from = (positionM: BallMotion["positionM"], velocityMps: BallMotion["velocityMps"]): BallState =>
    stateOf({ positionM, velocityMps, spinRadps: [0, 0, 0] });

  it("takes a serve that bounced on the opponent's half first", () => {
    expect(predictHitPoint(options, from([0, 1.2, 0.25], [0, -5, -2.5]))).toMatchObject({ track: 7 });
  });

  it.each([
    ["a ball on its way back", from([0, -1, 0.3], [0, 5, 1]), "leaving"],
    ["a ball behind the plane", from([0, -1.7, 0.3], [0, -5, 1]), "leaving"],
    ["a ball into the net", from([0, 0.8, 0.1], [0, -5, 0]), "into-net"],
    ["a ball that flies past the table's end", from([0, 1, 0.5], [0, -9, 2]), "no-bounce"],
    ["a ball past the table's side", from([1, 1, 0.3], [0.1, -5, 1]), "under-table"],
    ["a ball that bounces twice", from([0, 1.2, 0.3], [0, -3, 1.2]), "second-bounce"],
    ["a ball that hardly comes nearer", from([0, 1.2, 0.3], [0, -0.1, 18]), "too-far"],
    ["a place that is not a number", from([NaN, 1.2, 0.3], [0, -5, 1]), "not-finite"],
    ["a speed that is not a number", from([0, 1.2, 0.3], [0, NaN, 1]), "not-finite"],
  ])("gives no hit point for %s", (_, state, reason) => {
    expect(predictHitPoint(options, state)).toBe(reason);
  });

  it("lets a ball pass below the net's top beside its posts", () => {
    const around = from([1.25, 0.3, 0.12], [-5, -5, 0.6]);
    expect(predictHitPoint(options, around)).toMatchObject({ track: 7 });
  });

  it("does not take a bounce just before the net for one on the robot's half", () => {
    expect(predictHitPoint(options, from([0, -0.03, 0.05], [0, -5, 3]))).toBe("no-bounce");
    expect(predictHitPoint(options, from([0, -0.13, 0.05], [0, -5, 3]))).toMatchObject({ track: 7 });
  });

  it("does not pass on a covariance that is not a number", () => {
    const state = { ...stateOf(SERVED), covariance: Array<number>(81).fill(NaN) };
    expect(predictHitPoint(options, state)).toBe("not-finite");
  });
});
