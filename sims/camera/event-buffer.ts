import { createEventBatch, type EventBatch } from "../../src/core/event-batch.ts";

/** Events in the order they were found, on their way to a batch in the order of time. Grows, never shrinks. */
export class EventBuffer {
  readonly #width: number;
  readonly #height: number;
  #length = 0;
  #t = new Float64Array(1024);
  #x = new Uint16Array(1024);
  #y = new Uint16Array(1024);
  #p = new Uint8Array(1024);
  #startOf = new Uint32Array(0);

  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
  }

  /** [us] an integer; [px]; polarity 1 = ON. */
  push(t: number, x: number, y: number, p: number): void {
    if (this.#length === this.#t.length) this.#grow();
    const i = this.#length++;
    this.#t[i] = t;
    this.#x[i] = x;
    this.#y[i] = y;
    this.#p[i] = p;
  }

  /**
   * All events so far as a batch of exactly their number, sorted by time, equal times in the order they were found;
   * the buffer is then empty. The caller owns the batch. Every event must lie in [fromUs, toUs). A counting sort: its
   * time grows with events plus microseconds.
   */
  take(fromUs: number, toUs: number): EventBatch {
    const length = this.#length;
    const batch = createEventBatch(this.#width, this.#height, length);
    batch.length = length;
    this.#countStarts(fromUs, toUs);
    for (let i = 0; i < length; i++) {
      const t = this.#t[i] ?? NaN;
      const row = this.#startOf[t - fromUs] ?? 0;
      this.#startOf[t - fromUs] = row + 1;
      batch.t[row] = t;
      batch.x[row] = this.#x[i] ?? 0;
      batch.y[row] = this.#y[i] ?? 0;
      batch.p[row] = this.#p[i] ?? 0;
    }
    this.#length = 0;
    return batch;
  }

  /** For each microsecond, the row of the batch where its events begin. */
  #countStarts(fromUs: number, toUs: number): void {
    const span = toUs - fromUs;
    if (this.#startOf.length < span + 1) this.#startOf = new Uint32Array(span + 1);
    const startOf = this.#startOf;
    startOf.fill(0, 0, span + 1);
    for (let i = 0; i < this.#length; i++) {
      const after = (this.#t[i] ?? NaN) - fromUs + 1;
      startOf[after] = (startOf[after] ?? 0) + 1;
    }
    for (let k = 1; k <= span; k++) startOf[k] = (startOf[k] ?? 0) + (startOf[k - 1] ?? 0);
  }

  #grow(): void {
    const capacity = 2 * this.#t.length;
    const [t, x, y, p] = [this.#t, this.#x, this.#y, this.#p];
    this.#t = new Float64Array(capacity);
    this.#x = new Uint16Array(capacity);
    this.#y = new Uint16Array(capacity);
    this.#p = new Uint8Array(capacity);
    this.#t.set(t);
    this.#x.set(x);
    this.#y.set(y);
    this.#p.set(p);
  }
}
