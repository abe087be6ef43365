import type { EventBatch } from "../core/event-batch.ts";
import { at } from "../core/matrix.ts";

/** [px] largest half width of a region. */
export const MAX_HALF_PX = 80;

const SPAN = 2 * MAX_HALF_PX + 1; // [px] widest region
const STRIDE = SPAN + 2; // a border of one pixel spares the neighbour test its bounds

/** A square of the sensor around a pixel. */
export interface Region {
  /** [px] centre; a fraction is rounded. */
  readonly xPx: number;
  readonly yPx: number;
  /** [px] half width, at most MAX_HALF_PX. */
  readonly halfPx: number;
}

/** Where the events of a region reach. */
export interface Extent {
  /** [px] middle between the extents. */
  readonly xPx: number;
  readonly yPx: number;
  /** [px] between the extents. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** [-] active pixels with an active neighbour. */
  readonly pixels: number;
  /** [us] mean time of the first events of those pixels. */
  readonly meanTimeUs: number;
}

/**
 * Finds the extent of what moves in a region: active pixels without an active 8-neighbour are noise and dropped;
 * the outermost `trim` of the rest on each side is not trusted either.
 *
 * Hot path: one map of the largest region, cleared through the list of touched pixels, so that a call costs time in
 * events, not in pixels, and allocates one small object.
 */
export class BallRegion {
  readonly #active = new Uint8Array(STRIDE * STRIDE);
  readonly #touched = new Int32Array(STRIDE * STRIDE); // cells of the active pixels, in order of their first event
  readonly #times = new Float64Array(STRIDE * STRIDE); // [us] of those first events
  readonly #columns = new Uint16Array(STRIDE);
  readonly #rows = new Uint16Array(STRIDE);
  readonly #trim: number;

  /** @param trim [-] share of the pixels cut off on each side, 0 .. 0.5. */
  constructor(trim: number) {
    this.#trim = trim;
  }

  /** The extent of the events in the region, null when no pixel there has an active neighbour. */
  measure(batch: EventBatch, region: Region): Extent | null {
    const left = Math.round(region.xPx) - Math.round(region.halfPx) - 1;
    const top = Math.round(region.yPx) - Math.round(region.halfPx) - 1;
    const touched = this.#collect(batch, left, top, 2 * Math.round(region.halfPx) + 1);
    const { pixels, timeSum } = this.#count(touched);
    const columns = this.#cut(this.#columns, pixels);
    const rows = this.#cut(this.#rows, pixels);
    this.#clear(touched);
    if (pixels === 0) return null;
    return {
      xPx: left + (columns.low + columns.high) / 2,
      yPx: top + (rows.low + rows.high) / 2,
      widthPx: columns.high - columns.low,
      heightPx: rows.high - rows.low,
      pixels,
      meanTimeUs: timeSum / pixels,
    };
  }

  /** Marks the active pixels; returns how many. */
  #collect(batch: EventBatch, left: number, top: number, span: number): number {
    const { x, y, t, length } = batch;
    let touched = 0;
    for (let i = 0; i < length; i++) {
      const column = at(x, i) - left;
      const row = at(y, i) - top;
      if (column < 1 || row < 1 || column > span || row > span) continue;
      const cell = row * STRIDE + column;
      if (at(this.#active, cell) === 1) continue;
      this.#active[cell] = 1;
      this.#times[touched] = at(t, i);
      this.#touched[touched++] = cell;
    }
    return touched;
  }

  /** Fills the histograms with the pixels that have a neighbour. */
  #count(touched: number): { pixels: number; timeSum: number } {
    let pixels = 0;
    let timeSum = 0;
    for (let i = 0; i < touched; i++) {
      const cell = at(this.#touched, i);
      if (!this.#hasNeighbour(cell)) continue;
      const row = Math.floor(cell / STRIDE);
      const column = cell - row * STRIDE;
      this.#columns[column] = at(this.#columns, column) + 1;
      this.#rows[row] = at(this.#rows, row) + 1;
      timeSum += at(this.#times, i);
      pixels++;
    }
    return { pixels, timeSum };
  }

  #hasNeighbour(cell: number): boolean {
    const active = this.#active;
    const above = cell - STRIDE;
    const below = cell + STRIDE;
    const beside = at(active, cell - 1) + at(active, cell + 1);
    const upper = at(active, above - 1) + at(active, above) + at(active, above + 1);
    const lower = at(active, below - 1) + at(active, below) + at(active, below + 1);
    return beside + upper + lower > 0;
  }

  /** [px] places below and above which lie `trim` of the pixels, with fractions of a pixel. */
  #cut(histogram: Uint16Array, pixels: number): { low: number; high: number } {
    const outside = this.#trim * pixels;
    let low = 0;
    let below = at(histogram, 0);
    while (below <= outside && low < STRIDE - 1) below += at(histogram, ++low);
    let high = STRIDE - 1;
    let above = at(histogram, high);
    while (above <= outside && high > 0) above += at(histogram, --high);
    const lowPart = (below - outside) / Math.max(1, at(histogram, low));
    const highPart = (above - outside) / Math.max(1, at(histogram, high));
    return { low: low + 0.5 - lowPart, high: high - 0.5 + highPart }; // a pixel reaches half a pixel either side
  }

  #clear(touched: number): void {
    for (let i = 0; i < touched; i++) this.#active[at(this.#touched, i)] = 0;
    this.#columns.fill(0);
    this.#rows.fill(0);
  }
}
