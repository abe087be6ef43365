import {
  at,
  identity,
  multiplyInto,
  multiplyTransposedInto,
  square,
  symmetrize,
  type SquareMatrix,
  type Symmetric3,
} from "../core/matrix.ts";
import { add, scale } from "../core/vec3.ts";
import { bounce, fly, timeToBounce, type BallMotion } from "./ball-flight.ts";
import { acceleration, accelerationGradient, rebound, type BallModel } from "./ball-model.ts";

/** A ball known up to an error with covariance. */
export interface BallEstimate {
  readonly motion: BallMotion;
  /** SI units, 9x9 row-major over (position, velocity, spin); never written after it was handed out. */
  readonly covariance: SquareMatrix;
}

/** What the model leaves out, as noise. */
export interface MotionNoise {
  /** [m/s per sqrt(s)] random walk of the velocity: drag and lift that are not quite the model's. */
  readonly velocityWalk: number;
  /** [rad/s per sqrt(s)] random walk of the spin. */
  readonly spinWalk: number;
  /** [m/s] per axis, added by a bounce. */
  readonly bounceVelocityMps: number;
  /** [rad/s] per axis, added by a bounce. */
  readonly bounceSpinRadps: number;
}

/** A ball, how it moves and how far that can be trusted. */
export interface BallDynamics {
  readonly model: BallModel;
  readonly noise: MotionNoise;
}

/** A stretch of flight: free, or up to and including one bounce. */
export interface Leg {
  readonly estimate: BallEstimate;
  /** [s] */
  readonly durationS: number;
  readonly bounced: boolean;
}

/**
 * [s] longest stretch over which the covariance is carried in one go. Second order in the drag, which acts at about 2 /s:
 * standard deviations are off by less than one percent.
 */
export const LEG_S = 0.1;

/** Flies for `withinS` [s] (0 .. LEG_S), or to the first bounce on the table, which is then done. */
export function nextLeg(dynamics: BallDynamics, estimate: BallEstimate, withinS: number): Leg {
  const { noise } = dynamics;
  const model = modelFor(dynamics, estimate);
  const end = fly(model, estimate.motion, withinS);
  const bounceS = timeToBounce(model, estimate.motion, end, withinS);
  if (bounceS === null) {
    const covariance = flyCovariance(dynamics, estimate, withinS);
    return { estimate: { motion: end, covariance }, durationS: withinS, bounced: false };
  }
  const flown = flyEstimate(dynamics, estimate, bounceS);
  const motion = bounce(model, flown.motion);
  const covariance = carry(flown.covariance, bounceTransition(model, flown.motion, motion));
  addToDiagonal(covariance, 3, square(noise.bounceVelocityMps));
  addToDiagonal(covariance, 6, square(noise.bounceSpinRadps));
  return { estimate: { motion, covariance }, durationS: bounceS, bounced: true };
}

/** The estimate after `durationS` [s], through any number of bounces. */
export function predict(dynamics: BallDynamics, estimate: BallEstimate, durationS: number): BallEstimate {
  let now = estimate;
  let left = durationS;
  while (left > 0) {
    const leg = nextLeg(dynamics, now, Math.min(left, LEG_S));
    now = leg.estimate;
    left -= leg.durationS;
  }
  return now;
}

/** Free flight over at most LEG_S, with the covariance carried along. */
export const flyEstimate = (
  dynamics: BallDynamics,
  estimate: BallEstimate,
  durationS: number,
): BallEstimate => ({
  motion: fly(modelFor(dynamics, estimate), estimate.motion, durationS),
  covariance: flyCovariance(dynamics, estimate, durationS),
});

/** The model as it applies to a ball whose spin is as uncertain as the estimate says. */
export function modelFor({ model }: BallDynamics, { covariance }: BallEstimate): BallModel {
  const variance = at(covariance, 60) + at(covariance, 70) + at(covariance, 80);
  return { ...model, spinSpreadRadps: Math.sqrt(variance) };
}

function flyCovariance(dynamics: BallDynamics, estimate: BallEstimate, durationS: number): SquareMatrix {
  const transition = flightTransition(modelFor(dynamics, estimate), estimate.motion, durationS);
  const next = carry(estimate.covariance, transition);
  addWalk(next, dynamics.noise, durationS);
  return next;
}

/**
 * Derivative of the flight over `h` [s] by its start: I + A h + A^2 h^2 / 2 with A taken in mid-flight. The next term is
 * below 1e-5 for 20 ms, 1e-3 for 100 ms.
 */
export function flightTransition(model: BallModel, motion: BallMotion, h: number): SquareMatrix {
  const { velocityMps, spinRadps } = motion;
  const middle = add(velocityMps, scale(acceleration(model, velocityMps, spinRadps), h / 2));
  const { byVelocity, bySpin } = accelerationGradient(model, middle, spinRadps);
  const half = (h * h) / 2;
  const m = identity(9);
  for (const i of AXES) {
    m[i * 9 + i + 3] = h;
    for (const j of AXES) {
      const row = byVelocity[i];
      const squareV = row[0] * byVelocity[0][j] + row[1] * byVelocity[1][j] + row[2] * byVelocity[2][j];
      const squareW = row[0] * bySpin[0][j] + row[1] * bySpin[1][j] + row[2] * bySpin[2][j];
      m[i * 9 + j + 3] = at(m, i * 9 + j + 3) + half * row[j];
      m[i * 9 + j + 6] = half * bySpin[i][j];
      m[(i + 3) * 9 + j + 3] = at(m, (i + 3) * 9 + j + 3) + h * row[j] + half * squareV;
      m[(i + 3) * 9 + j + 6] = h * bySpin[i][j] + half * squareW;
    }
  }
  return m;
}

const AXES = [0, 1, 2] as const;

/**
 * Derivative of the bounce by the state just before it, at a fixed instant: a ball that is a little higher bounces a
 * little later, so that column z gets (f+ - G f-) / v_z on top of the bounce law's own derivative G (saltation matrix).
 */
export function bounceTransition(model: BallModel, before: BallMotion, after: BallMotion): SquareMatrix {
  const m = identity(9);
  for (let column = 3; column < 9; column++) setBounceColumn(m, model, before, column);
  const slopeBefore = [...before.velocityMps, ...acceleration(model, before.velocityMps, before.spinRadps)];
  const slopeAfter = [...after.velocityMps, ...acceleration(model, after.velocityMps, after.spinRadps)];
  for (let row = 0; row < 9; row++) {
    let carried = 0;
    for (let k = 0; k < 6; k++) carried += at(m, row * 9 + k) * at(slopeBefore, k);
    const slope = row < 6 ? at(slopeAfter, row) : 0;
    m[row * 9 + 2] = at(m, row * 9 + 2) + (slope - carried) / before.velocityMps[2];
  }
  return m;
}

/** Column of the bounce law's derivative by velocity (3-5) or spin (6-8), by central differences. */
function setBounceColumn(m: SquareMatrix, model: BallModel, before: BallMotion, column: number): void {
  const start = [...before.velocityMps, ...before.spinRadps];
  const width = column < 6 ? 1e-5 : 1e-3; // [m/s] or [rad/s]; the law is linear but for its restitution
  const moved = (by: number): readonly number[] => {
    const v = (i: number): number => at(start, i) + (i === column - 3 ? by : 0);
    const after = rebound(model, [v(0), v(1), v(2)], [v(3), v(4), v(5)]);
    return [...after.velocityMps, ...after.spinRadps];
  };
  const high = moved(width);
  const low = moved(-width);
  for (let row = 0; row < 6; row++) m[(row + 3) * 9 + column] = (at(high, row) - at(low, row)) / (2 * width);
}

/** transition * covariance * transpose(transition), symmetric to the last bit. */
function carry(covariance: SquareMatrix, transition: SquareMatrix): SquareMatrix {
  const moved = new Float64Array(81);
  const next = new Float64Array(81);
  multiplyInto(moved, transition, covariance, 9);
  multiplyTransposedInto(next, moved, transition, 9);
  symmetrize(next, 9);
  return next;
}

/** Adds the random walks over `h` [s]; a walking velocity also spreads the position. */
function addWalk(covariance: SquareMatrix, noise: MotionNoise, h: number): void {
  const q = square(noise.velocityWalk);
  addToDiagonal(covariance, 0, (q * h * h * h) / 3);
  addToDiagonal(covariance, 3, q * h);
  addToDiagonal(covariance, 6, square(noise.spinWalk) * h);
  for (const i of AXES) {
    const [upper, lower] = [i * 9 + i + 3, (i + 3) * 9 + i];
    covariance[upper] = at(covariance, upper) + (q * h * h) / 2;
    covariance[lower] = at(covariance, lower) + (q * h * h) / 2;
  }
}

function addToDiagonal(covariance: SquareMatrix, first: number, variance: number): void {
  for (let i = first; i < first + 3; i++) covariance[i * 10] = at(covariance, i * 10) + variance;
}

/** The part of a 9x9 covariance that belongs to the position. */
export const positionPart = (covariance: ArrayLike<number>): Symmetric3 => [
  at(covariance, 0),
  at(covariance, 1),
  at(covariance, 2),
  at(covariance, 10),
  at(covariance, 11),
  at(covariance, 20),
];
