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
const LEAST_CHANGE_MPS = 1e-6;

/**
 * [m/s] start velocity of the flight, by shooting: fly, see by how much it missed, correct. The first correction is miss
 * over duration (exact without drag and spin), the later ones take the gain of each axis from the last two shots (secant).
 * Null when that does not settle.
 * @param guessMps [m/s] where to begin; a velocity found for a similar flight saves most of the shots.
 */
export function launchVelocity(
  model: BallModel,
  task: FlightTask,
  guessMps: Vec3 | null = null,
): Vec3 | null {
  const { fromM, toM, durationS, spinRadps } = task;
  let velocityMps = guessMps ?? withoutAir(model, task);
  let before: { readonly velocityMps: Vec3; readonly missM: Vec3 } | null = null;
  for (let shot = 0; shot < SHOTS; shot++) {
    const end = fly(model, { positionM: fromM, velocityMps, spinRadps }, durationS);
    const missM = subtract(toM, end.positionM);
    if (norm(missM) < MISS_M) return velocityMps;
    const gain = (axis: 0 | 1 | 2): number => {
      const change = before === null ? 0 : velocityMps[axis] - before.velocityMps[axis];
      if (before === null || Math.abs(change) < LEAST_CHANGE_MPS) return durationS;
      const measured = (before.missM[axis] - missM[axis]) / change;
      return Math.min(1.5 * durationS, Math.max(0.3 * durationS, measured));
    };
    const correction: Vec3 = [missM[0] / gain(0), missM[1] / gain(1), missM[2] / gain(2)];
    before = { velocityMps, missM };
    velocityMps = add(velocityMps, correction);
  }
  return null;
}

/** [m/s] the start velocity if there were no air. */
function withoutAir(model: BallModel, { fromM, toM, durationS }: FlightTask): Vec3 {
  const straight = scale(subtract(toM, fromM), 1 / durationS);
  return [straight[0], straight[1], straight[2] + (model.gravityMps2 * durationS) / 2];
}

/** [m] by which the ball's lowest point clears the net; -Infinity when it does not come to the net at all. */
export function netClearanceM(model: BallModel, task: Omit<FlightTask, "toM">, velocityMps: Vec3): number {
  const start = { positionM: task.fromM, velocityMps, spinRadps: task.spinRadps };
  const crossingS = timeToPlane(model, start, { axis: 1, levelM: 0 }, task.durationS);
  if (crossingS === null) return -Infinity;
  return fly(model, start, crossingS).positionM[2] - model.radiusM - TABLE.netHeightM;
}
