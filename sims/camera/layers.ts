import type { Outline } from "./outline.ts";
import type { PixelSink } from "./scene.ts";

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

  constructor(options: LayersOptions, movers: readonly Mover[]) {
    this.#options = options;
    this.#order = [...movers];
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
    for (let row = top; row <= bottom; row++) {
      shown.cut(row);
      next.cut(row);
      const from = Math.max(0, Math.ceil(Math.min(shown.outerFrom, next.outerFrom)));
      const to = Math.min(this.#options.width - 1, Math.floor(Math.max(shown.outerTo, next.outerTo)));
      const innerFrom = Math.ceil(Math.max(shown.innerFrom, next.innerFrom));
      const innerTo = Math.floor(Math.min(shown.innerTo, next.innerTo));
      const skip = skips && innerFrom <= innerTo;
      const pause = skip ? Math.min(to, innerFrom - 1) : to;
      for (let column = from; column <= pause; column++) {
        sink.see(column, row, this.lightAt(column, row), sinceUs);
      }
      if (!skip) continue;
      for (let column = Math.max(from, innerTo + 1); column <= to; column++) {
        sink.see(column, row, this.lightAt(column, row), sinceUs);
      }
    }
  }

  /** [-] light of a pixel as it now is. */
  lightAt(column: number, row: number): number {
    const order = this.#order;
    const { edgePx, width, background } = this.#options;
    let left = 1;
    let light = 0;
    for (let k = 0; k < order.length; k++) {
      const outline = order[k]!.shown;
      if (row < outline.top || row > outline.bottom || column < outline.left || column > outline.right)
        continue;
      const outside = outline.distancePx(column, row);
      if (outside >= edgePx) continue;
      if (outside <= -edgePx) return light + left * outline.lightAt(column, row);
      const covered = 0.5 - outside / (2 * edgePx);
      light += left * covered * outline.lightAt(column, row);
      left *= 1 - covered;
    }
    return light + left * background[row * width + column]!;
  }
}
