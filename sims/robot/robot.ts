import { SaccadeError } from "../../src/core/errors.ts";
import type { JointCommand } from "../../src/core/joint-command.ts";
import type { CommandCounts, DrivenRobot } from "./driven-robot.ts";
import { Joint, type JointTarget } from "./joint.ts";
import type { JointLimit } from "./limits.ts";

/** What became of a command: followed, followed with values cut to the limits, or not at all. */
export type CommandFate = "taken" | "cut" | "refused";

/** [s] a target further off is taken to be this far: its square must not overflow. */
const LONGEST_S = 1000;

/**
 * A robot of independent joints that follows the newest command until `validUntilUs` and then stops and holds. Between
 * `reachAtUs` and then, the target moves on with the command's velocities. No dead time, no lag, ideal servo.
 */
export class Robot implements DrivenRobot {
  readonly joints: readonly Joint[];
  readonly #counts = { taken: 0, refused: 0, cut: 0 };
  #command: JointCommand | null = null;
  readonly #target: JointTarget = { position: NaN, velocity: NaN, inS: NaN };

  /** At rest at `home`. @throws SaccadeError `world-invalid` when a limit is unusable or home lies outside. */
  constructor(limits: readonly JointLimit[], home: readonly number[]) {
    this.joints = limits.map((limit, i) => new Joint(checked(limit, home[i] ?? NaN, i), home[i] ?? NaN));
  }

  /** Takes a command from now on; one with a number that is not finite, or of another size, is refused. */
  command(command: JointCommand): CommandFate {
    const fate = this.#take(command);
    this.#counts[fate]++;
    return fate;
  }

  get counts(): CommandCounts {
    const { refused, cut } = this.#counts;
    return { refused, cut };
  }

  #take(command: JointCommand): CommandFate {
    const { positions, velocities, reachAtUs, validUntilUs } = command;
    const count = this.joints.length;
    const numbers = [...positions, ...velocities, reachAtUs, validUntilUs];
    if (positions.length !== count || velocities.length !== count) return "refused";
    if (!numbers.every(Number.isFinite)) return "refused";
    const cutPositions = this.joints.map(({ limit }, i) => cut(positions[i] ?? NaN, limit.min, limit.max));
    const cutVelocities = this.joints.map(({ limit }, i) =>
      cut(velocities[i] ?? NaN, -limit.speed, limit.speed),
    );
    this.#command = { ...command, positions: cutPositions, velocities: cutVelocities };
    const same =
      cutPositions.every((p, i) => p === positions[i]) && cutVelocities.every((v, i) => v === velocities[i]);
    return same ? "taken" : "cut";
  }

  /** Fixes the accelerations of the tick [nowUs, nowUs + tickS). */
  plan(nowUs: number, tickS: number): void {
    const command = this.#command;
    if (command !== null && nowUs >= command.validUntilUs) this.#command = null;
    for (const [i, joint] of this.joints.entries()) joint.plan(this.#targetOf(i, nowUs), tickS);
  }

  /** Moves through the planned tick. */
  move(tickS: number): void {
    for (const joint of this.joints) joint.move(tickS);
  }

  positions(): number[] {
    return this.joints.map((joint) => joint.position);
  }

  /** Whether every joint is inside its range and below its speed. */
  get isWithinLimits(): boolean {
    return this.joints.every(
      ({ position, velocity, limit }) =>
        position >= limit.min && position <= limit.max && Math.abs(velocity) <= limit.speed,
    );
  }

  #targetOf(joint: number, nowUs: number): JointTarget | null {
    const command = this.#command;
    if (command === null) return null;
    this.#target.position = command.positions[joint] ?? NaN;
    this.#target.velocity = command.velocities[joint] ?? NaN;
    this.#target.inS = Math.min((command.reachAtUs - nowUs) * 1e-6, LONGEST_S);
    return this.#target;
  }
}

const cut = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

function checked(limit: JointLimit, home: number, joint: number): JointLimit {
  const { min, max, speed, acceleration } = limit;
  const positive = speed > 0 && acceleration > 0 && Number.isFinite(speed) && Number.isFinite(acceleration);
  if (positive && Number.isFinite(min) && Number.isFinite(max) && min <= home && home <= max) return limit;
  throw new SaccadeError(
    "world-invalid",
    `joint ${String(joint)}: range ${String(min)}..${String(max)} must be finite and hold home ${String(home)}, ` +
      `speed ${String(speed)} and acceleration ${String(acceleration)} must be positive`,
    { joint },
  );
}
