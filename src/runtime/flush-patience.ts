import { afterHostMs } from "./host-clock.ts";
import type { Runner } from "./node-runner.ts";

/** [ms] how long a sink may go without taking a message, or stay open, once its inputs have ended. */
export const FLUSH_LIMIT_MS = 5000;

/** Watches sinks whose inputs have ended while messages still wait for them. */
export class FlushPatience {
  readonly #giveUp: (sink: Runner) => void;
  /** By node: stops the watch. */
  readonly #watched = new Map<number, () => void>();

  /** @param giveUp hears of a sink that has taken nothing for `FLUSH_LIMIT_MS`. */
  constructor(giveUp: (sink: Runner) => void) {
    this.#giveUp = giveUp;
  }

  watch(sink: Runner): void {
    const { index } = sink.plan;
    if (this.#watched.has(index)) return;
    const cancel = afterHostMs(FLUSH_LIMIT_MS, () => {
      this.#watched.delete(index);
      this.#giveUp(sink);
    });
    this.#watched.set(index, cancel);
  }

  /** Hot path: a node has settled a message, and may be watched anew. */
  settled(node: number): void {
    if (this.#watched.size === 0) return;
    this.#watched.get(node)?.();
    this.#watched.delete(node);
  }

  close(): void {
    for (const cancel of this.#watched.values()) cancel();
    this.#watched.clear();
  }
}
