import type { BallState } from "../../core/perception.ts";
import type { Vec3 } from "../../core/vec3.ts";
import { Air, stepThrough } from "../../tracking/air.ts";
import { fly, overTable, STEP_S, type BallMotion } from "../../tracking/ball-flight.ts";
import { rebound, TABLE, type BallModel } from "../../tracking/ball-model.ts";

/** Why a ball cannot be hit at all. */
export type NoPath = "not-finite" | "leaving" | "into-net" | "no-bounce" | "past";

/** Part of a ball's flight on which a racket may meet it: after its one bounce on the robot's half, before a second one. */
export interface IncomingPath {
  /** In order of time, about `STEP_S` apart; at least one. */
  readonly points: readonly PathPoint[];
  /** [us] integer, when the ball bounces on the robot's half; the state's own time if it has done so before. */
  readonly bounceUs: number;
}

/** A ball at an instant. */
export interface PathPoint {
  /** [us] integer */
  readonly atUs: number;
  readonly motion: BallMotion;
}

const HORIZON_S = 1.5;
const BACKWARD_S = 0.6; // a ball needs less from its bounce to where it is met
const FLOOR_M = -0.7; // nothing is played from near the floor, 0.76 m below the table
const FARTHEST_YM = -3.2; // behind it no arm reaches
/** [m] a ball whose centre is foreseen this far below the net's top may pass it all the same: fast topspin is foreseen too low. */
const NET_DOUBT_M = 0.08;
const SUNK_M = 0.03; // a centre this far below touching height has missed the table
const MOST_OPPONENTS = 1; // a serve's
const CLOSE_M = 1e-9;
const CORRECTIONS = 12; // Newton's steps to a plane

/**
 * Predicts where a ball can be met. Does not remember: whether the ball has bounced already is found by flying it
 * backwards. The rules are those of a return: one bounce on the robot's half, no volley, no second bounce; a bounce on the
 * opponent's half before (a serve) does not count.
 */
export class PathPredictor {
  readonly #model: BallModel;
  readonly #air: Air;
  // position, velocity
  readonly #now = new Float64Array(6);
  readonly #next = new Float64Array(6);
  readonly #scout = new Float64Array(6);
  #spinRadps: Vec3 = [0, 0, 0];

  constructor(model: BallModel) {
    this.#model = model;
    this.#air = new Air(model);
  }

  predict(state: BallState): IncomingPath | NoPath {
    const { positionM, velocityMps, spinRadps, validAtUs } = state;
    if (![...positionM, ...velocityMps, ...spinRadps, validAtUs].every(Number.isFinite)) return "not-finite";
    if (!(velocityMps[1] < 0)) return "leaving";
    this.#now.set(positionM, 0);
    this.#now.set(velocityMps, 3);
    this.#takeSpin(spinRadps, spinSpread(state));
    return this.#fly(validAtUs);
  }

  #fly(startUs: number): IncomingPath | NoPath {
    const points: PathPoint[] = [];
    let elapsedS = 0;
    let bounceUs = this.#hasBounced() ? startUs : NaN;
    let opponents = 0; // bounces on the other half; a ball that lies there would bounce for ever
    while (opponents <= MOST_OPPONENTS && !this.#isOver(elapsedS)) {
      const hasBounced = !Number.isNaN(bounceUs);
      if (hasBounced) points.push({ atUs: Math.round(startUs + elapsedS * 1e6), motion: this.#motion() });
      this.#next.set(this.#now);
      stepThrough(this.#air, this.#next, STEP_S);
      if (this.#hitsNet()) return "into-net";
      const bounceS = this.#timeToTable();
      elapsedS += bounceS < 0 ? STEP_S : bounceS;
      if (bounceS < 0) this.#now.set(this.#next);
      else if (hasBounced) break;
      else if (this.#bounce()) bounceUs = Math.round(startUs + elapsedS * 1e6);
      else opponents++;
    }
    if (Number.isNaN(bounceUs)) return "no-bounce";
    return points.length > 0 ? { points, bounceUs } : "past";
  }

  #takeSpin(spinRadps: Vec3, spreadRadps: number): void {
    this.#spinRadps = spinRadps;
    this.#air.setSpin(spinRadps, spreadRadps);
  }

  #motion(): BallMotion {
    const [x, y, z, vx, vy, vz] = this.#now as unknown as BallNumbers;
    return { positionM: [x, y, z], velocityMps: [vx, vy, vz], spinRadps: this.#spinRadps };
  }

  #isOver(elapsedS: number): boolean {
    const now = this.#now;
    return !(elapsedS < HORIZON_S && now[2]! >= FLOOR_M && now[1]! >= FARTHEST_YM && now[4]! < 0);
  }

  /** Whether the ball surely meets the net on this step. */
  #hitsNet(): boolean {
    if (!(this.#now[1]! > 0 && this.#next[1]! <= 0)) return false;
    this.#scoutTo(1, 0);
    return (
      this.#scout[2]! < TABLE.netHeightM - NET_DOUBT_M && Math.abs(this.#scout[0]!) < TABLE.netHalfWidthM
    );
  }

  /** [s] until the ball comes down on the table in this step, or -1; the scout is left there. */
  #timeToTable(): number {
    const { radiusM } = this.#model;
    const heightM = this.#now[2]! - radiusM;
    if (heightM <= 0) {
      // an estimate may lie a little inside the table
      const touches = heightM > -SUNK_M && this.#now[5]! < 0 && overTable(this.#motion().positionM);
      this.#scout.set(this.#now);
      return touches ? 0 : -1;
    }
    if (this.#next[2]! > radiusM) return -1;
    const timeS = this.#scoutTo(2, radiusM);
    return overTable([this.#scout[0]!, this.#scout[1]!, 0]) ? timeS : -1;
  }

  /** Turns the ball round where the scout is. Whether that was on the robot's half. */
  #bounce(): boolean {
    const [x, y, z, vx, vy, vz] = this.#scout as unknown as BallNumbers;
    const after = rebound(this.#model, [vx, vy, vz], this.#spinRadps);
    this.#now.set([x, y, Math.max(z, this.#model.radiusM)], 0);
    this.#now.set(after.velocityMps, 3);
    this.#takeSpin(after.spinRadps, 0);
    return y < 0;
  }

  /** Flies the scout from now to where coordinate `axis` is `levelM` [m]; the time [s]. */
  #scoutTo(axis: 1 | 2, levelM: number): number {
    const scout = this.#scout;
    scout.set(this.#now);
    let timeS = 0;
    for (let i = 0; i < CORRECTIONS; i++) {
      const missM = levelM - scout[axis]!;
      if (Math.abs(missM) < CLOSE_M || scout[axis + 3] === 0) break;
      const moreS = Math.min(STEP_S - timeS, Math.max(-timeS, missM / scout[axis + 3]!));
      stepThrough(this.#air, scout, moreS);
      timeS += moreS;
    }
    return timeS;
  }

  /** Whether the ball, flown backwards, comes down on the robot's half before it crosses the net. */
  #hasBounced(): boolean {
    const scout = this.#scout;
    const { radiusM } = this.#model;
    scout.set(this.#now);
    for (let backS = 0; backS < BACKWARD_S && scout[1]! < 0; backS += STEP_S) {
      if (scout[5]! > 0 && scout[2]! <= radiusM) return overTable([scout[0]!, scout[1]!, 0]);
      stepThrough(this.#air, scout, -STEP_S);
    }
    return false;
  }
}

type BallNumbers = readonly [number, number, number, number, number, number];

/** [rad/s] root of the trace of the spin's covariance; 0 where nothing is said. */
function spinSpread({ covariance }: BallState): number {
  const variance = (covariance[60] ?? 0) + (covariance[70] ?? 0) + (covariance[80] ?? 0);
  return variance > 0 ? Math.sqrt(variance) : 0;
}

/** Where the ball is at `atUs` [us], on the path or near it; null elsewhere. */
export function ballAt(model: BallModel, { points }: IncomingPath, atUs: number): BallMotion | null {
  const point = points.findLast((candidate) => candidate.atUs <= atUs) ?? points[0];
  if (point === undefined) return null;
  const afterS = (atUs - point.atUs) * 1e-6;
  if (!(Math.abs(afterS) <= 2 * STEP_S)) return null;
  return afterS === 0 ? point.motion : fly(model, point.motion, afterS);
}
