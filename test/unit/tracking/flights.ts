import { normal } from "../../../src/core/normal.ts";
import type { Random } from "../../../src/core/random.ts";
import type { Vec3 } from "../../../src/core/vec3.ts";
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
