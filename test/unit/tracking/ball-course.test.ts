import { describe, expect, it } from "vitest";
import { normal } from "../../../src/core/normal.ts";
import { Random } from "../../../src/core/random.ts";
import { BallBelief } from "../../../src/tracking/ball-belief.ts";
import { BallCourse, type BallDynamics } from "../../../src/tracking/ball-course.ts";
import { fly, type BallMotion } from "../../../src/tracking/ball-flight.ts";
import { BALL_MODEL, rebound } from "../../../src/tracking/ball-model.ts";
import { SERVED, flat, integrate, nudged } from "./flights.ts";

const SILENT = { velocityWalk: 0, spinWalk: 0, bounceVelocityMps: 0, bounceSpinRadps: 0 };
const dynamics: BallDynamics = { model: BALL_MODEL, noise: SILENT };
const BEFORE_BOUNCE = fly(BALL_MODEL, SERVED, 0.36);
/** [m], [m/s], [rad/s] small against the ball's motion, large against rounding. */
const WIDTHS = [1e-4, 1e-4, 1e-4, 1e-3, 1e-3, 1e-3, 1e-1, 1e-1, 1e-1];

function belief(motion: BallMotion, variance = 0): BallBelief {
  const known = new BallBelief();
  known.mean.set(flat(motion));
  for (let i = 0; i < 9; i++) known.covariance[i * 10] = variance;
  return known;
}

/** The covariance of `motion` after `durationS`, by flying balls that differ a little in one component each. */
function carried(motion: BallMotion, durationS: number): number[] {
  const columns = WIDTHS.map((width, i) => {
    const [high, low] = [width, -width].map((by) => {
      const ball = belief(nudged(motion, i, by));
      new BallCourse(dynamics).advance(ball, durationS);
      return ball.mean;
    });
    return Array.from(high!, (value, row) => (value - low![row]!) / 2);
  });
  const at = (row: number, column: number): number =>
    columns.reduce((sum, derivative) => sum + derivative[row]! * derivative[column]!, 0);
  return Array.from({ length: 81 }, (_, k) => at(Math.floor(k / 9), k % 9));
}

describe("the course of a belief", () => {
  it.each([
    ["in the air", SERVED, 0.05, 0.002],
    ["through a bounce, taken at a fixed instant", fly(BALL_MODEL, SERVED, 0.375), 0.03, 0.01],
  ])("spreads as balls that differ a little: %s", (_, motion, durationS, tolerance) => {
    const ball = belief(motion);
    WIDTHS.forEach((width, i) => (ball.covariance[i * 10] = width * width));
    new BallCourse(dynamics).advance(ball, durationS);
    const expected = carried(motion, durationS);
    for (let i = 0; i < 9; i++) {
      for (let j = 0; j < 9; j++) {
        const scale = Math.sqrt(expected[i * 10]! * expected[j * 10]!);
        const off = (ball.covariance[i * 9 + j]! - expected[i * 9 + j]!) / scale;
        const doubt = i > 5 && j > 5 ? 0.06 : 0; // an uncertain spin is doubted more with time
        expect(Math.abs(off), `row ${i}, column ${j}`).toBeLessThan(tolerance + doubt);
      }
    }
  });

  it("follows the ball through its bounce as an independent integration does", () => {
    const ball = belief(SERVED);
    new BallCourse(dynamics).advance(ball, 0.5);
    const truth = integrate(SERVED, 0.5);
    expect(truth.velocityMps[2]).toBeGreaterThan(0); // it has bounced
    flat(truth).forEach((value, i) => {
      const tolerance = i < 3 ? 1e-4 : i < 6 ? 1e-3 : 0.05;
      expect(Math.abs(ball.mean[i]! - value)).toBeLessThan(tolerance);
    });
  });

  it("comes to the same standard deviations in long strides as in steps of a millisecond, to 1 %", () => {
    const [stepped, whole] = [belief(SERVED, 1e-4), belief(SERVED, 1e-4)];
    const course = new BallCourse(dynamics);
    for (let i = 0; i < 500; i++) course.advance(stepped, 0.001);
    course.advance(whole, 0.5);
    for (let i = 0; i < 9; i++) {
      const ratio = Math.sqrt(whole.covariance[i * 10]! / stepped.covariance[i * 10]!);
      expect(Math.abs(ratio - 1)).toBeLessThan(0.01);
    }
  });

  it("knows where balls of an unknown spin go from the bounce, some of them sliding, some rolling", () => {
    const sigma = 120; // [rad/s]: slips of 2.4 m/s more or less
    const start: BallMotion = {
      positionM: [0, -0.6, 0.02],
      velocityMps: [0.3, -3, -3],
      spinRadps: [0, 0, 0],
    };
    const ball = belief(start);
    for (const i of [6, 7, 8]) ball.covariance[i * 10] = sigma * sigma;
    const course = new BallCourse(dynamics);
    expect(course.leg(ball, 0.05)).toBe(0);
    expect(course.bounced).toBe(true);
    const random = new Random(8);
    const speeds = Array.from({ length: 20_000 }, () => {
      const spinRadps = [sigma * normal(random), sigma * normal(random), sigma * normal(random)] as const;
      return rebound(BALL_MODEL, start.velocityMps, spinRadps).velocityMps[1];
    });
    const average = speeds.reduce((sum, v) => sum + v, 0) / speeds.length;
    const variance = speeds.reduce((sum, v) => sum + (v - average) ** 2, 0) / speeds.length;
    const ratio = Math.sqrt(ball.covariance[4 * 10]! / variance);
    expect(ratio).toBeGreaterThan(0.95);
    expect(ratio).toBeLessThan(1.2);
    // the slope at the mean would say that every ball slides, and that spin does not matter
    const alone = rebound(BALL_MODEL, start.velocityMps, [0, 0, 0]).velocityMps[1];
    expect(Math.abs(ball.mean[4]! - average)).toBeLessThan(Math.abs(alone - average) / 2);
  });

  it("stops a leg at the bounce and tells so", () => {
    const course = new BallCourse(dynamics);
    const ball = belief(fly(BALL_MODEL, SERVED, 0.37));
    const legS = course.leg(ball, 0.05);
    expect(course.bounced).toBe(true);
    expect(legS).toBeGreaterThan(0);
    expect(legS).toBeLessThan(0.05);
    expect(ball.mean[2]).toBeCloseTo(0.02, 7);
    expect(ball.mean[5]).toBeGreaterThan(0);
    expect(course.leg(belief(SERVED), 0.1)).toBe(0.05);
    expect(course.bounced).toBe(false);
  });

  it.each([
    ["just inside the table on its way down bounces now", [0, -0.5, 0.015], -2, true],
    ["just inside the table on its way up does not", [0, -0.5, 0.015], 2, false],
    ["that has sunk beside the table does not", [0, -0.5, -0.05], -2, false],
    ["beside the table does not", [1.2, -0.5, 0.021], -2, false],
  ] as const)("a ball %s", (_, positionM, fallMps, bounces) => {
    const course = new BallCourse(dynamics);
    const ball = belief({ positionM, velocityMps: [0, -5, fallMps], spinRadps: [0, 0, 0] });
    course.leg(ball, 0.02);
    expect(course.bounced).toBe(bounces);
  });

  it("grows the velocity's variance by the walk times the time, the position's by a third of its cube", () => {
    const vacuum = { ...BALL_MODEL, dragPerM: 0, magnus: 0 };
    const ball = belief(SERVED);
    new BallCourse({ model: vacuum, noise: { ...SILENT, velocityWalk: 2, spinWalk: 3 } }).advance(ball, 0.2);
    expect(ball.covariance[4 * 10]).toBeCloseTo(4 * 0.2, 9);
    expect(ball.covariance[0]).toBeCloseTo((4 * 0.008) / 3, 9);
    expect(ball.covariance[1 * 9 + 4]).toBeCloseTo((4 * 0.04) / 2, 9);
    expect(ball.covariance[8 * 10]! / (9 * 0.2)).toBeGreaterThan(1);
    expect(ball.covariance[8 * 10]! / (9 * 0.2)).toBeLessThan(1.2); // an uncertain spin is doubted a little more
  });

  it("adds the bounce's own noise once per bounce", () => {
    const rough = { model: BALL_MODEL, noise: { ...SILENT, bounceVelocityMps: 0.1, bounceSpinRadps: 20 } };
    const ball = belief({ ...BEFORE_BOUNCE, positionM: [0.1, -0.5, 0.02] });
    new BallCourse(rough).leg(ball, 0.05);
    expect(ball.covariance[5 * 10]).toBeCloseTo(0.01, 8);
    expect(ball.covariance[6 * 10]).toBeCloseTo(400, 3);
    expect(ball.covariance[0]).toBeCloseTo(0, 12);
  });
});
