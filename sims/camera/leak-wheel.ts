const SLOT_US = 1024;
/** [-] slots of a span, and spans around: 33 s, three times as long as a pixel of a usual leak takes; powers of two. */
const SPAN_BITS = 7;
const SPAN_SLOTS = 1 << SPAN_BITS;
const SPANS = 256;
const FARTHEST = (SPANS - 1) * SPAN_SLOTS;
/** [-] no more chunks. */
export const NO_CHUNK = -1;
/** A chunk: the next one, how many pixels it has, then each pixel and its slot; one line of the cache. */
const CHUNK = 16;
const NEXT = 0;
const COUNT = 1;
const ENTRIES = 2;
const ENTRY = 2;
const FULL = (CHUNK - ENTRIES) / ENTRY;

/**
 * Timing wheel: which pixels will do something by themselves, by the slot of 1024 us in which they will. What lies further
 * ahead than the present span of slots waits by span, and is dealt out to slots when that begins; what lies more than a turn
 * ahead waits in the farthest span and is put off. Pixels are only added: whoever turns the wheel knows of each in which
 * slot it last put it, and passes over what it finds elsewhere. Made for caches: a pixel is added to one of few lines that
 * are at hand. (Lists through the pixels themselves, from which one can be taken out, miss the cache six times a pixel.)
 */
export class LeakWheel {
  #chunks = new Int32Array(1024 * CHUNK);
  /** First place of a free chunk, each leading to the next. */
  #free = NO_CHUNK;
  #used = 0;
  /** First place of the newest chunk of each slot of the present span, and behind those of each span. */
  readonly #newest = new Int32Array(SPAN_SLOTS + SPANS);
  #slot = 0;

  /** @param startUs [us] */
  constructor(startUs: number) {
    this.clear(startUs);
  }

  /** Empties it and turns it to an instant. */
  clear(startUs: number): void {
    this.#slot = Math.floor(startUs / SLOT_US);
    this.#newest.fill(NO_CHUNK);
    this.#free = NO_CHUNK;
    this.#used = 0;
  }

  /** [-] number of the present slot, of 32 bits. */
  get slot(): number {
    return this.#slot | 0;
  }

  /** Puts a pixel into the slot of `dueUs`, or the present one if that is past; returns the slot's number, of 32 bits. */
  add(pixel: number, dueUs: number): number {
    const ahead = Math.floor(dueUs / SLOT_US) - this.#slot;
    const into = this.#slot % SPAN_SLOTS;
    const near = Math.min(Math.max(ahead, 0), FARTHEST);
    const slot = (this.#slot + near) | 0;
    const isInSpan = into + near < SPAN_SLOTS;
    const list = isInSpan ? into + near : SPAN_SLOTS + ((slot >>> SPAN_BITS) & (SPANS - 1));
    this.#append(list, pixel, slot);
    return slot;
  }

  /** Takes all chunks out of the present slot; returns the first, or NO_CHUNK. */
  open(): number {
    return this.#takeOut(this.#slot % SPAN_SLOTS);
  }

  /** [-] pixels of a chunk, and one of them. */
  countIn(chunk: number): number {
    return this.#chunks[chunk + COUNT]!;
  }

  pixelIn(chunk: number, k: number): number {
    return this.#chunks[chunk + ENTRIES + ENTRY * k]!;
  }

  /** Gives a chunk back; returns the one behind it, or NO_CHUNK. */
  close(chunk: number): number {
    const next = this.#chunks[chunk + NEXT]!;
    this.#chunks[chunk + NEXT] = this.#free;
    this.#free = chunk;
    return next;
  }

  /** Turns on by one slot if the present one ends at `untilUs` or before; false = it does not. */
  turn(untilUs: number): boolean {
    if ((this.#slot + 1) * SLOT_US > untilUs) return false;
    this.#slot++;
    if (this.#slot % SPAN_SLOTS === 0) this.#dealOut();
    return true;
  }

  /** Deals the pixels of the span that begins out to its slots. */
  #dealOut(): void {
    const list = SPAN_SLOTS + (((this.#slot | 0) >>> SPAN_BITS) & (SPANS - 1));
    for (let chunk = this.#takeOut(list); chunk !== NO_CHUNK; chunk = this.close(chunk)) {
      const count = this.countIn(chunk);
      for (let k = 0; k < count; k++) {
        const slot = this.#chunks[chunk + ENTRIES + ENTRY * k + 1]!;
        this.#append(slot & (SPAN_SLOTS - 1), this.pixelIn(chunk, k), slot);
      }
    }
  }

  #append(list: number, pixel: number, slot: number): void {
    let chunk = this.#newest[list]!;
    if (chunk === NO_CHUNK || this.#chunks[chunk + COUNT]! === FULL) {
      chunk = this.#newChunk(chunk);
      this.#newest[list] = chunk;
    }
    const chunks = this.#chunks;
    const at = chunk + ENTRIES + ENTRY * chunks[chunk + COUNT]!++;
    chunks[at] = pixel;
    chunks[at + 1] = slot;
  }

  #takeOut(list: number): number {
    const chunk = this.#newest[list]!;
    this.#newest[list] = NO_CHUNK;
    return chunk;
  }

  #newChunk(next: number): number {
    let chunk = this.#free;
    if (chunk !== NO_CHUNK) this.#free = this.#chunks[chunk + NEXT]!;
    else {
      chunk = this.#used;
      this.#used += CHUNK;
      if (this.#used > this.#chunks.length) this.#grow();
    }
    this.#chunks[chunk + NEXT] = next;
    this.#chunks[chunk + COUNT] = 0;
    return chunk;
  }

  #grow(): void {
    const larger = new Int32Array(2 * this.#chunks.length);
    larger.set(this.#chunks);
    this.#chunks = larger;
  }
}
