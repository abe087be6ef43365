import type { JointCommand } from "../core/joint-command.ts";

/** Why a command must not reach the robot. */
export type CommandRejection = "not-finite" | "wrong-size" | "expired";

/**
 * The last guard before a robot: lets sound, living commands through and knows what to do when they stop. No clock of
 * its own: time is an argument.
 */
export class CommandGate {
  readonly #holdUs: number;
  #last: JointCommand | null = null;
  #holding = false;

  /** @param holdUs [us] for how long one hold command is valid. */
  constructor(holdUs: number) {
    this.#holdUs = holdUs;
  }

  /** Takes a command that arrives at `nowUs` [us]; null when it may pass. */
  offer(command: JointCommand, nowUs: number): CommandRejection | null {
    const reason = rejection(command, this.#last, nowUs);
    if (reason !== null) return reason;
    this.#last = command;
    this.#holding = false;
    return null;
  }

  /** [us] when the command in force dies; Infinity before the first one. */
  get validUntilUs(): number {
    return this.#last?.validUntilUs ?? Infinity;
  }

  /** The command in force is one of our own holds. */
  get holding(): boolean {
    return this.#holding;
  }

  /**
   * Null while the command in force lives. Afterwards: the same positions at zero velocity, valid for another
   * `holdUs`. The robot may still be on its way there; where it is nobody has told this gate.
   */
  hold(nowUs: number): JointCommand | null {
    const last = this.#last;
    if (last === null || nowUs < last.validUntilUs) return null;
    this.#holding = true;
    this.#last = {
      robot: last.robot,
      positions: last.positions,
      velocities: last.positions.map(() => 0),
      reachAtUs: Math.max(last.reachAtUs, nowUs),
      validUntilUs: nowUs + this.#holdUs,
    };
    return this.#last;
  }
}

function rejection(command: JointCommand, last: JointCommand | null, nowUs: number): CommandRejection | null {
  const { positions, velocities, reachAtUs, validUntilUs } = command;
  const joints = last?.positions.length ?? positions.length;
  if (positions.length !== joints || velocities.length !== joints) return "wrong-size";
  if (![...positions, ...velocities, reachAtUs, validUntilUs].every(Number.isFinite)) return "not-finite";
  return validUntilUs <= nowUs ? "expired" : null;
}
