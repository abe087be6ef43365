import { add, scale, type Vec3 } from "../core/vec3.ts";
import { TABLE, acceleration, rebound, type BallModel } from "./ball-model.ts";

/** Where a ball is and how it moves. World frame. */
export interface BallMotion {
  /** [m] */
  readonly positionM: Vec3;
  /** [m/s] */
  readonly velocityMps: Vec3;
  /** [rad/s]; constant in the air. */
  readonly spinRadps: Vec3;
}

/**
 * [s] longest Runge-Kutta step. Drag acts at about 2 /s, so that a step of 20 ms errs by less than a micrometre
 * over a whole flight.
 */
export const STEP_S = 0.02;

/** Free flight for `durationS` [s] (negative: backwards in time), as if there were no table. */
export function fly(model: BallModel, motion: BallMotion, durationS: number): BallMotion {
  const steps = Math.max(1, Math.ceil(Math.abs(durationS) / STEP_S));
  let now = motion;
  for (let i = 0; i < steps; i++) now = step(model, now, durationS / steps);
  return now;
}

/** One classical Runge-Kutta step; the acceleration depends on velocity and spin only. */
function step(model: BallModel, motion: BallMotion, h: number): BallMotion {
  const { positionM: p, velocityMps: v, spinRadps: w } = motion;
  const a1 = acceleration(model, v, w);
  const a2 = acceleration(model, add(v, scale(a1, h / 2)), w);
  const a3 = acceleration(model, add(v, scale(a2, h / 2)), w);
  const a4 = acceleration(model, add(v, scale(a3, h)), w);
  const sixth = (h * h) / 6;
  const position = (i: 0 | 1 | 2): number => p[i] + h * v[i] + sixth * (a1[i] + a2[i] + a3[i]);
  const velocity = (i: 0 | 1 | 2): number => v[i] + (h / 6) * (a1[i] + 2 * (a2[i] + a3[i]) + a4[i]);
  return {
    positionM: [position(0), position(1), position(2)],
    velocityMps: [velocity(0), velocity(1), velocity(2)],
    spinRadps: w,
  };
}

/** The plane in which coordinate `axis` equals `levelM` [m]. */
export interface Plane {
  readonly axis: 0 | 1 | 2;
  readonly levelM: number;
}

/**
 * [s] when the free flight crosses the plane, or null. `withinS` may be negative. Looks for one crossing: the ball must
 * be on different sides at both ends.
 */
export function timeToPlane(
  model: BallModel,
  motion: BallMotion,
  plane: Plane,
  withinS: number,
): number | null {
  const { axis, levelM } = plane;
  const start = motion.positionM[axis] - levelM;
  const end = fly(model, motion, withinS).positionM[axis] - levelM;
  if (!(start * end <= 0) || start === end) return null;
  let low = 0;
  let high = withinS;
  let time = (withinS * start) / (start - end);
  for (let i = 0; i < 40; i++) {
    const there = fly(model, motion, time);
    const miss = there.positionM[axis] - levelM;
    if (Math.abs(miss) < 1e-10) break;
    if (miss * start > 0) low = time;
    else high = time;
    const newton = time - miss / there.velocityMps[axis];
    const inside = (newton - low) * (newton - high) < 0;
    time = inside ? newton : (low + high) / 2;
  }
  return time;
}

/** [m] a centre this far below touching height has missed the table and cannot bounce any more. */
const SUNK_M = 0.03;

/**
 * [s] until the ball comes down on the table, within the `withinS` after which free flight leads to `end`; 0 for an
 * estimate that is just inside the table; null when it does not.
 */
export function timeToBounce(
  model: BallModel,
  motion: BallMotion,
  end: BallMotion,
  withinS: number,
): number | null {
  const height = motion.positionM[2] - model.radiusM;
  if (height <= 0) {
    const touching = height > -SUNK_M && motion.velocityMps[2] < 0 && overTable(motion.positionM);
    return touching ? 0 : null;
  }
  if (end.positionM[2] > model.radiusM) return null;
  const time = timeToPlane(model, motion, { axis: 2, levelM: model.radiusM }, withinS);
  if (time === null) return null;
  return overTable(fly(model, motion, time).positionM) ? time : null;
}

/** Whether a point is above (or below) the table's surface. */
export const overTable = (positionM: Vec3): boolean =>
  Math.abs(positionM[0]) <= TABLE.halfWidthM && Math.abs(positionM[1]) <= TABLE.halfLengthM;

/** The same ball after the table has turned it round. */
export const bounce = (model: BallModel, motion: BallMotion): BallMotion => ({
  positionM: motion.positionM,
  ...rebound(model, motion.velocityMps, motion.spinRadps),
});
