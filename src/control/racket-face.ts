import { solveColumns } from "../core/matrix.ts";
import { add, dot, norm, normalize, scale, subtract, type Vec3 } from "../core/vec3.ts";
import type { BallModel } from "../tracking/ball-model.ts";
import { racketAngles, racketNormal } from "./racket-joints.ts";
import { strike, type BallSpin, type Rubber } from "./rubber.ts";

/** A racket that moves along its own normal: how it stands and how fast it goes. */
export interface FlatStroke {
  /** [rad] */
  readonly yawRad: number;
  readonly pitchRad: number;
  /** [m/s] along the normal. */
  readonly speedMps: number;
}

/** What meets: a ball and a rubber. */
interface Contact {
  readonly model: BallModel;
  readonly rubber: Rubber;
}

const STEPS = 20;
const MISS_MPS = 1e-6;
const PROBE = 1e-5; // [rad] or [m/s] of the numerical derivative

/**
 * The flat stroke that sends the ball away with `wantedMps`: three numbers for three components, by Newton's method
 * from the mirror law. Null when that does not settle.
 * @param near a stroke for nearly the same departure, to begin with instead
 */
export function faceFor(
  { model, rubber }: Contact,
  ball: BallSpin,
  wantedMps: Vec3,
  near: FlatStroke | null = null,
): FlatStroke | null {
  const leaving = (q: Vec3): Vec3 => {
    const normal = racketNormal(q[0], q[1]);
    return strike(model, rubber, ball, { normal, velocityMps: scale(normal, q[2]) }).velocityMps;
  };
  let q: Vec3 =
    near === null ? mirror(rubber, ball.velocityMps, wantedMps) : [near.yawRad, near.pitchRad, near.speedMps];
  for (let step = 0; step < STEPS; step++) {
    const now = leaving(q);
    const miss = subtract(wantedMps, now);
    if (norm(miss) < MISS_MPS) return toStroke(q);
    const column = (by: Vec3): Vec3 => scale(subtract(leaving(add(q, by)), now), 1 / PROBE);
    const turn = solveColumns(column([PROBE, 0, 0]), column([0, PROBE, 0]), column([0, 0, PROBE]), miss);
    if (turn === null) return null;
    q = add(q, turn);
  }
  return null;
}

const toStroke = (q: Vec3): FlatStroke => ({ yawRad: q[0], pitchRad: q[1], speedMps: q[2] });

/** Start: the face halfway between the reversed arrival and the departure, as if the rubber had no grip. */
function mirror(rubber: Rubber, arriving: Vec3, wanted: Vec3): Vec3 {
  const normal = normalize(subtract(wanted, arriving));
  const { yawRad, pitchRad } = racketAngles(normal);
  const speed = (dot(wanted, normal) + rubber.e0 * dot(arriving, normal)) / (1 + rubber.e0);
  return [yawRad, pitchRad, speed];
}
