import type { JointCommand } from "../core/joint-command.ts";
import { CommandGate, type CommandRejection } from "./command-gate.ts";

/** The run's clock as a watch needs it. */
export interface WatchClock {
  /** [us] */
  nowUs(): number;
  /** Calls `action` once at `timeUs` [us]; returns its cancellation. */
  at(timeUs: number, action: () => void): () => void;
}

/** A hold that begins (`first`) or goes on because still nothing came. */
export type HoldListener = (command: JointCommand, first: boolean) => void;

/**
 * A gate with a clock: calls `onHold` as soon as the command in force has died, and again each time the hold itself runs
 * out. At most one timer is pending, however fast the commands come. `close` it with the node.
 */
export class CommandWatch {
  readonly #gate: CommandGate;
  readonly #clock: WatchClock;
  readonly #onHold: HoldListener;
  #cancel: (() => void) | null = null;
  #armedUs = Infinity;

  constructor(clock: WatchClock, holdUs: number, onHold: HoldListener) {
    this.#clock = clock;
    this.#gate = new CommandGate(holdUs);
    this.#onHold = onHold;
  }

  /** Takes a command now; null when it may pass to the robot. */
  offer(command: JointCommand): CommandRejection | null {
    const reason = this.#gate.offer(command, this.#clock.nowUs());
    if (reason === null && this.#gate.validUntilUs < this.#armedUs) this.#arm();
    return reason;
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#armedUs = Infinity;
  }

  #arm(): void {
    this.close();
    this.#armedUs = Math.ceil(this.#gate.validUntilUs); // the clock shows whole microseconds
    this.#cancel = this.#clock.at(this.#armedUs, () => this.#look());
  }

  /** The command that was in force when the timer was set may have been followed by younger ones. */
  #look(): void {
    const first = !this.#gate.holding;
    const command = this.#gate.hold(this.#clock.nowUs());
    this.#arm();
    if (command !== null) this.#onHold(command, first);
  }
}
