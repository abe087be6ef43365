import type { EventBatch } from "../core/event-batch.ts";
import { keepEvent, type EventFilter } from "./event-filter.ts";

export interface DownsampleOptions {
  /** [px] side of the square of pixels that becomes one pixel. */
  readonly factor: number;
  /** [-] an event comes out when so many more of one polarity than of the other have gone in; 1 = each one. */
  readonly eventsPerEvent: number;
}

/**
 * Makes squares of pixels into one pixel each; what remains beside the last whole square is a smaller square. With
 * `eventsPerEvent` above 1 a square sums polarities and says something when the sum is that large: the rate falls, and
 * noise of both signs cancels. Source: G. Cohen et al., "Spatial and temporal downsampling in event-based visual
 * classification" (2018).
 */
export class DownsampleFilter implements EventFilter {
  readonly width: number;
  readonly height: number;
  readonly #options: DownsampleOptions;
  /** [-] ON less OFF events per square since its last event. */
  readonly #sum: Int32Array;

  constructor(width: number, height: number, options: DownsampleOptions) {
    this.width = Math.ceil(width / options.factor);
    this.height = Math.ceil(height / options.factor);
    this.#options = options;
    this.#sum = new Int32Array(this.width * this.height);
  }

  filter(batch: EventBatch, out: EventBatch): void {
    const { factor, eventsPerEvent } = this.#options;
    const sum = this.#sum;
    for (let i = 0; i < batch.length; i++) {
      const x = Math.floor(batch.x[i]! / factor);
      const y = Math.floor(batch.y[i]! / factor);
      const at = y * this.width + x;
      sum[at]! += batch.p[i] === 0 ? -1 : 1;
      if (Math.abs(sum[at]!) < eventsPerEvent && eventsPerEvent > 1) continue;
      sum[at] = 0;
      keepEvent(batch, i, out);
      out.x[out.length - 1] = x;
      out.y[out.length - 1] = y;
    }
  }
}
