const NONE = -1;

/**
 * Events that wait to be read, each in two lists: that of its row, and that of all by age. A row is read as a whole. Room
 * of events that were read is used again; it grows with the most that ever waited.
 */
export class RowQueue {
  /** [events] */
  waiting = 0;
  /** The event that `next` went to. */
  pixel = 0;
  flags = 0;
  readonly #width: number;
  /** First and last event of each row. */
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  #time = new Float64Array(0);
  #pixel = new Int32Array(0);
  #flags = new Uint8Array(0);
  /** Next event of the same row, or next free place. */
  #behind = new Int32Array(0);
  #older = new Int32Array(0);
  #newer = new Int32Array(0);
  #oldest = NONE;
  #newest = NONE;
  #free = NONE;
  #reading = NONE;

  constructor(width: number, height: number) {
    this.#width = width;
    this.#first = new Int32Array(height).fill(NONE);
    this.#last = new Int32Array(height).fill(NONE);
  }

  /** [us] when the event came that waits longest; only while there is one. */
  get oldestUs(): number {
    return this.#time[this.#oldest]!;
  }

  push(timeUs: number, pixel: number, flags: number): void {
    if (this.#free === NONE) this.#grow();
    const i = this.#free;
    this.#free = this.#behind[i]!;
    this.#time[i] = timeUs;
    this.#pixel[i] = pixel;
    this.#flags[i] = flags;
    this.#behind[i] = NONE;
    const row = Math.floor(pixel / this.#width);
    const last = this.#last[row]!;
    if (last === NONE) this.#first[row] = i;
    else this.#behind[last] = i;
    this.#last[row] = i;
    this.#older[i] = this.#newest;
    this.#newer[i] = NONE;
    if (this.#newest === NONE) this.#oldest = i;
    else this.#newer[this.#newest] = i;
    this.#newest = i;
    this.waiting++;
  }

  /** Begins to read the row of the event that waits longest; returns how many events it has. */
  openOldestRow(): number {
    const row = Math.floor(this.#pixel[this.#oldest]! / this.#width);
    this.#reading = this.#first[row]!;
    this.#first[row] = this.#last[row] = NONE;
    let count = 0;
    for (let i = this.#reading; i !== NONE; i = this.#behind[i]!) count++;
    return count;
  }

  /** Goes to the next event of the opened row and takes it out; false when there is none. */
  next(): boolean {
    const i = this.#reading;
    if (i === NONE) return false;
    this.pixel = this.#pixel[i]!;
    this.flags = this.#flags[i]!;
    const [older, newer] = [this.#older[i]!, this.#newer[i]!];
    if (older === NONE) this.#oldest = newer;
    else this.#newer[older] = newer;
    if (newer === NONE) this.#newest = older;
    else this.#older[newer] = older;
    this.#reading = this.#behind[i]!;
    this.#behind[i] = this.#free;
    this.#free = i;
    this.waiting--;
    return true;
  }

  /** Doubles the room; all of it was in use. */
  #grow(): void {
    const before = this.#time.length;
    const capacity = Math.max(256, 2 * before);
    this.#time = grown(this.#time, new Float64Array(capacity));
    this.#pixel = grown(this.#pixel, new Int32Array(capacity));
    this.#flags = grown(this.#flags, new Uint8Array(capacity));
    this.#behind = grown(this.#behind, new Int32Array(capacity));
    this.#older = grown(this.#older, new Int32Array(capacity));
    this.#newer = grown(this.#newer, new Int32Array(capacity));
    for (let i = before; i < capacity; i++) this.#behind[i] = i + 1 < capacity ? i + 1 : NONE;
    this.#free = before;
  }
}

function grown<T extends Float64Array | Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
