import { type SchedulerAction, type SchedulerLike, Subscription } from "rxjs";

/** What a scheduler needs of the run: its time and a timer. */
export interface TimerSource {
  /** [ns] */
  nowNs(): number;
  /** Calls `fire` at `dueNs`; returns its cancellation. */
  at(dueNs: number, fire: () => void): () => void;
}

/** RxJS scheduler on the run's clock, for time operators inside nodes. Its unit, as RxJS has it, is the millisecond. */
export class ClockScheduler implements SchedulerLike {
  readonly #timers: TimerSource;

  constructor(timers: TimerSource) {
    this.#timers = timers;
  }

  now(): number {
    return this.#timers.nowNs() / 1e6;
  }

  schedule<T>(work: (this: SchedulerAction<T>, state: T) => void, delay = 0, state?: T): Subscription {
    return new ClockAction(this.#timers, work).schedule(state, delay);
  }
}

/** One piece of scheduled work; scheduling it again replaces what was pending. */
class ClockAction<T> extends Subscription implements SchedulerAction<T> {
  readonly #timers: TimerSource;
  readonly #work: (this: SchedulerAction<T>, state: T) => void;
  #cancel: (() => void) | null = null;

  constructor(timers: TimerSource, work: (this: SchedulerAction<T>, state: T) => void) {
    super(() => this.#cancel?.());
    this.#timers = timers;
    this.#work = work;
  }

  get #pending(): boolean {
    return this.#cancel !== null;
  }

  schedule(state?: T, delay = 0): Subscription {
    if (this.closed) return this;
    this.#cancel?.();
    // Operators that find themselves early by the rounding of a millisecond's fraction must not find themselves at the
    // same instant again: what is later is later by a nanosecond at least.
    const delayNs = delay > 0 ? Math.max(1, Math.round(delay * 1e6)) : 0;
    const dueNs = this.#timers.nowNs() + delayNs;
    this.#cancel = this.#timers.at(dueNs, () => {
      this.#cancel = null;
      this.#work.call(this, state as T);
      if (!this.#pending) this.unsubscribe();
    });
    return this;
  }
}
