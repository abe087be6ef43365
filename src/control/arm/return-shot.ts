import { norm, scale, subtract, add, type Vec3 } from "../../core/vec3.ts";
import { fly, timeToPlane, type BallMotion } from "../../tracking/ball-flight.ts";
import { TABLE, type BallModel } from "../../tracking/ball-model.ts";
import { faceFor, type FlatStroke } from "../racket-face.ts";
import { racketNormal } from "../racket-joints.ts";
import { netClearanceM } from "../return-flight.ts";
import { strike, type Rubber } from "../rubber.ts";

/** What a return shall do. */
export interface ReturnTask {
  readonly model: BallModel;
  readonly rubber: Rubber;
  /** [m] x and y of the landing point. */
  readonly targetM: readonly [number, number];
  /** [m] least room between ball and net. */
  readonly netClearanceM: number;
}

/** A flat stroke and the ball that leaves it. World frame. */
export interface ReturnShot {
  /** [-] unit normal of the face, [m/s] speed of the racket along it. */
  readonly normal: Vec3;
  readonly speedMps: number;
  /** [m/s], [rad/s] of the ball as it leaves. */
  readonly velocityMps: Vec3;
  readonly spinRadps: Vec3;
  /** [s] from contact to landing. */
  readonly flightS: number;
}

/** Why there is no such shot. */
export type NoShot = "no-flight" | "no-face" | "over-net" | "over-edge";

const SHOTS = 20;
const MISS_M = 1e-4;
const EDGE_ROOM_M = 0.03;
const LEAST_CHANGE_MPS = 1e-6;

/**
 * The flat stroke that sends a ball from where it is to the target in `flightS` [s]. Shooting: the stroke for a velocity
 * of departure gives the spin, with it the ball is flown, and the velocity corrected by its miss: over the duration at
 * first, then by the gain that the last two shots showed (secant).
 * @param before a shot for nearly the same ball: saves most of the shots
 */
export function planReturn(
  task: ReturnTask,
  ball: BallMotion,
  flightS: number,
  before: ReturnShot | null = null,
): ReturnShot | NoShot {
  const { model, rubber, targetM } = task;
  const toM: Vec3 = [targetM[0], targetM[1], model.radiusM];
  const straight = scale(subtract(toM, ball.positionM), 1 / flightS);
  let velocityMps: Vec3 = [straight[0], straight[1], straight[2] + (model.gravityMps2 * flightS) / 2];
  if (before !== null && before.flightS === flightS) velocityMps = before.velocityMps;
  let last: { readonly velocityMps: Vec3; readonly missM: Vec3 } | null = null;
  for (let shot = 0; shot < SHOTS; shot++) {
    const face = faceFor(model, rubber, ball, velocityMps);
    if (face === null) return "no-face";
    const { spinRadps, normal } = struck(task, ball, face);
    const start = { positionM: ball.positionM, velocityMps, spinRadps };
    const missM = subtract(toM, fly(model, start, flightS).positionM);
    if (norm(missM) < MISS_M) {
      const flight = { fromM: ball.positionM, durationS: flightS, spinRadps };
      if (!(netClearanceM(model, flight, velocityMps) >= task.netClearanceM)) return "over-net";
      if (!clearsOwnEdge(model, start, flightS)) return "over-edge";
      return { normal, speedMps: face.speedMps, velocityMps, spinRadps, flightS };
    }
    const correction = correct(missM, velocityMps, last, flightS);
    last = { velocityMps, missM };
    velocityMps = add(velocityMps, correction);
  }
  return "no-flight";
}

/** Whether a ball struck behind the robot's end of the table passes above its edge. */
function clearsOwnEdge(model: BallModel, start: BallMotion, withinS: number): boolean {
  if (start.positionM[1] > -TABLE.halfLengthM) return true;
  const crossingS = timeToPlane(model, start, { axis: 1, levelM: -TABLE.halfLengthM }, withinS);
  return crossingS !== null && fly(model, start, crossingS).positionM[2] >= model.radiusM + EDGE_ROOM_M;
}

function struck({ model, rubber }: ReturnTask, ball: BallMotion, face: FlatStroke) {
  const normal = racketNormal(face.yawRad, face.pitchRad);
  const { spinRadps } = strike(model, rubber, ball, { normal, velocityMps: scale(normal, face.speedMps) });
  return { normal, spinRadps };
}

/** [m/s] by how much to change the velocity of departure, axis by axis. */
function correct(
  missM: Vec3,
  velocityMps: Vec3,
  last: { readonly velocityMps: Vec3; readonly missM: Vec3 } | null,
  flightS: number,
): Vec3 {
  const gain = (axis: 0 | 1 | 2): number => {
    const change = last === null ? 0 : velocityMps[axis] - last.velocityMps[axis];
    if (last === null || Math.abs(change) < LEAST_CHANGE_MPS) return flightS;
    const measured = (last.missM[axis] - missM[axis]) / change;
    return Math.min(1.5 * flightS, Math.max(0.3 * flightS, measured));
  };
  return [missM[0] / gain(0), missM[1] / gain(1), missM[2] / gain(2)];
}
