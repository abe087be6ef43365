import type { JointCommand } from "../../src/core/joint-command.ts";

/** [-] what became of the commands that were not simply followed. */
export interface CommandCounts {
  /** With a number that is not finite, of the wrong size, dead on arrival, or impossible to follow. */
  readonly refused: number;
  /** Followed with values cut to the limits. */
  readonly cut: number;
  /** Followed, but behind time; absent for a robot that does not foresee it. */
  readonly late?: number;
}

/** A robot as a world moves it, tick by tick. */
export interface DrivenRobot {
  readonly counts: CommandCounts;
  /** Takes a command that arrives now; it acts from now on, after the robot's own dead time. */
  command(command: JointCommand, nowUs: number): void;
  /** Fixes the motion of the tick [nowUs, nowUs + tickS). */
  plan(nowUs: number, tickS: number): void;
  /** Moves through the planned tick. */
  move(tickS: number): void;
  /** [m] or [rad], a copy. */
  positions(): number[];
  /** Whether the last tick kept every joint's limits. */
  readonly isWithinLimits: boolean;
}
