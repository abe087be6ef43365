import type { Vec3 } from "../../core/vec3.ts";
import { Air, stepThrough } from "../../tracking/air.ts";
import { STEP_S } from "../../tracking/ball-flight.ts";
import { TABLE, type BallModel } from "../../tracking/ball-model.ts";

const CORRECTIONS = 3; // Newton's steps to a plane

/** Flight of a struck ball, and its height where it matters. Hot path; the fields are those of the flight last flown. */
export class ReturnPath {
  /** [m] where it ends, [m/s] and how fast. */
  readonly end = new Float64Array(6);
  /** [m] height of the ball's centre over the robot's end of the table and over the net; NaN when it does not cross them. */
  overEdgeM = NaN;
  overNetM = NaN;
  readonly #air: Air;
  readonly #before = new Float64Array(6);

  constructor(model: BallModel) {
    this.#air = new Air(model);
  }

  /** Flies for `durationS` [s], as if there were no table. */
  fly(fromM: Vec3, velocityMps: Vec3, spinRadps: Vec3, durationS: number): void {
    const { end } = this;
    const before = this.#before;
    const steps = Math.max(1, Math.ceil(durationS / STEP_S));
    const stepS = durationS / steps;
    this.#air.setSpin(spinRadps, 0);
    this.overEdgeM = this.overNetM = NaN;
    for (let i = 0; i < 3; i++) {
      end[i] = fromM[i]!;
      end[3 + i] = velocityMps[i]!;
    }
    for (let i = 0; i < steps; i++) {
      before.set(end);
      stepThrough(this.#air, end, stepS);
      if (crosses(before, end, -TABLE.halfLengthM))
        this.overEdgeM = this.#heightAt(-TABLE.halfLengthM, stepS);
      if (crosses(before, end, 0)) this.overNetM = this.#heightAt(0, stepS);
    }
  }

  /** [m] the height where y is `levelM`, on the step that began where `#before` is; moves `#before` there. */
  #heightAt(levelM: number, stepS: number): number {
    const at = this.#before;
    let timeS = 0;
    for (let i = 0; i < CORRECTIONS; i++) {
      const moreS = Math.min(stepS - timeS, Math.max(-timeS, (levelM - at[1]!) / at[4]!));
      stepThrough(this.#air, at, moreS);
      timeS += moreS;
    }
    return at[2]!;
  }
}

const crosses = (before: Float64Array, after: Float64Array, levelM: number): boolean =>
  before[1]! < levelM && after[1]! >= levelM;
