import { EventColumns, type SortedEvents } from "./event-columns.ts";
import type { ReadoutDrops, ReadoutModel } from "./readout-model.ts";
import { RowQueue } from "./row-queue.ts";

const US_PER_NS = 1e-3;

/**
 * The way of events from the pixels of a sensor to its output: one server that reads them one by one, or row by row, and
 * stamps them when it has read them. Under a burst events come late and bunched, and in the end are lost. What comes
 * out does not depend on how time is cut.
 */
export class Readout {
  readonly #model: ReadoutModel;
  readonly #width: number;
  readonly #eventUs: number;
  readonly #rowUs: number;
  readonly #queue: RowQueue | null;
  /** Stamped events on their way out. */
  readonly #out = new EventColumns();
  readonly #taken = new EventColumns();
  readonly #dropped = { region: 0, queue: 0, rateControl: 0 };
  #freeUs = 0; // when the server has read all it was given
  // rate control: the period under way, what it saw and let pass, and the period before
  #period = -1;
  #seen = 0;
  #passed = 0;
  #seenBefore = 0;

  /** @param model checked. */
  constructor(model: ReadoutModel, width: number, height: number) {
    this.#model = model;
    this.#width = width;
    this.#eventUs = model.eventNs * US_PER_NS;
    this.#rowUs = model.rowNs * US_PER_NS;
    this.#queue = model.rowNs > 0 ? new RowQueue(width, height) : null;
  }

  get drops(): ReadoutDrops {
    return { ...this.#dropped };
  }

  /** Takes the events before `untilUs` that were not taken yet, sorted; returns those that leave before, valid until then. */
  pass(events: SortedEvents, untilUs: number): SortedEvents {
    for (let i = 0; i < events.length; i++) {
      const pixel = events.pixel[i]!;
      if (!this.#isInRegion(pixel)) this.#dropped.region++;
      else if (this.#queue === null) this.#readOne(events.t[i]!, pixel, events.flags[i]!);
      else this.#enqueue(this.#queue, events.t[i]!, pixel, events.flags[i]!);
    }
    if (this.#queue !== null) this.#readRows(this.#queue, untilUs);
    return this.#leave(untilUs);
  }

  #isInRegion(pixel: number): boolean {
    const { region } = this.#model;
    if (region === null) return true;
    const row = Math.floor(pixel / this.#width);
    const column = pixel - row * this.#width;
    const inRows = row >= region.y && row < region.y + region.height;
    return inRows && column >= region.x && column < region.x + region.width;
  }

  #readOne(timeUs: number, pixel: number, flags: number): void {
    if (this.#freeUs - timeUs > this.#model.queueEvents * this.#eventUs) {
      this.#dropped.queue++;
      return;
    }
    this.#freeUs = Math.max(this.#freeUs, timeUs) + this.#eventUs;
    this.#stamp(pixel, flags);
  }

  #enqueue(queue: RowQueue, timeUs: number, pixel: number, flags: number): void {
    this.#readRows(queue, timeUs);
    if (queue.waiting >= this.#model.queueEvents) this.#dropped.queue++;
    else queue.push(timeUs, pixel, flags);
  }

  /** Reads every row whose turn comes before `untilUs`: the oldest event's, with all of its events that wait by then. */
  #readRows(queue: RowQueue, untilUs: number): void {
    while (queue.waiting > 0) {
      const startUs = Math.max(this.#freeUs, queue.oldestUs);
      if (startUs >= untilUs) return;
      const row = queue.openOldestRow();
      this.#freeUs = startUs + this.#rowUs + row * this.#eventUs;
      while (queue.next()) this.#stamp(queue.pixel, queue.flags);
    }
  }

  /** An event has been read at `#freeUs`. */
  #stamp(pixel: number, flags: number): void {
    const stampUs = Math.floor(this.#freeUs);
    if (this.#mayPass(stampUs)) this.#out.push(stampUs, pixel, flags);
    else this.#dropped.rateControl++;
  }

  /**
   * Of each period so many events pass, evenly, as would have brought the period before down to the limit, and never
   * more than the limit.
   */
  #mayPass(stampUs: number): boolean {
    const { rateControl } = this.#model;
    if (rateControl === null) return true;
    const { periodUs, maxEvents } = rateControl;
    const period = Math.floor(stampUs / periodUs);
    if (period !== this.#period) {
      this.#seenBefore = period === this.#period + 1 ? this.#seen : 0;
      this.#period = period;
      this.#seen = this.#passed = 0;
    }
    this.#seen++;
    const share = Math.min(1, maxEvents / Math.max(1, this.#seenBefore));
    if (this.#passed >= maxEvents || this.#passed >= Math.ceil(share * this.#seen)) return false;
    this.#passed++;
    return true;
  }

  #leave(untilUs: number): SortedEvents {
    const out = this.#out;
    const taken = this.#taken;
    let count = 0;
    while (count < out.length && out.t[count]! < untilUs) count++;
    taken.length = count;
    taken.reserve(count);
    for (let i = 0; i < count; i++) taken.set(i, out, i);
    for (let i = count; i < out.length; i++) out.set(i - count, out, i);
    out.length -= count;
    return taken;
  }
}
