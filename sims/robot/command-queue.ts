import type { JointCommand } from "../../src/core/joint-command.ts";
import type { DrivenRobot } from "./driven-robot.ts";

/** Commands on their way to a robot: each is handed over at its own time of arrival. */
export class CommandQueue {
  readonly #robot: DrivenRobot;
  readonly #waiting: { readonly atUs: number; readonly command: JointCommand }[] = [];

  constructor(robot: DrivenRobot) {
    this.#robot = robot;
  }

  /** [us] when the next command arrives; Infinity when none is on its way. */
  get nextUs(): number {
    return this.#waiting[0]?.atUs ?? Infinity;
  }

  /** Calls come in order of `atUs`. */
  add(command: JointCommand, atUs: number): void {
    this.#waiting.push({ atUs, command });
  }

  /** Hands over what has arrived. */
  deliver(nowUs: number): void {
    while (this.nextUs <= nowUs) {
      const arrived = this.#waiting.shift();
      if (arrived === undefined) return;
      this.#robot.command(arrived.command, nowUs);
    }
  }
}
