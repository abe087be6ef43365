import { describe, expect, it } from "vitest";
import { identity } from "../../../src/core/matrix.ts";
import {
  bounceTransition,
  flightTransition,
  nextLeg,
  predict,
  type BallDynamics,
  type BallEstimate,
} from "../../../src/tracking/ball-estimate.ts";
import { bounce, fly, type BallMotion } from "../../../src/tracking/ball-flight.ts";
import { BALL_MODEL } from "../../../src/tracking/ball-model.ts";
import { SERVED, flat, integrate, nudged } from "./flights.ts";

const SILENT = { velocityWalk: 0, spinWalk: 0, bounceVelocityMps: 0, bounceSpinRadps: 0 };
const dynamics: BallDynamics = { model: BALL_MODEL, noise: SILENT };
const certain = (motion: BallMotion): BallEstimate => ({ motion, covariance: new Float64Array(81) });
/** [m], [m/s], [rad/s] small against the ball's motion, large against rounding. */
const WIDTHS = [1e-4, 1e-4, 1e-4, 1e-3, 1e-3, 1e-3, 1e-1, 1e-1, 1e-1];

/** Derivative of a map of the ball by its nine components, row-major, by central differences. */
function derivative(map: (motion: BallMotion) => BallMotion, start: BallMotion): number[] {
  const columns = WIDTHS.map((width, i) => {
    const [high, low] = [flat(map(nudged(start, i, width))), flat(map(nudged(start, i, -width)))];
    return high.map((value, row) => (value - low[row]!) / (2 * width));
  });
  return Array.from({ length: 81 }, (_, k) => columns[k % 9]![Math.floor(k / 9)]!);
}

function expectClose(actual: ArrayLike<number>, expected: readonly number[], digits: number): void {
  expected.forEach((value, i) => {
    const scale = Math.max(1, Math.abs(value));
    expect(actual[i]! / scale, `row ${Math.floor(i / 9)}, column ${i % 9}`).toBeCloseTo(
      value / scale,
      digits,
    );
  });
}

describe("transitions", () => {
  it("is the derivative of the flight", () => {
    const expected = derivative((m) => fly(BALL_MODEL, m, 0.02), SERVED);
    expectClose(flightTransition(BALL_MODEL, SERVED, 0.02), expected, 4);
  });

  it("is the derivative of a flight through a bounce, taken at a fixed instant", () => {
    const before: BallMotion = {
      positionM: [0.1, -0.6, 0.02],
      velocityMps: [0.3, -4, -2.5],
      spinRadps: [50, 20, 10],
    };
    const through = (m: BallMotion): BallMotion => {
      const start = fly(BALL_MODEL, m, -0.004); // the nudged ball bounces a little earlier or later
      return fly(BALL_MODEL, predict(dynamics, certain(start), 0.008).motion, -0.004);
    };
    const expected = derivative(through, before);
    expectClose(bounceTransition(BALL_MODEL, before, bounce(BALL_MODEL, before)), expected, 3);
  });
});

describe("prediction", () => {
  it("follows the ball through its bounce as an independent integration does", () => {
    const predicted = predict(dynamics, certain(SERVED), 0.5).motion;
    const truth = integrate(SERVED, 0.5);
    expect(truth.velocityMps[2]).toBeGreaterThan(0); // it has bounced
    flat(truth).forEach((value, i) => {
      const tolerance = i < 3 ? 1e-4 : i < 6 ? 1e-3 : 0.05;
      expect(Math.abs(flat(predicted)[i]! - value)).toBeLessThan(tolerance);
    });
  });

  it("comes to the same standard deviations in long legs as in steps of a millisecond, to 1 %", () => {
    const start: BallEstimate = { motion: SERVED, covariance: identity(9).map((v) => v * 1e-4) };
    let stepped = start;
    for (let i = 0; i < 500; i++) stepped = predict(dynamics, stepped, 0.001);
    const whole = predict(dynamics, start, 0.5);
    for (let i = 0; i < 9; i++) {
      const ratio = Math.sqrt(whole.covariance[i * 10]! / stepped.covariance[i * 10]!);
      expect(Math.abs(ratio - 1)).toBeLessThan(0.01);
    }
  });

  it("stops a leg at the bounce and tells so", () => {
    const near = fly(BALL_MODEL, SERVED, 0.36);
    const leg = nextLeg(dynamics, certain(near), 0.1);
    expect(leg.bounced).toBe(true);
    expect(leg.durationS).toBeLessThan(0.1);
    expect(leg.estimate.motion.positionM[2]).toBeCloseTo(0.02, 9);
    expect(leg.estimate.motion.velocityMps[2]).toBeGreaterThan(0);
    expect(nextLeg(dynamics, certain(SERVED), 0.1)).toMatchObject({ bounced: false, durationS: 0.1 });
  });

  it("grows the velocity's variance by the walk times the time, the position's by a third of its cube", () => {
    const vacuum = { ...BALL_MODEL, dragPerM: 0, magnus: 0 };
    const walking = { model: vacuum, noise: { ...SILENT, velocityWalk: 2, spinWalk: 3 } };
    const { covariance } = predict(walking, certain(SERVED), 0.2);
    expect(covariance[4 * 9 + 4]).toBeCloseTo(4 * 0.2, 9);
    expect(covariance[0]).toBeCloseTo((4 * 0.008) / 3, 9);
    expect(covariance[1 * 9 + 4]).toBeCloseTo((4 * 0.04) / 2, 9);
    expect(covariance[8 * 9 + 8]).toBeCloseTo(9 * 0.2, 9);
  });

  it("adds the bounce's own noise once per bounce", () => {
    const rough = { model: BALL_MODEL, noise: { ...SILENT, bounceVelocityMps: 0.1, bounceSpinRadps: 20 } };
    const { estimate } = nextLeg(rough, certain(fly(BALL_MODEL, SERVED, 0.36)), 0.1);
    expect(estimate.covariance[5 * 9 + 5]).toBeCloseTo(0.01, 12);
    expect(estimate.covariance[6 * 9 + 6]).toBeCloseTo(400, 9);
    expect(estimate.covariance[0]).toBe(0);
  });
});
