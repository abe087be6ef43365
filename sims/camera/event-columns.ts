/** Events in order, as columns that are used again; rows 0 .. length - 1 are valid. */
export interface SortedEvents {
  length: number;
  /** [us] whole microseconds. */
  t: Float64Array;
  /** [-] row-major pixel. */
  pixel: Int32Array;
  /** [-] polarity (1 = ON) + 2 x cause. */
  flags: Uint8Array;
}

/** Columns that grow and never shrink. */
export class EventColumns implements SortedEvents {
  length = 0;
  t = new Float64Array(1024);
  pixel = new Int32Array(1024);
  flags = new Uint8Array(1024);

  push(t: number, pixel: number, flags: number): void {
    if (this.length === this.t.length) this.#grow(2 * this.t.length);
    const i = this.length++;
    this.t[i] = t;
    this.pixel[i] = pixel;
    this.flags[i] = flags;
  }

  /** Makes room for so many rows; what is in them is kept. */
  reserve(rows: number): void {
    if (rows > this.t.length) this.#grow(Math.max(rows, 2 * this.t.length));
  }

  /** Copies a row of other columns, or of these, to a row of these. */
  set(row: number, from: SortedEvents, fromRow: number): void {
    this.t[row] = from.t[fromRow]!;
    this.pixel[row] = from.pixel[fromRow]!;
    this.flags[row] = from.flags[fromRow]!;
  }

  #grow(capacity: number): void {
    const { t, pixel, flags } = this;
    this.t = new Float64Array(capacity);
    this.pixel = new Int32Array(capacity);
    this.flags = new Uint8Array(capacity);
    this.t.set(t);
    this.pixel.set(pixel);
    this.flags.set(flags);
  }
}
