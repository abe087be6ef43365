import { CUT, type Outline, type RowLight } from "./outline.ts";
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
  /** The piece of a row at hand; its light is that of `#span`. */
  readonly #piece: { -readonly [name in keyof RowLight]: RowLight[name] };
  /** The outlines that reach into the rows and columns at hand, the nearest first. */
  readonly #near: Outline[] = [];
  #nearCount = 0;
  readonly #shownCut = new Float64Array(4);
  readonly #nextCut = new Float64Array(4);

  constructor(options: LayersOptions, movers: readonly Mover[]) {
    this.#options = options;
    this.#order = [...movers];
    this.#span = new PixelSpan(options.width);
    const { light } = this.#span;
    this.#piece = { row: 0, from: 0, to: 0, light, left: new Float64Array(options.width) };
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
   * is inside both, which stood still until `sinceUs`; and, unless it is NaN, those inside both, until `insideSinceUs`.
   */
  show(mover: Mover, sinceUs: number, insideSinceUs: number, sink: PixelSink): void {
    const { shown, next } = mover;
    const [firstRow, endRow] = this.#options.rows;
    const top = Math.max(firstRow, Math.ceil(Math.min(shown.top, next.top)));
    const bottom = Math.min(endRow - 1, Math.floor(Math.max(shown.bottom, next.bottom)));
    const isOne = insideSinceUs === sinceUs;
    const showsInside = !Number.isNaN(insideSinceUs);
    const shownCut = this.#shownCut;
    const nextCut = this.#nextCut;
    const last = this.#options.width - 1;
    this.#gather(top, bottom, Math.min(shown.left, next.left), Math.max(shown.right, next.right));
    for (let row = top; row <= bottom; row++) {
      shown.cut(row, shownCut);
      next.cut(row, nextCut);
      const from = Math.max(0, Math.ceil(Math.min(shownCut[CUT.outerFrom]!, nextCut[CUT.outerFrom]!)));
      const to = Math.min(last, Math.floor(Math.max(shownCut[CUT.outerTo]!, nextCut[CUT.outerTo]!)));
      const innerFrom = Math.ceil(Math.max(shownCut[CUT.innerFrom]!, nextCut[CUT.innerFrom]!));
      const innerTo = Math.floor(Math.min(shownCut[CUT.innerTo]!, nextCut[CUT.innerTo]!));
      const span = this.#span;
      span.row = row;
      span.sinceUs = sinceUs;
      if (isOne || innerFrom > innerTo) {
        this.#showSpan(from, to, sink);
        continue;
      }
      this.#showSpan(from, Math.min(to, innerFrom - 1), sink);
      this.#showSpan(Math.max(from, innerTo + 1), to, sink);
      if (!showsInside) continue;
      span.sinceUs = insideSinceUs;
      this.#showSpan(Math.max(from, innerFrom), Math.min(to, innerTo), sink);
    }
  }

  /** [-] light of a pixel as it now is. */
  lightAt(column: number, row: number): number {
    this.#span.row = row;
    this.#gather(row, row, column, column);
    this.#light(column, column);
    return this.#span.light[0]!;
  }

  /** Sets `#near` to the outlines that reach into a box. [px] */
  #gather(top: number, bottom: number, left: number, right: number): void {
    let count = 0;
    for (let k = 0; k < this.#order.length; k++) {
      const outline = this.#order[k]!.shown;
      if (bottom < outline.top || top > outline.bottom || right < outline.left || left > outline.right)
        continue;
      this.#near[count++] = outline;
    }
    this.#nearCount = count;
  }

  #showSpan(from: number, to: number, sink: PixelSink): void {
    if (from > to) return;
    this.#light(from, to);
    sink.see(this.#span);
  }

  /** Writes the light of the columns `from .. to` of the span's row to the span. */
  #light(from: number, to: number): void {
    const span = this.#span;
    const piece = this.#piece;
    const { row } = span;
    const count = to - from + 1;
    const { light, left } = piece;
    const { width, background } = this.#options;
    span.column = piece.from = from;
    span.count = count;
    piece.row = row;
    piece.to = to;
    for (let k = 0; k < count; k++) {
      light[k] = 0;
      left[k] = 1;
    }
    for (let k = 0; k < this.#nearCount; k++) {
      const outline = this.#near[k]!;
      if (row < outline.top || row > outline.bottom || from > outline.right || to < outline.left) continue;
      outline.lay(piece);
    }
    const at = row * width + from;
    for (let k = 0; k < count; k++) light[k]! += left[k]! * background[at + k]!;
  }
}
