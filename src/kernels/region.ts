import type { EventBatch } from "../core/event-batch.ts";
import { keepEvent, type EventFilter } from "./event-filter.ts";

/** A rectangle of pixels: columns `xPx .. xPx + widthPx - 1`, rows `yPx .. yPx + heightPx - 1`. */
export interface Rectangle {
  readonly xPx: number;
  readonly yPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** What a region filter keeps. */
export type RegionRule = "inside" | "outside" | "crop";

/**
 * Keeps the events inside a rectangle, or those outside it; `crop` keeps those inside and makes the rectangle the
 * sensor, so that its first pixel becomes (0, 0).
 */
export class RegionFilter implements EventFilter {
  readonly width: number;
  readonly height: number;
  readonly #region: Rectangle;
  readonly #rule: RegionRule;

  /** @param region may reach beyond the sensor, but starts on it */
  constructor(width: number, height: number, region: Rectangle, rule: RegionRule) {
    const crop = rule === "crop";
    this.width = crop ? Math.min(region.widthPx, width - region.xPx) : width;
    this.height = crop ? Math.min(region.heightPx, height - region.yPx) : height;
    this.#region = region;
    this.#rule = rule;
  }

  filter(batch: EventBatch, out: EventBatch): void {
    const { xPx, yPx, widthPx, heightPx } = this.#region;
    const wanted = this.#rule !== "outside";
    const first = out.length;
    for (let i = 0; i < batch.length; i++) {
      const column = batch.x[i]! - xPx;
      const row = batch.y[i]! - yPx;
      const inside = column >= 0 && column < widthPx && row >= 0 && row < heightPx;
      if (inside === wanted) keepEvent(batch, i, out);
    }
    if (this.#rule === "crop") this.#moveOrigin(out, first);
  }

  #moveOrigin(out: EventBatch, first: number): void {
    for (let i = first; i < out.length; i++) {
      out.x[i]! -= this.#region.xPx;
      out.y[i]! -= this.#region.yPx;
    }
  }
}
