import type { HitPoint } from "../core/perception.ts";
import { scale, subtract, type Vec3 } from "../core/vec3.ts";
import type { BallModel } from "../tracking/ball-model.ts";
import { faceFor, type FlatStroke } from "./racket-face.ts";
import {
  checkLimits,
  racketNormal,
  type JointVector,
  type LimitRefusal,
  type RacketLimits,
} from "./racket-joints.ts";
import { launchVelocity, netClearanceM } from "./return-flight.ts";
import { strike, type Rubber } from "./rubber.ts";

export interface StrokeOptions {
  readonly model: BallModel;
  readonly rubber: Rubber;
  readonly limits: RacketLimits;
  /** [m] x and y of the landing point, on the opponent's half (y > 0). */
  readonly targetM: readonly [number, number];
  /** [s] flight times to try, from the first to the last. */
  readonly flightS: readonly [number, number];
  /** [m] least room between ball and net. */
  readonly netClearanceM: number;
}

/** The racket at the moment of contact, and what it should make of the ball. */
export interface StrokePlan {
  /** [m], [rad] racket centre, yaw, pitch. */
  readonly positions: JointVector;
  /** [m/s], [rad/s] */
  readonly velocities: JointVector;
  /** [m/s] of the ball as it leaves. */
  readonly returnVelocityMps: Vec3;
  /** [rad/s] of the ball as it leaves. */
  readonly returnSpinRadps: Vec3;
  /** [s] from contact to landing. */
  readonly flightS: number;
}

/** Why a ball cannot be returned. */
export type StrokeRefusal = LimitRefusal | "no-flight" | "over-net" | "no-face";

const FLIGHT_STEP_S = 0.05; // [s] between the flight times tried
const SPIN_ROUNDS = 12;
const SPIN_SETTLED_RADPS = 0.5; // [rad/s] moves the landing point by less than a millimetre

/**
 * The stroke that returns the ball from the hit point to the target: of the flight times that clear the net and that
 * the racket can give, the shortest. A string says what refused the last one tried.
 * @param before the plan for an earlier estimate of the same ball: where the search begins.
 */
export function planStroke(
  options: StrokeOptions,
  hit: HitPoint,
  before: StrokePlan | null = null,
): StrokePlan | StrokeRefusal {
  const inputs = [...hit.positionM, ...hit.velocityMps, ...hit.spinRadps];
  if (!inputs.every(Number.isFinite)) return "not-finite";
  const [shortest, longest] = options.flightS;
  const candidates = Math.floor((longest - shortest) / FLIGHT_STEP_S + 1e-9);
  let plan: StrokePlan | StrokeRefusal = "no-flight";
  for (let i = 0; i <= candidates && typeof plan === "string"; i++) {
    plan = strokeWithFlight(options, hit, shortest + i * FLIGHT_STEP_S, before);
  }
  return plan;
}

/** Flight and racket depend on each other through the spin that the rubber gives: found by going round. */
function strokeWithFlight(
  options: StrokeOptions,
  hit: HitPoint,
  durationS: number,
  before: StrokePlan | null,
): StrokePlan | StrokeRefusal {
  const { model, rubber, targetM } = options;
  const toM: Vec3 = [targetM[0], targetM[1], model.radiusM];
  let spinRadps: Vec3 = before?.returnSpinRadps ?? [0, 0, 0];
  let guessMps: Vec3 | null = before?.flightS === durationS ? before.returnVelocityMps : null;
  for (let round = 0; round < SPIN_ROUNDS; round++) {
    const task = { fromM: hit.positionM, toM, durationS, spinRadps };
    const returnVelocityMps = launchVelocity(model, task, guessMps);
    if (returnVelocityMps === null) return "no-flight";
    guessMps = returnVelocityMps;
    const face = faceFor(options, hit, returnVelocityMps);
    if (face === null) return "no-face";
    const normal = racketNormal(face.yawRad, face.pitchRad);
    const after = strike(model, rubber, hit, { normal, velocityMps: scale(normal, face.speedMps) });
    const change = subtract(after.spinRadps, spinRadps);
    if (Math.max(...change.map(Math.abs)) < SPIN_SETTLED_RADPS) {
      const clear = netClearanceM(model, task, returnVelocityMps) >= options.netClearanceM;
      return clear ? racketPlan(options, hit, face, { returnVelocityMps, after, durationS }) : "over-net";
    }
    spinRadps = after.spinRadps;
  }
  return "no-flight";
}

interface Return {
  readonly returnVelocityMps: Vec3;
  readonly after: { readonly spinRadps: Vec3 };
  readonly durationS: number;
}

/** The racket's centre lies a ball radius behind the ball's, so that they touch at `arrivalUs`. */
function racketPlan(
  { model, limits }: StrokeOptions,
  hit: HitPoint,
  face: FlatStroke,
  back: Return,
): StrokePlan | StrokeRefusal {
  const normal = racketNormal(face.yawRad, face.pitchRad);
  const [x, y, z] = subtract(hit.positionM, scale(normal, model.radiusM));
  const [vx, vy, vz] = scale(normal, face.speedMps);
  const positions: JointVector = [x, y, z, face.yawRad, face.pitchRad];
  const velocities: JointVector = [vx, vy, vz, 0, 0];
  const refusal = checkLimits(limits, positions, velocities);
  if (refusal !== null) return refusal;
  return {
    positions,
    velocities,
    returnVelocityMps: back.returnVelocityMps,
    returnSpinRadps: back.after.spinRadps,
    flightS: back.durationS,
  };
}
