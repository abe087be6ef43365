import type { BallState, HitPoint } from "../core/perception.ts";
import { BallBelief, corner, part } from "./ball-belief.ts";
import { BallCourse, type BallDynamics } from "./ball-course.ts";
import { overTable } from "./ball-flight.ts";
import { TABLE } from "./ball-model.ts";
import { STRIDE_S } from "./belief-flight.ts";

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
const BACKWARD_STEP_S = 0.02;
const CLOSE_M = 1e-9;
const CORRECTIONS = 12; // Newton's steps to a plane

/**
 * Predicts where a robot-bound ball crosses the hit plane after exactly one bounce on the robot's half, with the error of the
 * state carried along. Does not remember: whether a ball has bounced already is found by flying it backwards.
 */
export class HitPointPredictor {
  readonly #options: HitPointOptions;
  readonly #course: BallCourse;
  readonly #now = new BallBelief();
  readonly #before = new BallBelief(); // the leg's start
  readonly #scout = new Float64Array(9);

  constructor(options: HitPointOptions) {
    this.#options = options;
    this.#course = new BallCourse(options.dynamics);
  }

  predict(state: BallState): HitPoint | NoHit {
    const { planeYM, horizonS } = this.#options;
    if (!isFiniteState(state)) return "not-finite";
    if (!(state.velocityMps[1] < 0) || state.positionM[1] <= planeYM) return "leaving";
    const now = this.#now;
    now.read(state);
    let elapsedS = 0;
    let bounces = this.#bouncedOnRobotHalf() ? 1 : 0;
    while (elapsedS < horizonS) {
      this.#before.copy(now);
      const legS = this.#course.leg(now, Math.min(STRIDE_S, horizonS - elapsedS));
      const stop = this.#obstacle(legS);
      if (stop !== null) return stop;
      const crossingS = this.#timeToY(planeYM, legS);
      if (crossingS >= 0) {
        if (bounces === 0) return "no-bounce";
        this.#course.flight.fly(this.#before, crossingS);
        return this.#hitPoint(this.#before, state, elapsedS + crossingS);
      }
      elapsedS += legS;
      if (this.#course.bounced && now.mean[1]! < 0 && ++bounces > 1) return "second-bounce";
    }
    return "too-far";
  }

  #hitPoint(hit: BallBelief, state: BallState, afterS: number): HitPoint | NoHit {
    if (!hit.mean.every(Number.isFinite) || !hit.covariance.every(Number.isFinite)) return "not-finite";
    return {
      positionM: part(hit.mean, 0),
      velocityMps: part(hit.mean, 3),
      spinRadps: part(hit.mean, 6),
      covarianceM2: corner(hit, 3),
      arrivalUs: Math.round(state.validAtUs + afterS * 1e6),
      track: state.track,
    };
  }

  /** What ends the flight on the leg just done. */
  #obstacle(legS: number): NoHit | null {
    if (!(this.#before.mean[2]! >= FLOOR_M)) return "under-table";
    if (this.#timeToY(0, legS) < 0) return null;
    const [x, z] = [this.#scout[0]!, this.#scout[2]!];
    return z < TABLE.netHeightM && Math.abs(x) < TABLE.netHalfWidthM ? "into-net" : null;
  }

  /** [s] when the mean comes to y = `levelM` on the leg just done, or -1; leaves the scout there. */
  #timeToY(levelM: number, legS: number): number {
    const startM = this.#before.mean[1]! - levelM;
    if (startM <= 0 || this.#now.mean[1]! > levelM) return -1;
    const { flight } = this.#course;
    const scout = this.#scout;
    scout.set(this.#before.mean);
    flight.takeSpin(this.#before);
    let timeS = 0;
    for (let i = 0; i < CORRECTIONS; i++) {
      const missM = scout[1]! - levelM;
      if (Math.abs(missM) < CLOSE_M || !(scout[4]! < 0)) break;
      const moreS = Math.min(-missM / scout[4]!, STRIDE_S);
      flight.flyMean(scout, moreS);
      timeS += moreS;
    }
    return Math.min(timeS, legS);
  }

  /**
   * Whether the flight began with a bounce on the robot's half: flown backwards it comes down on that half before it
   * crosses the net.
   */
  #bouncedOnRobotHalf(): boolean {
    const scout = this.#scout;
    scout.set(this.#now.mean);
    const { flight, radiusM } = this.#course;
    flight.takeSpin(this.#now);
    for (let backS = 0; backS < BACKWARD_S && scout[1]! < 0; backS += BACKWARD_STEP_S) {
      const rising = scout[5]! > 0;
      if (rising && scout[2]! <= radiusM) return overTable(part(scout, 0));
      const aboveM = scout[2]! - radiusM;
      flight.flyMean(scout, -BACKWARD_STEP_S);
      const belowM = scout[2]! - radiusM;
      if (aboveM > 0 && belowM <= 0 && scout[5]! > 0) return this.#cameUpHere();
    }
    return false;
  }

  /** The scout lies under the table's surface on its way up: forward to the surface. */
  #cameUpHere(): boolean {
    const scout = this.#scout;
    for (let i = 0; i < CORRECTIONS; i++) {
      const missM = this.#course.radiusM - scout[2]!;
      if (Math.abs(missM) < CLOSE_M) break;
      this.#course.flight.flyMean(scout, missM / scout[5]!);
    }
    return scout[1]! < 0 && overTable(part(scout, 0));
  }
}

const isFiniteState = (state: BallState): boolean =>
  [...state.positionM, ...state.velocityMps, ...state.spinRadps, ...state.covariance].every(Number.isFinite);
