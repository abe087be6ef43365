import type { EventBatch } from "../core/event-batch.ts";
import { EventWindows } from "../kernels/event-windows.ts";
import type { Excerpt } from "./excerpt.ts";

export interface SupplyOptions {
  /** Puts rows in order that lag by up to `SORT_US`; drops those that lag more. */
  readonly sort: boolean;
  /** Times count from the start of the excerpt. */
  readonly shift: boolean;
}

/** [us] how far rows may lag and still be sorted. */
export const SORT_US = 100_000;
const BATCH_EVENTS = 65_536;

/** Windows of a batch's size; a clock that was set anew is not mended, its rows are dropped. */
const SORTING = {
  startUs: -Infinity,
  windowUs: null,
  windowEvents: BATCH_EVENTS,
  sortUs: SORT_US,
  restartUs: Infinity,
  emptyUs: 0,
};

/** The events of an excerpt in batches, ready to be written: as they are in the file, or sorted. */
export class RowSupply {
  readonly excerpt: Excerpt;
  /** [us] taken off every time. */
  readonly shiftUs: number;
  readonly #batch: EventBatch;
  readonly #windows: EventWindows | null;
  #isOver = false;

  constructor(excerpt: Excerpt, { sort, shift }: SupplyOptions) {
    this.excerpt = excerpt;
    this.shiftUs = shift ? excerpt.startUs : 0;
    this.#batch = excerpt.batch(BATCH_EVENTS);
    const { width, height } = this.#batch;
    this.#windows = sort ? new EventWindows(width, height, SORTING) : null;
  }

  get sorted(): number {
    return this.#windows?.counts.sorted ?? 0;
  }

  get late(): number {
    return this.#windows?.counts.late ?? 0;
  }

  /** The next batch, shifted in time; null at the end. Borrowed until the next call. */
  next(): EventBatch | null {
    if (this.#windows === null) return this.#isOver ? null : this.#read();
    for (;;) {
      const window = this.#windows.next(this.#isOver);
      if (window !== null) return window.batch;
      if (this.#isOver) return null;
      this.#windows.push(this.#read());
    }
  }

  #read(): EventBatch {
    const batch = this.#batch;
    batch.length = 0;
    this.#isOver = this.excerpt.read(batch) === "end";
    if (this.shiftUs !== 0)
      for (let i = 0; i < batch.length; i++) batch.t[i] = (batch.t[i] ?? 0) - this.shiftUs;
    return batch;
  }
}
