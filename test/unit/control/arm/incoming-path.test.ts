import { describe, expect, it } from "vitest";
import { ballAt, PathPredictor, type IncomingPath } from "../../../../src/control/arm/incoming-path.ts";
import type { BallState } from "../../../../src/core/perception.ts";
import type { Vec3 } from "../../../../src/core/vec3.ts";
import { fly, timeToPlane } from "../../../../src/tracking/ball-flight.ts";
import { BALL_MODEL, rebound } from "../../../../src/tracking/ball-model.ts";

const predictor = new PathPredictor(BALL_MODEL);
const state = (change: Partial<BallState> = {}): BallState => ({
  positionM: [0.1, 1.4, 0.35],
  velocityMps: [-0.1, -5, 1.3],
  spinRadps: [40, 20, -10],
  covariance: new Array<number>(81).fill(0),
  validAtUs: 1000,
  track: 3,
  ...change,
});
const pathOf = (from: BallState): IncomingPath => {
  const path = predictor.predict(from);
  if (typeof path === "string") throw new Error(path);
  return path;
};

/** The same flight made of its parts: to the table, off it, and on. */
function byHand(from: BallState, atUs: number): readonly number[] {
  const downS = timeToPlane(BALL_MODEL, from, { axis: 2, levelM: 0.02 }, 0.6)!;
  const down = fly(BALL_MODEL, from, downS);
  const up = { ...down, ...rebound(BALL_MODEL, down.velocityMps, down.spinRadps) };
  return fly(BALL_MODEL, up, (atUs - from.validAtUs) * 1e-6 - downS).positionM;
}

describe("the path on which a ball can be met", () => {
  it("begins with its bounce on the robot's half and follows the ball's flight", () => {
    const { points, bounceUs } = pathOf(state());
    const downS = timeToPlane(BALL_MODEL, state(), { axis: 2, levelM: 0.02 }, 0.6)!;
    expect(bounceUs).toBeCloseTo(1000 + downS * 1e6, 0);
    expect(points[0]!.atUs).toBe(bounceUs);
    for (const { atUs, motion } of points.slice(0, 20)) {
      const expected = byHand(state(), atUs);
      for (const axis of [0, 1, 2] as const) expect(motion.positionM[axis]).toBeCloseTo(expected[axis]!, 5);
    }
    expect(points.at(-1)!.motion.positionM[1]).toBeLessThan(-1.9);
  });

  it("is the same when it is predicted from a moment after the bounce", () => {
    const early = pathOf(state());
    const later = early.points[4]!;
    const { positionM, velocityMps, spinRadps } = later.motion;
    const again = pathOf(state({ positionM, velocityMps, spinRadps, validAtUs: later.atUs }));
    expect(again.bounceUs).toBe(later.atUs);
    const where = ballAt(BALL_MODEL, again, later.atUs + 137_000)!;
    const expected = ballAt(BALL_MODEL, early, later.atUs + 137_000)!;
    for (const axis of [0, 1, 2] as const)
      expect(where.positionM[axis]).toBeCloseTo(expected.positionM[axis], 5);
  });

  it("ends before a second bounce", () => {
    const slow = pathOf(state({ velocityMps: [0, -3.4, 2] }));
    const last = slow.points.at(-1)!.motion;
    expect(last.positionM[1]).toBeGreaterThan(-1.37);
    expect(last.velocityMps[2]).toBeLessThan(0);
    expect(last.positionM[2]).toBeGreaterThan(0);
  });

  it("is reached over a first bounce on the opponent's half, as a serve is", () => {
    const serve = state({ positionM: [0, 1.3, 0.3], velocityMps: [0, -5, -2] });
    const downS = timeToPlane(BALL_MODEL, serve, { axis: 2, levelM: 0.02 }, 0.4)!;
    expect(fly(BALL_MODEL, serve, downS).positionM[1]).toBeGreaterThan(0);
    expect(pathOf(serve).points[0]!.motion.positionM[1]).toBeLessThan(0);
  });

  it("bends less for a spin that is not known", () => {
    const covariance = new Array<number>(81).fill(0);
    covariance[60] = covariance[70] = covariance[80] = 200 * 200; // where spin lies in the state
    const [known, vague] = [
      pathOf(state({ spinRadps: [-150, 0, 0] })),
      pathOf(state({ spinRadps: [-150, 0, 0], covariance })),
    ];
    expect(vague.bounceUs).not.toBeCloseTo(known.bounceUs, -2);
  });

  it.each<[string, Partial<BallState>, string]>([
    ["flies away", { velocityMps: [0, 4, 1] }, "leaving"],
    ["flies into the net", { velocityMps: [0, -5, 0], positionM: [0, 0.6, 0.1] }, "into-net"],
    [
      "lies on the opponent's half",
      { positionM: [0, 0.5, 0.02], velocityMps: [0, -1e-9, -1e-9] },
      "no-bounce",
    ],
    ["misses the table", { velocityMps: [3, -5, 1] }, "no-bounce"],
    ["is not a number", { positionM: [NaN, 0, 0] }, "not-finite"],
    ["has an endless spin", { spinRadps: [Infinity, 0, 0] }, "not-finite"],
    ["has gone down behind the table", { positionM: [0, -1.9, -0.75], velocityMps: [0, -3, -3] }, "past"],
  ])("does not exist for a ball that %s", (_name, change, reason) => {
    expect(predictor.predict(state(change))).toBe(reason);
  });

  it("exists for a ball that is foreseen a little below the net's top: it may pass", () => {
    const low = pathOf(state({ velocityMps: [0, -5, 0], positionM: [0, 0.6, 0.2] }));
    expect(low.points[0]!.motion.positionM[1]).toBeLessThan(0);
  });

  it("tells where the ball is between its points, and nothing far from them", () => {
    const path = pathOf(state());
    const first = path.points[0]!.atUs;
    const expected = byHand(state(), first + 33_333);
    const { positionM } = ballAt(BALL_MODEL, path, first + 33_333)!;
    for (const axis of [0, 1, 2] as const) expect(positionM[axis]).toBeCloseTo(expected[axis]!, 5);
    expect(ballAt(BALL_MODEL, path, first - 100_000)).toBeNull();
    expect(ballAt(BALL_MODEL, path, path.points.at(-1)!.atUs + 100_000)).toBeNull();
  });
});

it("takes an estimate that lies a little inside the table for a ball that bounces now", () => {
  const sunk: Vec3 = [0, -0.5, 0.01];
  const { bounceUs } = pathOf(state({ positionM: sunk, velocityMps: [0, -4, -2] }));
  expect(bounceUs).toBe(1000);
});
