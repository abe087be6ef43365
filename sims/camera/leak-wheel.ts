const SLOT_US = 512;
const SLOTS = 8192; // a power of two: 4.2 s around
const NOWHERE = -1;

/**
 * Timing wheel: which pixels will do something by themselves, by the slot of 512 us in which they will. What lies more
 * than a turn ahead waits in the farthest slot and is put off when its slot comes. Adding and removing take a fixed
 * time; a pixel is in it at most once. 8 bytes a pixel.
 */
export class LeakWheel {
  /** Circular lists through the pixels; behind the pixels, one head per slot. */
  readonly #after: Int32Array;
  readonly #before: Int32Array;
  readonly #count: number;
  #slot: number;

  /** @param count [-] pixels 0 .. count - 1. @param startUs [us] */
  constructor(count: number, startUs: number) {
    this.#count = count;
    this.#after = new Int32Array(count + SLOTS);
    this.#before = new Int32Array(count + SLOTS);
    this.#slot = 0;
    this.clear(startUs);
  }

  /** Empties it and turns it to an instant. */
  clear(startUs: number): void {
    this.#slot = Math.floor(startUs / SLOT_US);
    this.#after.fill(NOWHERE, 0, this.#count);
    for (let head = this.#count; head < this.#after.length; head++) {
      this.#after[head] = head;
      this.#before[head] = head;
    }
  }

  /** Puts a pixel that is not in it into the slot of `dueUs`; Infinity = never. */
  add(pixel: number, dueUs: number): void {
    if (dueUs === Infinity) return;
    const ahead = Math.floor(dueUs / SLOT_US) - this.#slot;
    const slot = this.#slot + Math.min(Math.max(ahead, 0), SLOTS - 1);
    const head = this.#count + (slot & (SLOTS - 1));
    const first = this.#after[head]!;
    this.#after[pixel] = first;
    this.#before[pixel] = head;
    this.#before[first] = pixel;
    this.#after[head] = pixel;
  }

  /** Takes a pixel out, if it is in. */
  remove(pixel: number): void {
    const after = this.#after[pixel]!;
    if (after === NOWHERE) return;
    const before = this.#before[pixel]!;
    this.#after[before] = after;
    this.#before[after] = before;
    this.#after[pixel] = NOWHERE;
  }

  /** Turns on by one slot if the present one ends at `untilUs` or before; false = it does not. */
  turn(untilUs: number): boolean {
    if ((this.#slot + 1) * SLOT_US > untilUs) return false;
    this.#slot++;
    return true;
  }

  /** The first pixel of the present slot, and the one behind a pixel of it; -1 = none. */
  get first(): number {
    return this.next(this.#count + (this.#slot & (SLOTS - 1)));
  }

  next(pixel: number): number {
    const after = this.#after[pixel]!;
    return after >= this.#count ? NOWHERE : after;
  }
}
