import { add, norm, scale, subtract, type Vec3 } from "../core/vec3.ts";
import { fly, timeToPlane } from "../tracking/ball-flight.ts";
import { TABLE, type BallModel } from "../tracking/ball-model.ts";

/** A flight that is to be found. World frame. */
export interface FlightTask {
  /** [m] where it starts and where it ends. */
  readonly fromM: Vec3;
  readonly toM: Vec3;
  /** [s] */
  readonly durationS: number;
  /** [rad/s] */
  readonly spinRadps: Vec3;
}

const SHOTS = 25;
const MISS_M = 1e-5;

/**
 * [m/s] start velocity of the flight, by shooting: fly, see by how much it missed, correct by miss over duration (the
 * exact step without drag and spin). Null when that does not settle.
 */
export function launchVelocity(model: BallModel, task: FlightTask): Vec3 | null {
  const { fromM, toM, durationS, spinRadps } = task;
  const straight = scale(subtract(toM, fromM), 1 / durationS);
  let velocityMps: Vec3 = [straight[0], straight[1], straight[2] + (model.gravityMps2 * durationS) / 2];
  for (let shot = 0; shot < SHOTS; shot++) {
    const end = fly(model, { positionM: fromM, velocityMps, spinRadps }, durationS);
    const miss = subtract(toM, end.positionM);
    if (norm(miss) < MISS_M) return velocityMps;
    velocityMps = add(velocityMps, scale(miss, 1 / durationS));
  }
  return null;
}

/** [m] by which the ball's lowest point clears the net; -Infinity when it does not come to the net at all. */
export function netClearanceM(model: BallModel, task: Omit<FlightTask, "toM">, velocityMps: Vec3): number {
  const start = { positionM: task.fromM, velocityMps, spinRadps: task.spinRadps };
  const crossingS = timeToPlane(model, start, { axis: 1, levelM: 0 }, task.durationS);
  if (crossingS === null) return -Infinity;
  return fly(model, start, crossingS).positionM[2] - model.radiusM - TABLE.netHeightM;
}
