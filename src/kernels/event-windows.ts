import { createEventBatch, type EventBatch } from "../core/event-batch.ts";
import { firstRowAt, sortEvents } from "./sort-events.ts";

export interface WindowOptions {
  /** [us] start of the first window; earlier events are dropped and counted. */
  readonly startUs: number;
  /** [us] length of a window; null cuts by `windowEvents`. */
  readonly windowUs: number | null;
  /** [events] of a window cut by number, and at most in one cut by time. */
  readonly windowEvents: number;
  /** [us] how far an event may lag behind the newest one and still find its place in order; others are dropped. */
  readonly sortUs: number;
  /** [us] an event further behind than this is the start of a clock that was set anew. */
  readonly restartUs: number;
  /** [us] how long empty windows are made in a gap without events. */
  readonly emptyUs: number;
}

/** A window of events. */
export interface EventWindow {
  /** Sorted by time, exactly as large as its events; belongs to the receiver. */
  readonly batch: EventBatch;
  /** [us] its events are earlier than this (cut by number: not later). */
  readonly endUs: number;
}

/** What was done to events out of order; all count events or windows since the start. */
export interface WindowCounts {
  /** Put in their place in time. */
  sorted: number;
  /** Dropped: they lagged too far behind, or lay before the first window. */
  late: number;
  /** Times the clock fell back by more than `restartUs`; the time then goes on from the newest one. */
  clockRestarts: number;
  /** Times a window by time had more than `windowEvents` events and was handed out in parts. */
  split: number;
}

/**
 * Cuts a stream of events into sorted windows. Rows may come somewhat out of order: a window is handed out when an event
 * `sortUs` after its end has been seen, so every window is final. Holds the rows of one window, of `sortUs`, and of
 * the last batch given.
 */
export class EventWindows {
  readonly counts: WindowCounts = { sorted: 0, late: 0, clockRestarts: 0, split: 0 };
  readonly #options: WindowOptions;
  #rows: EventBatch;
  /** Rows before it have been handed out. */
  #head = 0;
  #inOrder = true;
  /** [us] added to times, for clocks that were set anew. */
  #shiftUs = 0;
  /** [us] earlier events are late. */
  #closedUs: number;
  /** [us] start of the next window by time. */
  #windowUs: number;
  #newestUs = -Infinity;
  /** [us] end of the last window with events. */
  #emptyFromUs: number;

  constructor(width: number, height: number, options: WindowOptions) {
    this.#options = options;
    this.#rows = createEventBatch(width, height, 4096);
    this.#closedUs = options.startUs;
    this.#windowUs = options.startUs;
    this.#emptyFromUs = options.startUs;
  }

  /** [us] end of the last window handed out, or the start of the first. */
  get closedUs(): number {
    return this.#closedUs;
  }

  /** Takes the rows of a batch, in the order in which the stream holds them. */
  push(batch: EventBatch): void {
    this.#reserve(batch.length);
    const rows = this.#rows;
    for (let i = 0; i < batch.length; i++) {
      let timeUs = batch.t[i]! + this.#shiftUs;
      if (timeUs < this.#newestUs) {
        timeUs = this.#outOfOrder(timeUs);
        if (Number.isNaN(timeUs)) continue;
      } else if (timeUs < this.#closedUs) {
        this.counts.late++; // before the start
        continue;
      }
      this.#newestUs = Math.max(this.#newestUs, timeUs);
      const n = rows.length++;
      rows.t[n] = timeUs;
      rows.x[n] = batch.x[i]!;
      rows.y[n] = batch.y[i]!;
      rows.p[n] = batch.p[i]!;
    }
  }

  /**
   * The next window that is final, or null when more rows must come first.
   * @param ended no more rows will come: all that is left is final
   */
  next(ended: boolean): EventWindow | null {
    if (!this.#inOrder) {
      sortEvents(this.#rows, this.#head);
      this.#inOrder = true;
    }
    return this.#options.windowUs === null
      ? this.#nextByNumber(ended)
      : this.#nextByTime(this.#options.windowUs, ended);
  }

  #nextByNumber(ended: boolean): EventWindow | null {
    const left = this.#rows.length - this.#head;
    const { windowEvents, sortUs } = this.#options;
    if (left === 0 || (left < windowEvents && !ended)) return null;
    const end = this.#head + Math.min(left, windowEvents);
    const lastUs = this.#rows.t[end - 1]!;
    const isFinal = ended || lastUs <= this.#newestUs - sortUs;
    const isOverfull = left >= 2 * windowEvents + 65536; // all within sortUs: order beyond it cannot be had
    return isFinal || isOverfull ? this.#handOut(end, lastUs) : null;
  }

  #nextByTime(windowUs: number, ended: boolean): EventWindow | null {
    const { sortUs, windowEvents } = this.#options;
    const left = this.#rows.length - this.#head;
    if (left === 0 && ended) return null;
    this.#skipGap(windowUs, ended);
    const endUs = this.#windowUs + windowUs;
    const end = firstRowAt(this.#rows, endUs, this.#head);
    if (end - this.#head > windowEvents) {
      this.counts.split++;
      const partEnd = this.#head + windowEvents;
      return this.#handOut(partEnd, this.#rows.t[partEnd - 1]!); // equal times may go on in the next part
    }
    const isFinal = ended || this.#newestUs >= endUs + sortUs;
    if (!isFinal && left < 2 * windowEvents) return null;
    this.#windowUs = endUs;
    return this.#handOut(end, endUs);
  }

  /** Leaves out the windows of a long gap: the next one is the first in which an event can lie. */
  #skipGap(windowUs: number, ended: boolean): void {
    const { emptyUs, startUs, sortUs } = this.#options;
    if (this.#head === this.#rows.length || this.#windowUs - this.#emptyFromUs < emptyUs) return;
    const earliestUs = this.#rows.t[this.#head]! - (ended ? 0 : sortUs);
    const gridUs = startUs + Math.floor((earliestUs - startUs) / windowUs) * windowUs;
    this.#windowUs = Math.max(this.#windowUs, gridUs);
  }

  #handOut(end: number, endUs: number): EventWindow {
    const { t, x, y, p, width, height } = this.#rows;
    const from = this.#head;
    this.#head = end;
    if (end > from) this.#emptyFromUs = endUs;
    this.#closedUs = endUs;
    const batch = {
      width,
      height,
      length: end - from,
      t: t.slice(from, end),
      x: x.slice(from, end),
      y: y.slice(from, end),
      p: p.slice(from, end),
    };
    return { batch, endUs };
  }

  /** [us] the time to keep an event under that is earlier than the newest; NaN when it must go. */
  #outOfOrder(timeUs: number): number {
    const lagUs = this.#newestUs - timeUs;
    if (lagUs > this.#options.restartUs) {
      this.counts.clockRestarts++;
      this.#shiftUs += lagUs;
      return this.#newestUs;
    }
    if (lagUs > this.#options.sortUs || timeUs < this.#closedUs) {
      this.counts.late++;
      return NaN;
    }
    this.counts.sorted++;
    this.#inOrder = false;
    return timeUs;
  }

  /** Makes room for so many rows behind those that wait. */
  #reserve(more: number): void {
    const old = this.#rows;
    const waiting = old.length - this.#head;
    if (old.length + more <= old.t.length) return;
    const fits = waiting + more <= old.t.length / 2;
    const rows = fits ? old : createEventBatch(old.width, old.height, 2 * (waiting + more));
    rows.t.set(old.t.subarray(this.#head, old.length));
    rows.x.set(old.x.subarray(this.#head, old.length));
    rows.y.set(old.y.subarray(this.#head, old.length));
    rows.p.set(old.p.subarray(this.#head, old.length));
    rows.length = waiting;
    this.#rows = rows;
    this.#head = 0;
  }
}
