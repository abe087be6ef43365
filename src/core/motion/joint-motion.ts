import type { JointCommand } from "../joint-command.ts";
import { AxisMotion, type StretchListener } from "./axis-motion.ts";
import { canStop } from "./braking.ts";
import type { AxisState } from "./jerk-path.ts";
import { checkedLimits, type JointLimits } from "./joint-limits.ts";
import type { AxisGoal } from "./timed-move.ts";

/**
 * What became of a command: followed; followed with values cut to the limits; followed, but behind time; or not at all.
 * A command whose numbers are not finite, or not one per joint, leaves the motion as it is; one that cannot be followed at
 * all makes the robot stop.
 */
export type CommandFate = "taken" | "cut" | "late" | "refused";

/** [s] delays tried for a command that comes too late: the first, each a share longer, up to the last. */
const FIRST_DELAY_S = 0.004;
const DELAY_GROWTH = 1.35;
const LAST_DELAY_S = 8;
/** [s] a goal further off is approached as if it were this far. */
const FARTHEST_S = 30;

/**
 * The set points of a robot's joints: reaches what it is told at the time it is told, all joints together, within the
 * limits of position, speed, acceleration and jerk; then goes on at the velocities told until the command dies, and stops.
 * The servo of a simulated robot follows this, and a planner asks it what the robot can do.
 */
export class JointMotion {
  readonly axes: readonly AxisMotion[];
  #nowUs: number;
  #validUntilUs = Infinity;
  /** What the axes are doing, unless they were told to stop. */
  #followed: { readonly command: JointCommand; readonly fate: CommandFate; readonly stopped: number } | null =
    null;
  readonly #goal: AxisGoal = { position: NaN, velocity: NaN, inS: NaN };
  readonly #after: AxisState = { position: NaN, velocity: NaN, acceleration: 0 };

  /** Stands still at `home` at `nowUs` [us]. @throws SaccadeError `world-invalid` on unusable limits. */
  constructor(limits: readonly JointLimits[], home: readonly number[], nowUs = 0) {
    this.axes = limits.map(
      (limit, i) => new AxisMotion(checkedLimits(limit, i), home[i] ?? NaN, nowUs * 1e-6),
    );
    this.#nowUs = nowUs;
  }

  /** [us] time of the state. */
  get nowUs(): number {
    return this.#nowUs;
  }

  /** [-] times that an axis gave up a move because it would have left its range. */
  get stopped(): number {
    return this.axes.reduce((sum, { stopped }) => sum + stopped, 0);
  }

  /** Takes a command from now on. The same goal again only lives longer. */
  command(command: JointCommand): CommandFate {
    if (!isSound(command, this.axes.length) || command.validUntilUs <= this.#nowUs) return "refused";
    const followed = this.#followed;
    if (followed !== null && followed.stopped === this.stopped && isSameGoal(followed.command, command)) {
      this.#validUntilUs = command.validUntilUs;
      return followed.fate;
    }
    const fate = this.#planFor(command);
    const isPlanned = fate !== "refused";
    this.#validUntilUs = isPlanned ? command.validUntilUs : this.#nowUs;
    this.#followed = isPlanned ? { command, fate, stopped: this.stopped } : null;
    for (const axis of this.axes) {
      if (isPlanned) axis.adopt();
      else axis.brake();
    }
    return fate;
  }

  /** Plans for all axes: in time, else with as little delay as it takes. */
  #planFor({ positions, velocities, reachAtUs }: JointCommand): CommandFate {
    const isCut = this.axes.some(({ limits }, i) => !fits(limits, positions[i] ?? NaN, velocities[i] ?? NaN));
    const inS = Math.min(FARTHEST_S, (reachAtUs - this.#nowUs) * 1e-6);
    if (inS > 0 && this.#planAll(positions, velocities, inS, 0)) return isCut ? "cut" : "taken";
    for (let delayS = FIRST_DELAY_S; delayS < LAST_DELAY_S; delayS *= DELAY_GROWTH) {
      const endS = Math.max(0, inS) + delayS;
      if (this.#planAll(positions, velocities, endS, endS - inS)) return "late";
    }
    return "refused";
  }

  /**
   * Whether the joints can be there at those velocities in `inS` [s], go on for `onS` [s], and still stop in their ranges.
   * Changes nothing.
   */
  canReach(
    positions: ArrayLike<number>,
    velocities: ArrayLike<number>,
    { inS, onS }: { readonly inS: number; readonly onS: number },
  ): boolean {
    const { axes } = this;
    for (let i = 0; i < axes.length; i++) {
      const axis = axes[i];
      if (axis === undefined) return false;
      const position = positions[i] ?? NaN;
      const velocity = velocities[i] ?? NaN;
      if (!fits(axis.limits, position, velocity)) return false;
      this.#after.position = position + velocity * onS;
      this.#after.velocity = velocity;
      if (!canStop(this.#after, axis.limits) || !this.#plan(axis, position, velocity, inS)) return false;
    }
    return true;
  }

  /** Writes where the joints are `afterS` [s] from now on the way that `canReach` said yes to last. */
  plannedInto(out: Float64Array, afterS: number): void {
    for (let i = 0; i < out.length; i++) out[i] = this.axes[i]?.plannedAfter(afterS) ?? NaN;
  }

  /** Lets time pass, in short steps. `listeners`, one per joint, hear of every stretch. */
  advance(toUs: number, listeners: readonly StretchListener[] | null = null): void {
    if (this.#validUntilUs < toUs) {
      const deadUs = Math.max(this.#nowUs, this.#validUntilUs);
      this.#validUntilUs = Infinity;
      this.#followed = null;
      this.#move(deadUs, listeners);
      for (const axis of this.axes) axis.brake();
    }
    this.#move(toUs, listeners);
  }

  #move(toUs: number, listeners: readonly StretchListener[] | null): void {
    if (toUs > this.#nowUs) {
      for (const [i, axis] of this.axes.entries()) axis.advance(toUs * 1e-6, listeners?.[i] ?? null);
    }
    this.#nowUs = Math.max(this.#nowUs, toUs);
  }

  /** Plans all joints for `inS` from now; a target told for `lateS` earlier has moved on since. */
  #planAll(positions: readonly number[], velocities: readonly number[], inS: number, lateS: number): boolean {
    return this.axes.every((axis, i) => {
      const { min, max, speed } = axis.limits;
      const velocity = clamp(velocities[i] ?? NaN, -speed, speed);
      const position = clamp(positions[i] ?? NaN, min, max) + velocity * lateS;
      return this.#plan(axis, position, velocity, inS);
    });
  }

  #plan(axis: AxisMotion, position: number, velocity: number, inS: number): boolean {
    this.#goal.position = position;
    this.#goal.velocity = velocity;
    this.#goal.inS = inS;
    return axis.plan(this.#goal);
  }
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

const isSound = ({ positions, velocities, reachAtUs, validUntilUs }: JointCommand, count: number): boolean =>
  positions.length === count &&
  velocities.length === count &&
  [...positions, ...velocities, reachAtUs, validUntilUs].every(Number.isFinite);

const isSameGoal = (a: JointCommand, b: JointCommand): boolean =>
  a.reachAtUs === b.reachAtUs &&
  a.positions.every((position, i) => position === b.positions[i]) &&
  a.velocities.every((velocity, i) => velocity === b.velocities[i]);

/** False for NaN, too. */
const fits = ({ min, max, speed }: JointLimits, position: number, velocity: number): boolean =>
  position >= min && position <= max && Math.abs(velocity) <= speed;
