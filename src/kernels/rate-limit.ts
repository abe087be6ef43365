import type { EventBatch } from "../core/event-batch.ts";
import { keepEvent, type EventFilter } from "./event-filter.ts";

export interface RateLimitOptions {
  /** [events] that may pass in each period. */
  readonly maxEvents: number;
  /** [us] length of a period; the first starts with the first event. */
  readonly periodUs: number;
}

/**
 * Lets at most so many events through in each period. What must go is taken evenly from the events of the period that
 * lie in one batch; a later batch of the same period has what the earlier ones have left. Source: the event rate
 * controller of Prophesee's sensors, which thins out evenly over a reference period.
 */
export class RateLimitFilter implements EventFilter {
  readonly width: number;
  readonly height: number;
  readonly #options: RateLimitOptions;
  #periodEndUs = -Infinity;
  #left = 0; // [events] of this period

  constructor(width: number, height: number, options: RateLimitOptions) {
    this.width = width;
    this.height = height;
    this.#options = options;
  }

  filter(batch: EventBatch, out: EventBatch): void {
    for (let from = 0; from < batch.length;) {
      if (batch.t[from]! >= this.#periodEndUs) this.#startPeriod(batch.t[from]!);
      let to = from + 1;
      while (to < batch.length && batch.t[to]! < this.#periodEndUs) to++;
      this.#thinOut(batch, from, to, out);
      from = to;
    }
  }

  #startPeriod(timeUs: number): void {
    const { periodUs, maxEvents } = this.#options;
    const first = this.#periodEndUs === -Infinity;
    const periods = first ? 1 : Math.floor((timeUs - this.#periodEndUs) / periodUs) + 1;
    this.#periodEndUs = (first ? timeUs : this.#periodEndUs) + periods * periodUs;
    this.#left = maxEvents;
  }

  #thinOut(batch: EventBatch, from: number, to: number, out: EventBatch): void {
    const count = to - from;
    const share = Math.min(this.#left, count);
    this.#left -= share;
    for (let k = 0; k < count; k++) {
      // the k-th stays when the running share steps over a whole number
      if (Math.floor(((k + 1) * share) / count) > Math.floor((k * share) / count))
        keepEvent(batch, from + k, out);
    }
  }
}
