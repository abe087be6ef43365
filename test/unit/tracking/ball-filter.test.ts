import { describe, expect, it } from "vitest";
import { Random } from "../../../src/core/random.ts";
import type { BallFix, BallState } from "../../../src/core/perception.ts";
import { norm, subtract, type Vec3 } from "../../../src/core/vec3.ts";
import { BallFilter, type BallFilterOptions } from "../../../src/tracking/ball-filter.ts";
import type { BallMotion } from "../../../src/tracking/ball-flight.ts";
import { BALL_MODEL } from "../../../src/tracking/ball-model.ts";
import { SERVED, flat, integrate, scattered } from "./flights.ts";

const SIGMA_M = 0.003;
const noise = { velocityWalk: 0.02, spinWalk: 1, bounceVelocityMps: 0.05, bounceSpinRadps: 10 };
const options: BallFilterOptions = {
  dynamics: { model: BALL_MODEL, noise },
  velocitySigmaMps: 6,
  spinSigmaRadps: 50,
  gate: 30,
  maxOutliers: 3,
  maxGapUs: 100_000,
  minFixes: 3,
};

const fixAt = (timeUs: number, positionM: Vec3, sigmaM = SIGMA_M): BallFix => {
  const v = sigmaM * sigmaM;
  return {
    positionM,
    covarianceM2: [v, 0, 0, 0, v, 0, 0, 0, v],
    reprojectionErrorPx: 0.3,
    validAtUs: timeUs,
  };
};

/** Noisy fixes every 4 ms, for as long as asked; returns the last true motion. */
function feed(filter: BallFilter, start: BallMotion, random: Random, untilUs = 120_000): BallMotion {
  const stepUs = 4000;
  let motion = start;
  for (let t = 0; t <= untilUs; t += stepUs) {
    if (t > 0) motion = integrate(motion, stepUs * 1e-6);
    filter.update(fixAt(t, scattered(random, motion.positionM, SIGMA_M)));
  }
  return motion;
}

function stateOf(filter: BallFilter): BallState {
  const state = filter.state();
  if (state === null) throw new Error("the filter has no state");
  return state;
}

/** Squared error in units of the covariance: eT P^-1 e, by Gaussian elimination; 9 on average when P is honest. */
function nees(state: BallState, truth: BallMotion): number {
  const error = flat(state).map((value, i) => value - flat(truth)[i]!);
  const rows = error.map((e, i) => [...state.covariance.slice(i * 9, i * 9 + 9), e]);
  for (let i = 0; i < 9; i++) {
    for (let k = i + 1; k < 9; k++) {
      const factor = rows[k]![i]! / rows[i]![i]!;
      for (let j = i; j < 10; j++) rows[k]![j]! -= factor * rows[i]![j]!;
    }
  }
  const x: number[] = Array<number>(9).fill(0);
  for (let i = 8; i >= 0; i--) {
    let sum = rows[i]![9]!;
    for (let j = i + 1; j < 9; j++) sum -= rows[i]![j]! * x[j]!;
    x[i] = sum / rows[i]![i]!;
  }
  return error.reduce((sum, e, i) => sum + e * x[i]!, 0);
}

describe("BallFilter", () => {
  it.each([
    ["in the air", 120_000],
    ["after a bounce", 480_000],
  ])("is honest about its error %s: NEES of 40 balls averages about 9", (_, untilUs) => {
    const random = new Random(21);
    let sum = 0;
    const balls = 40;
    for (let i = 0; i < balls; i++) {
      const start: BallMotion = {
        positionM: SERVED.positionM,
        velocityMps: scattered(random, SERVED.velocityMps, 0.3),
        spinRadps: scattered(random, [0, 0, 0], options.spinSigmaRadps),
      };
      const filter = new BallFilter(options);
      const truth = feed(filter, start, random, untilUs);
      expect(stateOf(filter).track).toBe(0);
      sum += nees(stateOf(filter), truth);
    }
    // chi-square with 9 * 40 degrees over 40: 9 +- 0.67; below that lies the noise that these balls do not have
    expect(sum / balls).toBeGreaterThan(5);
    expect(sum / balls).toBeLessThan(11);
  });

  it("knows the velocity to a few centimetres per second after 0.1 s", () => {
    const filter = new BallFilter(options);
    const truth = feed(filter, SERVED, new Random(3));
    expect(norm(subtract(stateOf(filter).velocityMps, truth.velocityMps))).toBeLessThan(0.15);
    expect(norm(subtract(stateOf(filter).positionM, truth.positionM))).toBeLessThan(0.004);
  });

  it("sees spin in the bounce that it could not see before", () => {
    const fast: BallMotion = { ...SERVED, spinRadps: [120, 0, 0] };
    const before = new BallFilter({ ...options, spinSigmaRadps: 100 });
    const after = new BallFilter({ ...options, spinSigmaRadps: 100 });
    feed(before, fast, new Random(5), 60_000);
    const late = feed(after, fast, new Random(5), 500_000);
    const sigma = (filter: BallFilter): number => Math.sqrt(stateOf(filter).covariance[60]!);
    expect(sigma(before)).toBeGreaterThan(30);
    expect(sigma(after)).toBeLessThan(15);
    expect(Math.abs(stateOf(after).spinRadps[0] - late.spinRadps[0])).toBeLessThan(30);
  });

  it("says nothing before it has the fixes asked for", () => {
    const filter = new BallFilter(options);
    expect(filter.update(fixAt(0, [0, 1, 0.3]))).toBe("started");
    expect(filter.update(fixAt(1000, [0, 0.995, 0.3]))).toBe("used");
    expect(filter.state()).toBeNull();
    filter.update(fixAt(2000, [0, 0.99, 0.3]));
    expect(filter.state()).toMatchObject({ track: 0, validAtUs: 2000 });
  });

  it("rides over a few outliers and stays where it was", () => {
    const filter = new BallFilter(options);
    feed(filter, SERVED, new Random(4));
    const before = stateOf(filter);
    expect(filter.update(fixAt(121_000, [0.5, 0.5, 1]))).toBe("outlier");
    expect(filter.update(fixAt(122_000, [0.5, 0.5, 1]))).toBe("outlier");
    expect(filter.state()).toEqual(before);
  });

  it("starts a new track when the outliers persist", () => {
    const filter = new BallFilter(options);
    feed(filter, SERVED, new Random(4));
    const verdicts = [1, 2, 3, 4].map((i) => filter.update(fixAt(120_000 + i * 1000, [0.5, 0.5, 1])));
    expect(verdicts).toEqual(["outlier", "outlier", "outlier", "started"]);
    filter.update(fixAt(125_000, [0.5, 0.5, 1]));
    filter.update(fixAt(126_000, [0.5, 0.5, 1]));
    expect(stateOf(filter).track).toBe(1);
  });

  it("predicts through a gap, and starts anew after one that is too long", () => {
    const filter = new BallFilter(options);
    const last = feed(filter, SERVED, new Random(4));
    const later = integrate(last, 0.09);
    expect(filter.update(fixAt(210_000, later.positionM))).toBe("used");
    expect(filter.update(fixAt(310_001, later.positionM))).toBe("started");
  });

  it("leaves out fixes older than its state", () => {
    const filter = new BallFilter(options);
    feed(filter, SERVED, new Random(4));
    expect(filter.update(fixAt(119_000, SERVED.positionM))).toBe("late");
    expect(stateOf(filter).validAtUs).toBe(120_000);
  });

  it("refuses what is not a number, even as a first fix", () => {
    const filter = new BallFilter(options);
    expect(filter.update(fixAt(0, [NaN, 0, 0]))).toBe("invalid");
    expect(filter.update(fixAt(NaN, [0, 0, 0]))).toBe("invalid");
    expect(filter.update(fixAt(0, [0, 0, 0], NaN))).toBe("invalid");
    expect(filter.state()).toBeNull();
  });
});
