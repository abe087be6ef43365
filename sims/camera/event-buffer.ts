import { assert } from "../../src/core/errors.ts";
import type { EventSink } from "./pixel-array.ts";

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

/**
 * Events in the order they were found, on their way into the order of time. Grows, never shrinks. Events of the same
 * microsecond are put in the order of their pixels, those of one pixel stay as they came: the order does not depend
 * on how they were found.
 */
export class EventBuffer implements EventSink {
  #length = 0;
  #t = new Float64Array(1024);
  #pixel = new Int32Array(1024);
  #flags = new Uint8Array(1024);
  #startOf = new Uint32Array(0);
  readonly #sorted: SortedEvents = {
    length: 0,
    t: new Float64Array(1024),
    pixel: new Int32Array(1024),
    flags: new Uint8Array(1024),
  };

  push(timeUs: number, pixel: number, flags: number): void {
    if (this.#length === this.#t.length) this.#grow();
    const i = this.#length++;
    this.#t[i] = Math.floor(timeUs);
    this.#pixel[i] = pixel;
    this.#flags[i] = flags;
  }

  /** Forgets all. */
  clear(): void {
    this.#length = 0;
  }

  /**
   * Takes out all events before `toUs`, sorted; valid until the next call. None may lie before `fromUs`. A counting
   * sort: its time grows with events plus microseconds.
   */
  take(fromUs: number, toUs: number): SortedEvents {
    const sorted = this.#sorted;
    sorted.length = this.#countStarts(fromUs, toUs);
    if (sorted.t.length < sorted.length) this.#growSorted();
    let kept = 0;
    for (let i = 0; i < this.#length; i++) {
      const t = this.#t[i]!;
      if (t < toUs) {
        const row = this.#startOf[t - fromUs]!++;
        sorted.t[row] = t;
        sorted.pixel[row] = this.#pixel[i]!;
        sorted.flags[row] = this.#flags[i]!;
      } else {
        this.#t[kept] = t;
        this.#pixel[kept] = this.#pixel[i]!;
        this.#flags[kept] = this.#flags[i]!;
        kept++;
      }
    }
    this.#length = kept;
    orderPixels(sorted);
    return sorted;
  }

  /** For each microsecond, the row where its events begin; returns the number of events before `toUs`. */
  #countStarts(fromUs: number, toUs: number): number {
    const span = toUs - fromUs;
    if (this.#startOf.length < span + 1) this.#startOf = new Uint32Array(span + 1);
    const startOf = this.#startOf;
    startOf.fill(0, 0, span + 1);
    for (let i = 0; i < this.#length; i++) {
      const after = this.#t[i]! - fromUs + 1;
      assert(after > 0, "an event is later than the last batch");
      if (after <= span) startOf[after]!++;
    }
    for (let k = 1; k <= span; k++) startOf[k]! += startOf[k - 1]!;
    return startOf[span]!;
  }

  #grow(): void {
    const capacity = 2 * this.#t.length;
    this.#t = copied(this.#t, new Float64Array(capacity));
    this.#pixel = copied(this.#pixel, new Int32Array(capacity));
    this.#flags = copied(this.#flags, new Uint8Array(capacity));
  }

  #growSorted(): void {
    const sorted = this.#sorted;
    const capacity = Math.max(sorted.length, 2 * sorted.t.length);
    sorted.t = new Float64Array(capacity);
    sorted.pixel = new Int32Array(capacity);
    sorted.flags = new Uint8Array(capacity);
  }
}

function copied<T extends Float64Array | Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** [events] more of them in one microsecond are not put in order one by one. */
const FEW = 32;
const MOST_AT_ONCE = 16_777_216;

/** Puts events of one microsecond into the order of their pixels; those of one pixel keep their order. */
function orderPixels(events: SortedEvents): void {
  const { t, length } = events;
  for (let from = 0, to = 1; from < length; from = to, to++) {
    while (to < length && t[to]! === t[from]!) to++;
    if (to - from <= FEW) orderFew(events, from, to);
    else orderMany(events, from, to);
  }
}

function orderFew({ pixel, flags }: SortedEvents, from: number, end: number): void {
  for (let i = from + 1; i < end; i++) {
    const moved = pixel[i]!;
    const flag = flags[i]!;
    let to = i;
    for (; to > from && pixel[to - 1]! > moved; to--) {
      pixel[to] = pixel[to - 1]!;
      flags[to] = flags[to - 1]!;
    }
    pixel[to] = moved;
    flags[to] = flag;
  }
}

function orderMany({ pixel, flags }: SortedEvents, from: number, end: number): void {
  const count = end - from;
  assert(count < MOST_AT_ONCE, "so many events at once need a longer key");
  const keys = new Float64Array(count);
  for (let k = 0; k < count; k++) keys[k] = pixel[from + k]! * MOST_AT_ONCE + k;
  keys.sort();
  const flagsBefore = flags.slice(from, end);
  for (let k = 0; k < count; k++) {
    const row = Math.floor(keys[k]! / MOST_AT_ONCE);
    pixel[from + k] = row;
    flags[from + k] = flagsBefore[keys[k]! - row * MOST_AT_ONCE]!;
  }
}
