import type { JerkPath } from "./jerk-path.ts";
import type { JointLimits } from "./joint-limits.ts";

/** The three stretches of a ramp: `sign` times full jerk, none, `-sign` times full jerk, in [s]. */
export const ramp = { sign: 1, firstS: NaN, middleS: NaN, lastS: NaN };

/**
 * Sets `ramp` to the fastest way from a velocity and an acceleration to another velocity without acceleration, under the
 * limits of acceleration and jerk. Returns how long it takes [s]. Hot path: no allocation.
 *
 * The velocity is changed in the direction in which letting go of the acceleration at once would fall short. With a the
 * acceleration, p its peak, both in that direction, and d the change of velocity: d = (2 p^2 - a^2) / (2 J) + p t.
 */
export function planRamp(
  velocity: number,
  acceleration: number,
  goalVelocity: number,
  { acceleration: most, jerk }: JointLimits,
): number {
  const coasting = velocity + (acceleration * Math.abs(acceleration)) / (2 * jerk);
  const sign = goalVelocity < coasting ? -1 : 1;
  const change = sign * (goalVelocity - velocity);
  const now = sign * acceleration;
  const free = Math.sqrt(Math.max(0, jerk * change + (now * now) / 2));
  const peak = Math.min(free, most);
  ramp.sign = sign;
  ramp.firstS = Math.max(0, (peak - now) / jerk);
  ramp.lastS = peak / jerk;
  ramp.middleS = free > most ? (change - (2 * most * most - now * now) / (2 * jerk)) / most : 0;
  return ramp.firstS + ramp.middleS + ramp.lastS;
}

/** Appends the fastest way to `goalVelocity` without acceleration to a path. Hot path: no allocation. */
export function pushRamp(path: JerkPath, goalVelocity: number, limits: JointLimits): void {
  planRamp(path.end.velocity, path.end.acceleration, goalVelocity, limits);
  const { sign, firstS, middleS, lastS } = ramp;
  path.push(firstS, sign * limits.jerk);
  path.push(middleS, 0);
  path.push(lastS, -sign * limits.jerk);
  path.settle(goalVelocity);
}
