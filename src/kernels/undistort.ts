import type { EventBatch } from "../core/event-batch.ts";
import { keepEvent, type EventFilter } from "./event-filter.ts";

/** A lens after Brown and Conrady, with the names and the order of OpenCV. Pixel centres at integer coordinates. */
export interface Lens {
  /** [px] focal lengths and principal point. */
  readonly fx: number;
  readonly fy: number;
  readonly cx: number;
  readonly cy: number;
  /** [-] radial distortion, powers 2, 4 and 6 of the distance from the axis. */
  readonly k1: number;
  readonly k2: number;
  readonly k3: number;
  /** [-] tangential distortion. */
  readonly p1: number;
  readonly p2: number;
}

const STEPS = 20; // [-] of the fixed-point iteration; OpenCV's undistortPoints takes 5 by default
const CLOSE_PX = 0.01; // distorting the answer again must lead back this close, else the lens is not invertible there

/**
 * Moves each event to where a lens without distortion and the same focal lengths would have seen it, rounded to whole
 * pixels. Events whose place leaves the sensor are dropped. Source: OpenCV `undistortPoints`.
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

/** [px] the undistorted place of a distorted pixel; null where the model cannot be inverted. */
export function undistort(lens: Lens, xPx: number, yPx: number): readonly [number, number] | null {
  const { fx, fy, cx, cy } = lens;
  const [seenX, seenY] = [(xPx - cx) / fx, (yPx - cy) / fy];
  let [x, y] = [seenX, seenY];
  for (let step = 0; step < STEPS; step++) {
    const [shiftX, shiftY, gain] = distortion(lens, x, y);
    x = (seenX - shiftX) / gain;
    y = (seenY - shiftY) / gain;
  }
  const [backX, backY] = distort(lens, x * fx + cx, y * fy + cy);
  const isBack = Math.abs(backX - xPx) < CLOSE_PX && Math.abs(backY - yPx) < CLOSE_PX; // false for NaN
  return isBack ? [x * fx + cx, y * fy + cy] : null;
}

/** [px] where the lens shows what belongs at an undistorted place. */
export function distort(lens: Lens, xPx: number, yPx: number): readonly [number, number] {
  const { fx, fy, cx, cy } = lens;
  const [x, y] = [(xPx - cx) / fx, (yPx - cy) / fy];
  const [shiftX, shiftY, gain] = distortion(lens, x, y);
  return [(x * gain + shiftX) * fx + cx, (y * gain + shiftY) * fy + cy];
}

/** [-] tangential shift and radial gain at a place in units of the focal length. */
function distortion({ k1, k2, k3, p1, p2 }: Lens, x: number, y: number): readonly [number, number, number] {
  const r2 = x * x + y * y;
  const gain = 1 + r2 * (k1 + r2 * (k2 + r2 * k3));
  return [2 * p1 * x * y + p2 * (r2 + 2 * x * x), p1 * (r2 + 2 * y * y) + 2 * p2 * x * y, gain];
}
