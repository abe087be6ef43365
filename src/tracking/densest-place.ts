import type { EventBatch } from "../core/event-batch.ts";
import { at } from "../core/matrix.ts";

const CELL_PX = 16; // [px] half a large ball: the four cells round a corner hold one

/** Where on the sensor the most events are: the start of a search without prediction. */
export interface DensePlace {
  /** [px] */
  readonly xPx: number;
  readonly yPx: number;
  /** [-] events in the four cells around it. */
  readonly events: number;
}

/**
 * Counts events in cells of 16 px and finds the densest square of four. Spread noise cannot win: at 5 events per second
 * and pixel such a square holds 5 events per second and pixel * 1024 pixels * 1 ms = 5 of them.
 */
export class DensestPlace {
  #columns = 0;
  #counts = new Uint16Array(0);

  /** Null for a batch without events. */
  find(batch: EventBatch): DensePlace | null {
    if (batch.length === 0) return null;
    this.#fit(batch);
    this.#counts.fill(0);
    const { x, y, length } = batch;
    for (let i = 0; i < length; i++) {
      const cell = this.#cell(at(x, i), at(y, i));
      this.#counts[cell] = Math.min(0xffff, at(this.#counts, cell) + 1);
    }
    let events = 0;
    let corner = 0;
    const last = this.#counts.length - this.#columns - 1;
    for (let cell = 0; cell < last; cell++) {
      const here = this.#square(cell);
      if (here <= events) continue;
      events = here;
      corner = cell;
    }
    const row = Math.floor(corner / this.#columns);
    const column = corner - row * this.#columns;
    // the corner shared by the four cells; the border column and row lie left of and above the sensor
    return { xPx: column * CELL_PX - 0.5, yPx: row * CELL_PX - 0.5, events };
  }

  /** Cells start at column 1 and row 1: an empty border all round spares the bounds. */
  #fit({ width, height }: EventBatch): void {
    const columns = Math.ceil(width / CELL_PX) + 2;
    const cells = columns * (Math.ceil(height / CELL_PX) + 2);
    if (this.#columns === columns && this.#counts.length === cells) return;
    this.#columns = columns;
    this.#counts = new Uint16Array(cells);
  }

  #cell(xPx: number, yPx: number): number {
    return (Math.floor(yPx / CELL_PX) + 1) * this.#columns + Math.floor(xPx / CELL_PX) + 1;
  }

  /** Events in the square of four cells whose upper left one is `corner`. */
  #square(corner: number): number {
    const counts = this.#counts;
    const below = corner + this.#columns;
    return at(counts, corner) + at(counts, corner + 1) + at(counts, below) + at(counts, below + 1);
  }
}
