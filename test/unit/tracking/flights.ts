import { normal } from "../../../src/core/normal.ts";
import type { Random } from "../../../src/core/random.ts";
import type { Vec3 } from "../../../src/core/vec3.ts";
import type { BallState } from "../../../src/core/perception.ts";
import type { BallDynamics } from "../../../src/tracking/ball-course.ts";
import type { BallMotion } from "../../../src/tracking/ball-flight.ts";

/** A ball on its way to the robot, over the opponent's end of the table; it bounces at 0.42 s and passes y = -1.6 m at 0.62 s. */
export const SERVED: BallMotion = {
  positionM: [0.1, 1.3, 0.3],
  velocityMps: [-0.2, -5.5, 1.4],
  spinRadps: [40, 10, -20],
};

/**
 * A ball integrated on its own, by steps of 20 us in which velocity changes before place, with the laws written out: an independent check of the tracker's physics. Bounces when the centre comes below 20 mm over the table.
 */
export function integrate(start: BallMotion, durationS: number): BallMotion {
  const h = 2e-5;
  let [x, y, z] = start.positionM;
  let [vx, vy, vz] = start.velocityMps;
  let [wx, wy] = start.spinRadps;
  const wz = start.spinRadps[2];
  const air = (1.19 * Math.PI * 0.02 * 0.02) / (2 * 0.0027);
  for (let t = 0; t < durationS - h / 2; t += h) {
    const v = Math.sqrt(vx * vx + vy * vy + vz * vz);
    const s = (0.02 * Math.sqrt(wx * wx + wy * wy + wz * wz)) / v;
    const drag = -air * 0.501 * v;
    const lift = (air * 1.34 * 0.02) / (1 + 3.0 * s);
    const [ax, ay, az] = [
      drag * vx + lift * (wy * vz - wz * vy),
      drag * vy + lift * (wz * vx - wx * vz),
      drag * vz + lift * (wx * vy - wy * vx) - 9.81 * (1 - 1.204 / 81.2),
    ];
    x += h * (vx + (h * ax) / 2);
    y += h * (vy + (h * ay) / 2);
    z += h * (vz + (h * az) / 2);
    [vx, vy, vz] = [vx + h * ax, vy + h * ay, vz + h * az];
    if (z > 0.02 || vz > 0 || Math.abs(y) > 1.37) continue;
    const e = 0.9528 - 0.02 * -vz + (0.02344 * Math.sqrt(vx * vx + vy * vy)) / -vz;
    const [sx, sy] = [vx - 0.02 * wy, vy + 0.02 * wx];
    const share = Math.min((0.25 * (1 + e) * -vz) / Math.sqrt(sx * sx + sy * sy), 0.4);
    z = 0.02 + e * (0.02 - z);
    [vx, vy, vz] = [vx - share * sx, vy - share * sy, -e * vz];
    [wx, wy] = [wx - (1.5 * share * sy) / 0.02, wy + (1.5 * share * sx) / 0.02];
  }
  return { positionM: [x, y, z], velocityMps: [vx, vy, vz], spinRadps: [wx, wy, wz] };
}

/** A vector with independent normal components of mean `mean` and standard deviation `sigma`. */
export const scattered = (random: Random, mean: Vec3, sigma: number): Vec3 => [
  mean[0] + sigma * normal(random),
  mean[1] + sigma * normal(random),
  mean[2] + sigma * normal(random),
];

/** All nine components. */
export const flat = ({ positionM, velocityMps, spinRadps }: BallMotion): number[] => [
  ...positionM,
  ...velocityMps,
  ...spinRadps,
];

/** The motion with one of its nine components changed. */
export function nudged(motion: BallMotion, component: number, by: number): BallMotion {
  const all = flat(motion).map((value, i) => value + (i === component ? by : 0));
  const part = (from: number): Vec3 => [all[from] ?? NaN, all[from + 1] ?? NaN, all[from + 2] ?? NaN];
  return { positionM: part(0), velocityMps: part(3), spinRadps: part(6) };
}

/** The same flight with the noise that a filter counts on: random walks in the air, a kick at the bounce. */
export function wander(
  start: BallMotion,
  durationS: number,
  random: Random,
  noise: BallDynamics["noise"],
): BallMotion {
  const chunkS = 0.001;
  let motion = start;
  for (let t = 0; t < durationS - chunkS / 2; t += chunkS) {
    const before = motion;
    motion = integrate(before, chunkS);
    const bounced = before.velocityMps[2] < 0 && motion.velocityMps[2] > 0 && motion.positionM[2] < 0.05;
    const kick = Math.sqrt(noise.velocityWalk ** 2 * chunkS + (bounced ? noise.bounceVelocityMps ** 2 : 0));
    const twist = Math.sqrt(noise.spinWalk ** 2 * chunkS + (bounced ? noise.bounceSpinRadps ** 2 : 0));
    motion = {
      positionM: motion.positionM,
      velocityMps: scattered(random, motion.velocityMps, kick),
      spinRadps: scattered(random, motion.spinRadps, twist),
    };
  }
  return motion;
}

/** Squared error in units of the covariance: eT P^-1 e, by Cholesky's factor; their number on average when P is honest. */
export function squaredError(covariance: ArrayLike<number>, error: readonly number[]): number {
  const n = error.length;
  const root = new Float64Array(n * n);
  const y = new Float64Array(n);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let left = covariance[i * n + j]!;
      for (let k = 0; k < j; k++) left -= root[i * n + k]! * root[j * n + k]!;
      root[i * n + j] = i === j ? Math.sqrt(left) : left / root[j * n + j]!;
    }
    let rest = error[i]!;
    for (let k = 0; k < i; k++) rest -= root[i * n + k]! * y[k]!;
    y[i] = rest / root[i * n + i]!;
    sum += y[i]! ** 2;
  }
  return sum;
}

/** Normalised squared error of a whole state. */
export const nees = (state: BallState, truth: BallMotion): number =>
  squaredError(
    state.covariance,
    flat(state).map((value, i) => value - flat(truth)[i]!),
  );

/**
 * Bounds that the mean of `n` squared errors with `degrees` each keeps with 99.9 %, by chi-square (Wilson and Hilferty 1931)
 * with degrees * n degrees of freedom.
 */
export function neesBounds(degrees: number, n: number): readonly [number, number] {
  const all = degrees * n;
  const quantile = (z: number): number => all * (1 - 2 / (9 * all) + z * Math.sqrt(2 / (9 * all))) ** 3;
  return [quantile(-3.291) / n, quantile(3.291) / n];
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
