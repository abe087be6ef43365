import type { FieldRoom } from "./field-room.ts";

/** [us] between entries. Source: OpenEB `kIndexesPeriodUs`. */
const PERIOD_US = 2000;
/** [-] entries written at once, over a gap of 9 minutes; after a longer one the index ends, and only reading through helps. */
const MAX_GAP_ENTRIES = 262144;

/**
 * The index of a Prophesee HDF5 file: for every 2000 us after the first event, the number and time of the event from
 * which to read. Follows OpenEB's writer entry by entry.
 */
export class TimeIndex {
  /** [us] of the first event. */
  firstUs = 0;
  /** [-] entries so far. */
  length = 0;
  #events = 0;
  #ended = false;
  #entry = { event: 0, timeUs: -1 };
  #before = { event: 0, timeUs: -1 };

  /** Takes the next event's time; appends entries to `into`. */
  add(timeUs: number, into: FieldRoom): void {
    if (this.#events === 0) this.firstUs = timeUs;
    const sinceUs = timeUs - this.firstUs;
    const due = Math.floor(sinceUs / PERIOD_US) + 1;
    this.#ended ||= due - this.length > MAX_GAP_ENTRIES;
    while (!this.#ended && this.length < due) {
      if (this.#events !== this.#entry.event) this.#before = this.#entry;
      this.#write(this.#before, into);
      this.#entry = { event: this.#events, timeUs: sinceUs };
    }
    this.#events++;
  }

  /** Appends the last entry. */
  end(into: FieldRoom): void {
    if (this.length > 0) this.#write(this.#entry, into);
  }

  #write({ event, timeUs }: { readonly event: number; readonly timeUs: number }, into: FieldRoom): void {
    into.u64(event);
    into.u64(timeUs); // -1 becomes all ones
    this.length++;
  }
}
