import type { EventBatch } from "../core/event-batch.ts";
import { keepEvent, type EventFilter } from "./event-filter.ts";

export interface BackgroundActivityOptions {
  /** [us] a neighbour's event supports an event when it is younger than this. */
  readonly windowUs: number;
  /** [-] of the 8 neighbouring pixels, so many must support an event for it to stay. */
  readonly supporters: number;
}

/**
 * Drops events that nothing nearby supports: noise is alone in space and time, edges are not. Source: T. Delbruck,
 * "Frame-free dynamic digital vision" (2008), with the number of supporters of S. Guo and T. Delbruck, "Low cost and
 * latency event camera background activity denoising" (2022). An event does not support its own pixel.
 */
export class BackgroundActivityFilter implements EventFilter {
  readonly width: number;
  readonly height: number;
  readonly #options: BackgroundActivityOptions;
  readonly #stride: number;
  /** [us] of the newest event per pixel, with a border of one pixel all around that never has any. */
  readonly #lastUs: Float64Array;

  constructor(width: number, height: number, options: BackgroundActivityOptions) {
    this.width = width;
    this.height = height;
    this.#options = options;
    this.#stride = width + 2;
    this.#lastUs = new Float64Array(this.#stride * (height + 2)).fill(-Infinity);
  }

  filter(batch: EventBatch, out: EventBatch): void {
    const { windowUs, supporters } = this.#options;
    const last = this.#lastUs;
    for (let i = 0; i < batch.length; i++) {
      const timeUs = batch.t[i]!;
      const at = (batch.y[i]! + 1) * this.#stride + batch.x[i]! + 1;
      if (this.#supportersOf(at, timeUs - windowUs) >= supporters) keepEvent(batch, i, out);
      last[at] = timeUs;
    }
  }

  /** [-] neighbours of a place with an event after `sinceUs`. */
  #supportersOf(at: number, sinceUs: number): number {
    const last = this.#lastUs;
    const above = at - this.#stride;
    const below = at + this.#stride;
    return (
      (last[above - 1]! > sinceUs ? 1 : 0) +
      (last[above]! > sinceUs ? 1 : 0) +
      (last[above + 1]! > sinceUs ? 1 : 0) +
      (last[at - 1]! > sinceUs ? 1 : 0) +
      (last[at + 1]! > sinceUs ? 1 : 0) +
      (last[below - 1]! > sinceUs ? 1 : 0) +
      (last[below]! > sinceUs ? 1 : 0) +
      (last[below + 1]! > sinceUs ? 1 : 0)
    );
  }
}
