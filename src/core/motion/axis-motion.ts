import { canStop } from "./braking.ts";
import { JerkPath, type AxisState } from "./jerk-path.ts";
import type { JointLimits } from "./joint-limits.ts";
import { TimedMove, type AxisGoal } from "./timed-move.ts";
import { pushRamp } from "./velocity-ramp.ts";

/** [1] rounding of a motion that ends exactly at an end of the range. */
const ROUNDING = 1e-9;
/** [s] two instants nearer than this are one. */
const INSTANT_S = 1e-11;
/** [-] shares of full speed that are tried when a motion at full speed would swing out of the range. */
const SPEEDS = [1, 0.5, 0.25, 0.1] as const;

/** Told of every stretch of constant jerk that an axis goes through: the state at its beginning, and its length. */
export interface StretchListener {
  follow(from: Readonly<AxisState>, jerk: number, seconds: number): void;
}

/**
 * Set point of one axis: makes timed moves, goes on at a move's last velocity, brakes. Never leaves the range: as soon as
 * the next step would lead where braking comes too late, it brakes. Times are seconds on a clock of the caller's.
 */
export class AxisMotion implements AxisState {
  readonly limits: JointLimits;
  position: number;
  velocity = 0;
  acceleration = 0;
  /** [-] times that a move was given up because it would have left the range. */
  stopped = 0;
  #timeS: number;
  #move = new TimedMove();
  #next = new TimedMove();
  #moveFromS = NaN;
  readonly #brake = new JerkPath();
  #mode: "move" | "brake" = "brake";
  readonly #slower: readonly JointLimits[];
  readonly #ahead: AxisState = { position: NaN, velocity: NaN, acceleration: NaN };

  /** Stands still at `position`, inside the range, from `timeS` [s] on. */
  constructor(limits: JointLimits, position: number, timeS: number) {
    this.limits = limits;
    this.position = position;
    this.#timeS = timeS;
    this.#slower = SPEEDS.map((share) => ({ ...limits, speed: limits.speed * share }));
    this.brake();
  }

  /** Whether a move from now on can do it and stays in the range; `adopt` then makes it the motion. */
  plan(goal: Readonly<AxisGoal>): boolean {
    const { min, max, jerk } = this.limits;
    const letGo = this.velocity + (this.acceleration * Math.abs(this.acceleration)) / (2 * jerk);
    const fastest = Math.max(Math.abs(goal.velocity), Math.abs(this.velocity), Math.abs(letGo));
    for (const limits of this.#slower) {
      if (limits !== this.#slower[0] && limits.speed < fastest) break;
      if (!this.#next.plan(this, goal, limits)) break;
      if (this.#next.staysWithin(min - ROUNDING, max + ROUNDING)) return true;
    }
    // on its way out of the range: first a stop, then what there is time for
    const isInTime = this.#next.plan(this, goal, this.limits, true);
    return isInTime && this.#next.staysWithin(min - ROUNDING, max + ROUNDING);
  }

  /** [m] or [rad] where the move last planned is `afterS` [s] after its beginning; for what `plan` said yes to. */
  plannedAfter(afterS: number): number {
    this.#next.at(afterS);
    return this.#next.position;
  }

  /** Follows the move last planned, from now on. */
  adopt(): void {
    [this.#move, this.#next] = [this.#next, this.#move];
    this.#moveFromS = this.#timeS;
    this.#mode = "move";
  }

  /** Stops as fast as it can, from now on. */
  brake(): void {
    this.#brake.begin(this);
    pushRamp(this.#brake, 0, this.limits);
    this.#moveFromS = this.#timeS;
    this.#mode = "brake";
  }

  /** Lets time pass. Steps should be short: whether braking must begin is looked at once in each. */
  advance(toS: number, listener: StretchListener | null = null): void {
    if (this.#mode === "move" && !this.#maySteer(toS)) {
      this.stopped++;
      this.brake();
    }
    const path = this.#mode === "move" ? this.#move : this.#brake;
    while (listener !== null && this.#timeS < toS) {
      // a stretch that ends within a rounding error has ended
      const sinceS = this.#timeS - this.#moveFromS + INSTANT_S;
      path.at(sinceS);
      const stepToS = Math.min(toS, this.#moveFromS + path.nextBreakS(sinceS));
      listener.follow(path, path.jerk, stepToS - this.#timeS);
      this.#timeS = stepToS;
    }
    this.#timeS = Math.max(this.#timeS, toS);
    path.at(toS - this.#moveFromS);
    this.#take(path);
  }

  /** Whether one more step along the move leaves room to brake. */
  #maySteer(toS: number): boolean {
    const ahead = this.#ahead;
    this.#move.at(toS - this.#moveFromS);
    ahead.position = this.#move.position;
    ahead.velocity = this.#move.velocity;
    ahead.acceleration = this.#move.acceleration;
    return canStop(ahead, this.limits, ROUNDING);
  }

  /** The path keeps all limits but for the last bits. */
  #take({ position, velocity, acceleration }: Readonly<AxisState>): void {
    const { min, max, speed, acceleration: most } = this.limits;
    this.position = Math.min(max, Math.max(min, position));
    this.velocity = Math.min(speed, Math.max(-speed, velocity));
    this.acceleration = Math.min(most, Math.max(-most, acceleration));
  }
}
