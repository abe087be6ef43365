import type { Vec3 } from "../core/vec3.ts";
import { Air, stepThrough } from "./air.ts";
import { part } from "./ball-belief.ts";
import { TABLE, type BallModel } from "./ball-model.ts";

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
  const air = airOf(model);
  air.setSpin(motion.spinRadps, 0);
  held.set(motion.positionM, 0);
  held.set(motion.velocityMps, 3);
  for (let i = 0; i < steps; i++) stepThrough(air, held, durationS / steps);
  return { positionM: part(held, 0), velocityMps: part(held, 3), spinRadps: motion.spinRadps };
}

const held = new Float64Array(6); // the ball under way
const airs = new WeakMap<BallModel, Air>();

function airOf(model: BallModel): Air {
  const known = airs.get(model) ?? new Air(model);
  airs.set(model, known);
  return known;
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

/** Whether a point is above (or below) the table's surface. */
export const overTable = (positionM: Vec3): boolean =>
  Math.abs(positionM[0]) <= TABLE.halfWidthM && Math.abs(positionM[1]) <= TABLE.halfLengthM;
