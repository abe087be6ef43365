import type { EventBatch } from "../core/event-batch.ts";
import { keepEvent, type EventFilter } from "./event-filter.ts";

export interface HotPixelOptions {
  /** [us] the hot pixels are learned anew after each such period. */
  readonly learnUs: number;
  /** [events/s] a pixel below this rate is never hot. */
  readonly minRateHz: number;
  /** [-] a hot pixel has more than so many times the events of its 8 neighbours' mean. */
  readonly ratio: number;
}

/**
 * Drops the events of pixels that fire by themselves. A pixel is hot when, over a whole period, it fired often and far
 * more often than its neighbours: a moving edge makes neighbours fire alike, a fault does not. Nothing is dropped
 * in the first period; a pixel that has calmed down is let through again after the next.
 */
export class HotPixelFilter implements EventFilter {
  readonly width: number;
  readonly height: number;
  readonly #options: HotPixelOptions;
  readonly #stride: number;
  /** [-] events per pixel in this period, with a border of one pixel all around. */
  readonly #counts: Uint32Array;
  readonly #hot: Uint8Array;
  /** [us] end of this period; NaN before the first event. */
  #periodEndUs = NaN;
  #hotPixels = 0;

  constructor(width: number, height: number, options: HotPixelOptions) {
    this.width = width;
    this.height = height;
    this.#options = options;
    this.#stride = width + 2;
    this.#counts = new Uint32Array(this.#stride * (height + 2));
    this.#hot = new Uint8Array(this.#counts.length);
  }

  /** [-] pixels held for hot at present. */
  get hotPixels(): number {
    return this.#hotPixels;
  }

  filter(batch: EventBatch, out: EventBatch): void {
    if (batch.length > 0 && Number.isNaN(this.#periodEndUs)) {
      this.#periodEndUs = batch.t[0]! + this.#options.learnUs;
    }
    for (let i = 0; i < batch.length; i++) {
      if (batch.t[i]! >= this.#periodEndUs) this.#learn(batch.t[i]!);
      const at = (batch.y[i]! + 1) * this.#stride + batch.x[i]! + 1;
      this.#counts[at]!++;
      if (this.#hot[at] === 0) keepEvent(batch, i, out);
    }
  }

  #learn(timeUs: number): void {
    const { learnUs, minRateHz, ratio } = this.#options;
    const minEvents = (minRateHz * learnUs) / 1e6;
    this.#hotPixels = 0;
    for (let y = 1; y <= this.height; y++) {
      for (let at = y * this.#stride + 1; at <= y * this.#stride + this.width; at++) {
        const count = this.#counts[at]!;
        const isHot = count > 0 && count >= minEvents && 8 * count > ratio * this.#around(at);
        this.#hot[at] = isHot ? 1 : 0;
        if (isHot) this.#hotPixels++;
      }
    }
    this.#counts.fill(0);
    const periods = Math.floor((timeUs - this.#periodEndUs) / learnUs) + 1;
    this.#periodEndUs += periods * learnUs;
  }

  /** [-] events of the 8 neighbours together. */
  #around(at: number): number {
    const counts = this.#counts;
    const above = at - this.#stride;
    const below = at + this.#stride;
    return (
      counts[above - 1]! +
      counts[above]! +
      counts[above + 1]! +
      counts[at - 1]! +
      counts[at + 1]! +
      counts[below - 1]! +
      counts[below]! +
      counts[below + 1]!
    );
  }
}
