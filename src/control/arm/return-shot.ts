import { norm, scale, subtract, add, type Vec3 } from "../../core/vec3.ts";
import type { BallMotion } from "../../tracking/ball-flight.ts";
import { TABLE, type BallModel } from "../../tracking/ball-model.ts";
import { faceFor, type FlatStroke } from "../racket-face.ts";
import { racketNormal } from "../racket-joints.ts";
import { strike, type Rubber } from "../rubber.ts";
import { ReturnPath } from "./return-path.ts";

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

/** Finds flat strokes that send balls to a target. Shots are looked for one after the other in the same memory. */
export class ReturnPlanner {
  readonly #task: ReturnTask;
  readonly #path: ReturnPath;

  constructor(task: ReturnTask) {
    this.#task = task;
    this.#path = new ReturnPath(task.model);
  }

  /**
   * The stroke that sends a ball from where it is to the target in `flightS` [s]. Shooting: the stroke for a velocity of
   * departure gives the spin, with it the ball is flown, and the velocity corrected by its miss: over the duration at
   * first, then by the gain that the last two shots showed (secant).
   * @param before a shot for nearly the same ball: saves most of the shots
   */
  plan(ball: BallMotion, flightS: number, before: ReturnShot | null = null): ReturnShot | NoShot {
    const { model, targetM } = this.#task;
    const path = this.#path;
    const toM: Vec3 = [targetM[0], targetM[1], model.radiusM];
    const straight = scale(subtract(toM, ball.positionM), 1 / flightS);
    let velocityMps: Vec3 = [straight[0], straight[1], straight[2] + (model.gravityMps2 * flightS) / 2];
    if (before !== null && before.flightS === flightS) velocityMps = before.velocityMps;
    let last: { readonly velocityMps: Vec3; readonly missM: Vec3 } | null = null;
    let face: FlatStroke | null = null;
    for (let shot = 0; shot < SHOTS; shot++) {
      face = faceFor(this.#task, ball, velocityMps, face);
      if (face === null) return "no-face";
      const { spinRadps, normal } = struck(this.#task, ball, face);
      path.fly(ball.positionM, velocityMps, spinRadps, flightS);
      const missM: Vec3 = [toM[0] - path.end[0]!, toM[1] - path.end[1]!, toM[2] - path.end[2]!];
      if (norm(missM) < MISS_M) {
        const obstacle = this.#obstacle(ball.positionM);
        return obstacle ?? { normal, speedMps: face.speedMps, velocityMps, spinRadps, flightS };
      }
      const correction = correct(missM, velocityMps, last, flightS);
      last = { velocityMps, missM };
      velocityMps = add(velocityMps, correction);
    }
    return "no-flight";
  }

  /** What the ball just flown does not clear: the net, or, struck behind it, the edge of the robot's end of the table. */
  #obstacle([, yM]: Vec3): NoShot | null {
    const { model, netClearanceM } = this.#task;
    const { overNetM, overEdgeM } = this.#path;
    if (!(overNetM - model.radiusM - TABLE.netHeightM >= netClearanceM)) return "over-net";
    const isBehind = yM <= -TABLE.halfLengthM;
    return !isBehind || overEdgeM >= model.radiusM + EDGE_ROOM_M ? null : "over-edge";
  }
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
