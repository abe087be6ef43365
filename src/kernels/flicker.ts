import type { EventBatch } from "../core/event-batch.ts";
import { keepEvent, type EventFilter } from "./event-filter.ts";

export interface FlickerOptions {
  /** [Hz] lamps between these frequencies are silenced; mains lamps flicker at twice the mains frequency. */
  readonly minHz: number;
  readonly maxHz: number;
  /** [-] so many equal periods in a row make a flicker. */
  readonly periods: number;
}

/**
 * Silences pixels that see a lamp flicker: those whose change from OFF to ON comes back with a period inside the band,
 * several times in a row. A pixel is heard again when one of its periods lies outside the band.
 * Source: the rule of Prophesee's anti-flicker filter, which tells flicker by the period between changes of polarity.
 */
export class FlickerFilter implements EventFilter {
  readonly width: number;
  readonly height: number;
  readonly #shortestUs: number;
  readonly #longestUs: number;
  readonly #periods: number;
  /** [us] of the newest change from OFF to ON per pixel. */
  readonly #riseUs: Float64Array;
  /** [-] newest polarity per pixel; starts as ON, so that the first change counts only after an OFF. */
  readonly #polarity: Uint8Array;
  /** [-] periods in a row inside the band, 255 at most. */
  readonly #streak: Uint8Array;

  constructor(width: number, height: number, options: FlickerOptions) {
    this.width = width;
    this.height = height;
    this.#shortestUs = 1e6 / options.maxHz;
    this.#longestUs = 1e6 / options.minHz;
    this.#periods = options.periods;
    this.#riseUs = new Float64Array(width * height).fill(-Infinity);
    this.#polarity = new Uint8Array(width * height).fill(1);
    this.#streak = new Uint8Array(width * height);
  }

  filter(batch: EventBatch, out: EventBatch): void {
    const streak = this.#streak;
    for (let i = 0; i < batch.length; i++) {
      const at = batch.y[i]! * this.width + batch.x[i]!;
      const polarity = batch.p[i]!;
      const sinceRiseUs = batch.t[i]! - this.#riseUs[at]!;
      if (sinceRiseUs > this.#longestUs) streak[at] = 0;
      if (polarity > this.#polarity[at]!) {
        streak[at] =
          sinceRiseUs >= this.#shortestUs && sinceRiseUs <= this.#longestUs ? longer(streak[at]!) : 0;
        this.#riseUs[at] = batch.t[i]!;
      }
      this.#polarity[at] = polarity;
      if (streak[at]! < this.#periods) keepEvent(batch, i, out);
    }
  }
}

const longer = (streak: number): number => Math.min(streak + 1, 255);
