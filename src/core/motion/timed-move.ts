import { pushFarthest } from "./farthest-path.ts";
import { JerkPath, type AxisState } from "./jerk-path.ts";
import type { JointLimits } from "./joint-limits.ts";
import { pushRamp } from "./velocity-ramp.ts";

/** [1] two extremes nearer than this are one motion. */
const SAME = 1e-9;

/** Where an axis shall be, with which velocity and no acceleration, in how many seconds. */
export interface AxisGoal {
  position: number;
  velocity: number;
  inS: number;
}

/**
 * Motion of one axis that reaches a position with a velocity at a given time, within the limits of speed, acceleration
 * and jerk. The motions from one state to one velocity in one time form a convex set, so between the one that gets
 * farthest down and the one that gets farthest up lies, as their weighted mean, one to every position that can be reached
 * at all: exact, and nowhere beyond the limits. Hot path: nothing is allocated after the constructor.
 */
export class TimedMove implements AxisState {
  /** Set by `at`. */
  position = NaN;
  velocity = NaN;
  acceleration = NaN;
  jerk = NaN;
  /** Positions that could have been reached in the time, whatever the goal; set by `plan`. */
  lowest = NaN;
  highest = NaN;
  readonly #low = new JerkPath();
  readonly #high = new JerkPath();
  readonly #task = { sign: 1, goalVelocity: NaN, durationS: NaN };
  #share = NaN;

  /** [s] of the motion. */
  get durationS(): number {
    return this.#high.durationS;
  }

  /**
   * False when no motion does it; then the move stays as it was not meant to be read. Range ends are not regarded.
   * @param stopsFirst whether the motion begins with the fastest way to a stop
   */
  plan(
    from: Readonly<AxisState>,
    goal: Readonly<AxisGoal>,
    limits: JointLimits,
    stopsFirst = false,
  ): boolean {
    const task = this.#task;
    task.goalVelocity = goal.velocity;
    task.durationS = goal.inS;
    task.sign = 1;
    this.#high.begin(from);
    if (stopsFirst) pushRamp(this.#high, 0, limits);
    if (!pushFarthest(this.#high, task, limits)) return false;
    task.sign = -1;
    this.#low.begin(from);
    if (stopsFirst) pushRamp(this.#low, 0, limits);
    if (!pushFarthest(this.#low, task, limits)) return false;
    const low = this.#low.end.position;
    const high = this.#high.end.position;
    this.lowest = low;
    this.highest = high;
    if (!(goal.position >= low - SAME && goal.position <= high + SAME)) return false;
    this.#share = high - low < SAME ? 0.5 : Math.min(1, Math.max(0, (goal.position - low) / (high - low)));
    return true;
  }

  /** Places the fields at `timeS` [s] after the beginning; after the end the axis goes on at the goal's velocity. */
  at(timeS: number): void {
    const low = this.#low;
    const high = this.#high;
    const share = this.#share;
    low.at(timeS);
    high.at(timeS);
    this.position = low.position + share * (high.position - low.position);
    this.velocity = low.velocity + share * (high.velocity - low.velocity);
    this.acceleration = low.acceleration + share * (high.acceleration - low.acceleration);
    this.jerk = low.jerk + share * (high.jerk - low.jerk);
  }

  /** [s] the first change of jerk after `timeS`; Infinity when there is none. */
  nextBreakS(timeS: number): number {
    return Math.min(this.#low.nextBreakS(timeS), this.#high.nextBreakS(timeS));
  }

  /** Whether the whole motion lies in min..max. Moves the fields. */
  staysWithin(min: number, max: number): boolean {
    let atS = 0;
    while (atS < this.durationS) {
      const nextS = Math.min(this.#low.nextBreakS(atS), this.#high.nextBreakS(atS));
      this.at(atS);
      if (!(this.position >= min && this.position <= max)) return false;
      if (!this.#turnsWithin(nextS - atS, min, max)) return false;
      atS = nextS;
    }
    this.at(atS);
    return this.position >= min && this.position <= max;
  }

  /** Whether the turning points of the stretch of constant jerk that begins where the fields are lie in min..max. */
  #turnsWithin(lengthS: number, min: number, max: number): boolean {
    const { position, velocity, acceleration, jerk } = this;
    const root = acceleration * acceleration - 2 * jerk * velocity;
    if (root < 0) return true;
    // both roots in the form that does not cancel; a straight velocity has one, the other becomes infinite
    const q = acceleration + (acceleration < 0 ? -1 : 1) * Math.sqrt(root);
    for (let i = 0; i < 2; i++) {
      const s = i === 0 ? (-2 * velocity) / q : -q / jerk;
      if (!(s > 0 && s < lengthS)) continue;
      const there = position + s * (velocity + s * (acceleration / 2 + (s * jerk) / 6));
      if (!(there >= min && there <= max)) return false;
    }
    return true;
  }
}
