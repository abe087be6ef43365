import { toRowMajor } from "../core/matrix.ts";
import type { BallState, HitPoint } from "../core/perception.ts";
import {
  LEG_S,
  flyEstimate,
  modelFor,
  nextLeg,
  positionPart,
  type BallDynamics,
  type BallEstimate,
  type Leg,
} from "./ball-estimate.ts";
import { STEP_S, fly, overTable, timeToPlane, type BallMotion } from "./ball-flight.ts";
import { TABLE, type BallModel } from "./ball-model.ts";

export interface HitPointOptions {
  readonly dynamics: BallDynamics;
  /** [m] the racket meets the ball in the plane y = planeY, behind the robot's end of the table. */
  readonly planeYM: number;
  /** [s] how far ahead to look. */
  readonly horizonS: number;
}

/** Why a ball will not be hit. */
export type NoHit =
  "leaving" | "into-net" | "no-bounce" | "second-bounce" | "under-table" | "too-far" | "not-finite";

const FLOOR_M = -0.7; // the floor is 0.76 m below the surface; nothing is played from down there
const BACKWARD_S = 0.6; // a ball needs less from its bounce to the plane

/**
 * Where a robot-bound ball crosses the hit plane after exactly one bounce on the robot's half, with the error of
 * the state carried along. Does not remember: whether the ball has bounced already is found by flying it backwards.
 */
export function predictHitPoint(options: HitPointOptions, state: BallState): HitPoint | NoHit {
  const { dynamics, planeYM, horizonS } = options;
  if (!isFiniteState(state)) return "not-finite";
  if (!(state.velocityMps[1] < 0) || state.positionM[1] <= planeYM) return "leaving";
  let now: BallEstimate = { motion: state, covariance: Float64Array.from(state.covariance) };
  let elapsedS = 0;
  let bounces = bouncedOnRobotHalf(dynamics.model, state) ? 1 : 0;
  while (elapsedS < horizonS) {
    const leg = nextLeg(dynamics, now, Math.min(LEG_S, horizonS - elapsedS));
    const model = modelFor(dynamics, now);
    const stop = obstacle(model, now.motion, leg);
    if (stop !== null) return stop;
    const crossingS = timeToY(model, now.motion, leg, planeYM);
    if (crossingS !== null) {
      if (bounces === 0) return "no-bounce";
      const hit = flyEstimate(dynamics, now, crossingS);
      return toHitPoint(hit, state, elapsedS + crossingS);
    }
    now = leg.estimate;
    elapsedS += leg.durationS;
    if (leg.bounced && now.motion.positionM[1] < 0 && ++bounces > 1) return "second-bounce";
  }
  return "too-far";
}

const isFiniteState = (state: BallState): boolean =>
  [...state.positionM, ...state.velocityMps, ...state.spinRadps, ...state.covariance].every(Number.isFinite);

function toHitPoint(hit: BallEstimate, state: BallState, afterS: number): HitPoint | NoHit {
  const { positionM, velocityMps, spinRadps } = hit.motion;
  const covarianceM2 = toRowMajor(positionPart(hit.covariance));
  const all = [...positionM, ...velocityMps, ...spinRadps, ...covarianceM2];
  if (!all.every(Number.isFinite)) return "not-finite";
  const arrivalUs = Math.round(state.validAtUs + afterS * 1e6);
  return { positionM, velocityMps, spinRadps, covarianceM2, arrivalUs, track: state.track };
}

/** [s] when the ball comes to y = `levelM` on this leg, or null. */
function timeToY(model: BallModel, motion: BallMotion, leg: Leg, levelM: number): number | null {
  if (motion.positionM[1] <= levelM || leg.estimate.motion.positionM[1] > levelM) return null;
  return timeToPlane(model, motion, { axis: 1, levelM }, leg.durationS);
}

/** What ends the flight on this leg. */
function obstacle(model: BallModel, motion: BallMotion, leg: Leg): NoHit | null {
  if (!(motion.positionM[2] >= FLOOR_M)) return "under-table";
  const crossingS = timeToY(model, motion, leg, 0);
  if (crossingS === null) return null;
  const [x, , z] = fly(model, motion, crossingS).positionM;
  return z < TABLE.netHeightM && Math.abs(x) < TABLE.netHalfWidthM ? "into-net" : null;
}

/**
 * Whether the flight began with a bounce on the robot's half: flown backwards it comes down on that half before it
 * crosses the net.
 */
export function bouncedOnRobotHalf(model: BallModel, motion: BallMotion): boolean {
  let now = motion;
  const touch = { axis: 2, levelM: model.radiusM } as const;
  for (let backS = 0; backS < BACKWARD_S && now.positionM[1] < 0; backS += STEP_S) {
    const rising = now.velocityMps[2] > 0;
    if (rising && now.positionM[2] <= model.radiusM) return overTable(now.positionM);
    const crossingS = timeToPlane(model, now, touch, -STEP_S);
    const there = crossingS === null ? null : fly(model, now, crossingS);
    if (there !== null && there.velocityMps[2] > 0) {
      return there.positionM[1] < 0 && overTable(there.positionM);
    }
    now = fly(model, now, -STEP_S);
  }
  return false;
}
