import { Worker } from "node:worker_threads";
import { siblingModule } from "./module-url.ts";

/** Slots of the shared state. */
export const WATCH_NODE = 0;
export const WATCH_TURN = 1;
export const WATCH_CLOSED = 2;
export const WATCH_WORDS = 3;

export interface WatchdogShared {
  /** [-] node now at work (-1 = none), turn counter, closed flag. */
  readonly state: Int32Array;
  /** [-] per node: how often it was caught. */
  readonly caught: Int32Array;
  readonly nodeIds: readonly string[];
  /** [ms] a node that works longer than this is named. */
  readonly limitMs: number;
  /** Name of the watched thread, for the message; empty for the main thread. */
  readonly thread: string;
}

/**
 * Names a node that spins, while it spins: JavaScript cannot interrupt a synchronous node, so another thread looks.
 * The watched thread pays two stores per turn; the watchdog writes to stderr by itself, for the watched thread cannot.
 */
export class Watchdog {
  readonly #shared: WatchdogShared;

  constructor(nodeIds: readonly string[], limitMs: number, thread = "") {
    this.#shared = {
      state: new Int32Array(new SharedArrayBuffer(4 * WATCH_WORDS)).fill(-1),
      caught: new Int32Array(new SharedArrayBuffer(4 * Math.max(1, nodeIds.length))),
      nodeIds,
      limitMs,
      thread,
    };
    Atomics.store(this.#shared.state, WATCH_TURN, 0);
    Atomics.store(this.#shared.state, WATCH_CLOSED, 0);
    if (limitMs === Infinity) return;
    new Worker(siblingModule("watchdog-thread", import.meta.url), { workerData: this.#shared }).unref();
  }

  /** Hot path: a node begins to work. */
  enter(node: number): void {
    const { state } = this.#shared;
    state[WATCH_TURN] = ((state[WATCH_TURN] ?? 0) + 1) | 0;
    Atomics.store(state, WATCH_NODE, node);
  }

  /** Hot path: it has returned. */
  leave(): void {
    Atomics.store(this.#shared.state, WATCH_NODE, -1);
  }

  /** How often each node was caught, by id; nodes never caught left out. */
  caught(): Record<string, number> {
    const counts: Record<string, number> = {};
    this.#shared.nodeIds.forEach((id, i) => {
      const n = Atomics.load(this.#shared.caught, i);
      if (n > 0) counts[id] = n;
    });
    return counts;
  }

  close(): void {
    Atomics.store(this.#shared.state, WATCH_CLOSED, 1);
    Atomics.notify(this.#shared.state, WATCH_CLOSED);
  }
}
