import { Worker } from "node:worker_threads";
import type { WallClock } from "./clock.ts";
import { siblingModule } from "./module-url.ts";
import type { Pacer } from "./wall-engine.ts";

/** Slots of the shared flags. */
export const PACER_REQUEST = 0;
export const PACER_WOKEN = 1;
export const PACER_CLOSED = 2;
/** Slot of the shared due time. */
export const PACER_DUE_MS = 0;
/** [ms] longest single wait. */
export const IDLE = 60_000;

/** What the engine's thread and the pacer's thread share. */
export interface PacerShared {
  readonly flags: Int32Array;
  /** [ms] clock of process.hrtime; Infinity = nothing requested. */
  readonly dueMs: Float64Array;
}

/**
 * Timers finer than the event loop's: a thread sleeps in `Atomics.wait` and wakes the engine through
 * `Atomics.waitAsync`. The event loop's own timers are late by a millisecond; this one by some tens of microseconds,
 * without spinning.
 */
export class ThreadPacer implements Pacer {
  readonly #shared: PacerShared;
  readonly #worker: Worker;
  #clock: WallClock | null = null;
  #wake: () => void = () => undefined;
  #closed = false;

  private constructor(shared: PacerShared, worker: Worker) {
    this.#shared = shared;
    this.#worker = worker;
  }

  /** Starts the thread; resolves when it is ready to wait. */
  static async start(): Promise<ThreadPacer> {
    const shared = {
      flags: new Int32Array(new SharedArrayBuffer(12)),
      dueMs: new Float64Array(new SharedArrayBuffer(8)).fill(Infinity),
    };
    const worker = new Worker(siblingModule("pacer-thread", import.meta.url), { workerData: shared });
    await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
    return new ThreadPacer(shared, worker);
  }

  /** Says on which clock the times of `arm` are, and whom to wake. */
  attach(clock: WallClock, wake: () => void): this {
    this.#clock = clock;
    this.#wake = wake;
    this.#listen(Atomics.load(this.#shared.flags, PACER_WOKEN));
    return this;
  }

  arm(dueNs: number): void {
    const { flags, dueMs } = this.#shared;
    dueMs[PACER_DUE_MS] = (dueNs + (this.#clock?.startNs ?? 0)) / 1e6;
    Atomics.add(flags, PACER_REQUEST, 1);
    Atomics.notify(flags, PACER_REQUEST);
  }

  close(): void {
    this.#closed = true;
    const { flags } = this.#shared;
    Atomics.store(flags, PACER_CLOSED, 1);
    Atomics.add(flags, PACER_REQUEST, 1);
    Atomics.notify(flags, PACER_REQUEST);
    Atomics.add(flags, PACER_WOKEN, 1);
    Atomics.notify(flags, PACER_WOKEN);
    this.#worker.unref();
  }

  #listen(seen: number): void {
    const { flags } = this.#shared;
    const wait = Atomics.waitAsync(flags, PACER_WOKEN, seen);
    const woken = (): void => {
      if (this.#closed) return;
      this.#listen(Atomics.load(flags, PACER_WOKEN));
      this.#wake();
    };
    if (wait.async) void wait.value.then(woken);
    else queueMicrotask(woken);
  }
}
