import type { Outline } from "./outline.ts";
import { PixelSpan, type PixelSink } from "./scene.ts";

/** One thing that moves: its image as the pixels last saw it, and room for the next. */
export interface Mover {
  shown: Outline;
  next: Outline;
}

/** What the movers stand in front of. */
export interface LayersOptions {
  /** [px] */
  readonly width: number;
  /** [px] rows that are shown: the first, and the one behind the last. */
  readonly rows: readonly [from: number, to: number];
  /** [-] light of each pixel of the whole sensor where no mover is, row-major. */
  readonly background: Float32Array;
  /** [px] blur on either side of an outline, as the outlines have it. */
  readonly edgePx: number;
}

/**
 * Movers over a background, the nearest on top, each with a blurred edge: light = sum over the movers from near to far of
 * (what is left) x coverage x light, and what is left in the end shows the background. No allocation.
 */
export class Layers {
  readonly #options: LayersOptions;
  /** Nearest first. */
  readonly #order: Mover[];
  readonly #span: PixelSpan;
  /** The outlines that reach into the span at hand. */
  readonly #near: Outline[] = [];

  constructor(options: LayersOptions, movers: readonly Mover[]) {
    this.#options = options;
    this.#order = [...movers];
    this.#span = new PixelSpan(options.width);
  }

  restingLight(column: number, row: number): number {
    return this.#options.background[row * this.#options.width + column]!;
  }

  /** Lets a mover's next image be the one that counts; `show` tells the pixels. */
  turn(mover: Mover): void {
    const before = mover.shown;
    mover.shown = mover.next;
    mover.next = before;
  }

  /** Puts the movers in order of depth; true when that changed. */
  sort(): boolean {
    const order = this.#order;
    let changed = false;
    for (let i = 1; i < order.length; i++) {
      const mover = order[i]!;
      let to = i;
      for (; to > 0 && order[to - 1]!.shown.depthM > mover.shown.depthM; to--) order[to] = order[to - 1]!;
      order[to] = mover;
      changed ||= to !== i;
    }
    return changed;
  }

  /**
   * Shows the pixels that a mover's last turn can have changed: those between its two images' outermost edges and what
   * is inside both, or all when `whole`.
   */
  show(mover: Mover, sinceUs: number, whole: boolean, sink: PixelSink): void {
    const { shown, next } = mover;
    const [firstRow, endRow] = this.#options.rows;
    const top = Math.max(firstRow, Math.ceil(Math.min(shown.top, next.top)));
    const bottom = Math.min(endRow - 1, Math.floor(Math.max(shown.bottom, next.bottom)));
    const skips = shown.flat && !whole;
    this.#span.sinceUs = sinceUs;
    for (let row = top; row <= bottom; row++) {
      shown.cut(row);
      next.cut(row);
      const from = Math.max(0, Math.ceil(Math.min(shown.outerFrom, next.outerFrom)));
      const to = Math.min(this.#options.width - 1, Math.floor(Math.max(shown.outerTo, next.outerTo)));
      const innerFrom = Math.ceil(Math.max(shown.innerFrom, next.innerFrom));
      const innerTo = Math.floor(Math.min(shown.innerTo, next.innerTo));
      this.#span.row = row;
      if (skips && innerFrom <= innerTo) {
        this.#showSpan(from, Math.min(to, innerFrom - 1), sink);
        this.#showSpan(Math.max(from, innerTo + 1), to, sink);
      } else this.#showSpan(from, to, sink);
    }
  }

  /** [-] light of a pixel as it now is. */
  lightAt(column: number, row: number): number {
    const span = this.#span;
    span.row = row;
    this.#light(column, column);
    return span.light[0]!;
  }

  #showSpan(from: number, to: number, sink: PixelSink): void {
    if (from > to) return;
    this.#light(from, to);
    sink.see(this.#span);
  }

  /** Writes the light of the columns `from .. to` of the span's row to the span. */
  #light(from: number, to: number): void {
    const span = this.#span;
    const { row, light } = span;
    const { edgePx, width, background } = this.#options;
    span.column = from;
    span.count = to - from + 1;
    const near = this.#near;
    let count = 0;
    for (let k = 0; k < this.#order.length; k++) {
      const outline = this.#order[k]!.shown;
      if (row < outline.top || row > outline.bottom || from > outline.right || to < outline.left) continue;
      near[count++] = outline;
    }
    for (let column = from; column <= to; column++) {
      let left = 1;
      let sum = 0;
      for (let k = 0; k < count; k++) {
        const outline = near[k]!;
        const covered = Math.min(1, 0.5 - outline.distancePx(column, row) / (2 * edgePx));
        if (covered <= 0) continue;
        sum += left * covered * outline.lightAt(column, row);
        left *= 1 - covered;
        if (left === 0) break;
      }
      light[column - from] = sum + left * background[row * width + column]!;
    }
  }
}
