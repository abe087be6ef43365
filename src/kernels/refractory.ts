import type { EventBatch } from "../core/event-batch.ts";
import { keepEvent, type EventFilter } from "./event-filter.ts";

/** Drops what a pixel says within its dead time after the last event of it that stayed. */
export class RefractoryFilter implements EventFilter {
  readonly width: number;
  readonly height: number;
  readonly #deadUs: number;
  /** [us] of the newest event per pixel that stayed. */
  readonly #keptUs: Float64Array;

  /** @param deadUs [us] an event exactly so long after another stays. */
  constructor(width: number, height: number, deadUs: number) {
    this.width = width;
    this.height = height;
    this.#deadUs = deadUs;
    this.#keptUs = new Float64Array(width * height).fill(-Infinity);
  }

  filter(batch: EventBatch, out: EventBatch): void {
    const kept = this.#keptUs;
    for (let i = 0; i < batch.length; i++) {
      const at = batch.y[i]! * this.width + batch.x[i]!;
      const timeUs = batch.t[i]!;
      if (timeUs - kept[at]! < this.#deadUs) continue;
      kept[at] = timeUs;
      keepEvent(batch, i, out);
    }
  }
}
