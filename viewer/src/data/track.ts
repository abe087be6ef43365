/** A value and the instant at which the viewer got to know it. */
export interface Sample<T> {
  /** [us] run's clock. */
  readonly timeUs: number;
  readonly value: T;
}

/** The newest `capacity` samples of one stream, in order of time; older ones are forgotten. */
export class Track<T> {
  readonly #capacity: number;
  readonly #ring: (Sample<T> | undefined)[];
  #first = 0;
  #length = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#ring = new Array<Sample<T> | undefined>(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** The i-th oldest sample; undefined outside 0 .. length-1. */
  sample(i: number): Sample<T> | undefined {
    if (i < 0 || i >= this.#length) return undefined;
    return this.#ring[(this.#first + i) % this.#capacity];
  }

  get oldest(): Sample<T> | undefined {
    return this.sample(0);
  }

  get newest(): Sample<T> | undefined {
    return this.sample(this.#length - 1);
  }

  /** Adds a sample; one of the same instant replaces it, an older one is not taken. */
  push(timeUs: number, value: T): void {
    const last = this.newest;
    if (last !== undefined && timeUs < last.timeUs) return;
    if (last !== undefined && timeUs === last.timeUs) this.#length--;
    if (this.#length === this.#capacity) {
      this.#first = (this.#first + 1) % this.#capacity;
      this.#length--;
    }
    this.#ring[(this.#first + this.#length) % this.#capacity] = { timeUs, value };
    this.#length++;
  }

  /** Position of the newest sample at or before `timeUs`; -1 without one. */
  indexAt(timeUs: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const sample = this.sample(middle);
      if (sample !== undefined && sample.timeUs <= timeUs) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** The newest sample at or before `timeUs`. */
  at(timeUs: number): Sample<T> | undefined {
    return this.sample(this.indexAt(timeUs));
  }

  clear(): void {
    this.#ring.fill(undefined);
    this.#first = 0;
    this.#length = 0;
  }
}
