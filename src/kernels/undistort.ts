import type { EventBatch } from "../core/event-batch.ts";
import { undistort, type Lens } from "../core/lens.ts";
import { keepEvent, type EventFilter } from "./event-filter.ts";

/**
 * Moves each event to where a lens without distortion and the same focal lengths would have seen it, rounded to whole
 * pixels. Events whose place leaves the sensor are dropped.
 */
export class UndistortFilter implements EventFilter {
  readonly width: number;
  readonly height: number;
  /** New pixel per old one, row-major; -1 = off the sensor. */
  readonly #target: Int32Array;

  constructor(width: number, height: number, lens: Lens) {
    this.width = width;
    this.height = height;
    this.#target = new Int32Array(width * height);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) this.#target[y * width + x] = this.#pixelOf(undistort(lens, x, y));
    }
  }

  filter(batch: EventBatch, out: EventBatch): void {
    const { width } = this;
    for (let i = 0; i < batch.length; i++) {
      const target = this.#target[batch.y[i]! * width + batch.x[i]!]!;
      if (target < 0) continue;
      keepEvent(batch, i, out);
      const row = Math.floor(target / width);
      out.x[out.length - 1] = target - row * width;
      out.y[out.length - 1] = row;
    }
  }

  #pixelOf(place: readonly [number, number] | null): number {
    if (place === null) return -1;
    const [x, y] = [Math.round(place[0]), Math.round(place[1])];
    return x >= 0 && x < this.width && y >= 0 && y < this.height ? y * this.width + x : -1;
  }
}
