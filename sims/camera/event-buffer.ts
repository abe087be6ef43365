import { assert } from "../../src/core/errors.ts";
import { EventColumns, type SortedEvents } from "./event-columns.ts";
import type { EventSink } from "./pixel-array.ts";

/**
 * Events in the order they were found, on their way into the order of time. Grows, never shrinks. Events of the same
 * microsecond are put in the order of their pixels, those of one pixel stay as they came: the order does not depend
 * on how they were found.
 */
export class EventBuffer implements EventSink {
  readonly #found = new EventColumns();
  readonly #sorted = new EventColumns();
  #startOf = new Uint32Array(0);

  push(timeUs: number, pixel: number, flags: number): void {
    this.#found.push(Math.floor(timeUs), pixel, flags);
  }

  /** Forgets all. */
  clear(): void {
    this.#found.length = 0;
  }

  /**
   * Takes out all events before `toUs`, sorted; valid until the next call. None may lie before `fromUs`. A counting
   * sort: its time grows with events plus microseconds.
   */
  take(fromUs: number, toUs: number): SortedEvents {
    const found = this.#found;
    const sorted = this.#sorted;
    sorted.length = this.#countStarts(fromUs, toUs);
    sorted.reserve(sorted.length);
    const startOf = this.#startOf;
    let kept = 0;
    for (let i = 0; i < found.length; i++) {
      const t = found.t[i]!;
      if (t < toUs) sorted.set(startOf[t - fromUs]!++, found, i);
      else found.set(kept++, found, i);
    }
    found.length = kept;
    orderPixels(sorted);
    return sorted;
  }

  /** For each microsecond, the row where its events begin; returns the number of events before `toUs`. */
  #countStarts(fromUs: number, toUs: number): number {
    const span = toUs - fromUs;
    if (this.#startOf.length < span + 1) this.#startOf = new Uint32Array(span + 1);
    const startOf = this.#startOf;
    startOf.fill(0, 0, span + 1);
    const { t, length } = this.#found;
    for (let i = 0; i < length; i++) {
      const after = t[i]! - fromUs + 1;
      assert(after > 0, "an event is later than the last batch");
      if (after <= span) startOf[after]!++;
    }
    for (let k = 1; k <= span; k++) startOf[k]! += startOf[k - 1]!;
    return startOf[span]!;
  }
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
