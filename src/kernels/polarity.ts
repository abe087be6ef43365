import type { EventBatch } from "../core/event-batch.ts";
import { keepEvent, type EventFilter } from "./event-filter.ts";

export interface PolarityOptions {
  /** Which events stay, as they come in. */
  readonly keep: "both" | "on" | "off";
  /** ON becomes OFF and the reverse, of those that stay. */
  readonly invert: boolean;
}

/** Keeps the events of one polarity, or turns the polarities round. */
export class PolarityFilter implements EventFilter {
  readonly width: number;
  readonly height: number;
  readonly #options: PolarityOptions;

  constructor(width: number, height: number, options: PolarityOptions) {
    this.width = width;
    this.height = height;
    this.#options = options;
  }

  filter(batch: EventBatch, out: EventBatch): void {
    const { keep, invert } = this.#options;
    const dropped = keep === "both" ? 2 : keep === "on" ? 0 : 1;
    const flip = invert ? 1 : 0;
    for (let i = 0; i < batch.length; i++) {
      if (batch.p[i] === dropped) continue;
      keepEvent(batch, i, out);
      out.p[out.length - 1]! ^= flip;
    }
  }
}
