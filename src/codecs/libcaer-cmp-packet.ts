import { FieldRoom } from "./field-room.ts";
import { ADDR_X, ADDR_Y, TIME_HIGH, TIME_LOW } from "./libcaer-cmp.ts";

/** [us] range of a packet's times, from its base on. */
const RANGE_24_US = 16777216;
const RANGE_12 = 4096;
/** [bytes] words of a packet that is full. */
const FULL_BYTES = 65536;

/** Collects events into a `libcaer_cmp` packet (decoder: libcaer-cmp.ts), in the order given. */
export class LibcaerCmpPacket {
  readonly words = new FieldRoom(FULL_BYTES);
  /** [us] of the first and the last event; the first is the packet's time base. */
  baseUs = 0;
  lastUs = 0;
  events = 0;
  #high = 0;
  #low = 0;
  #column = -1;

  /** Whether this event must go into the next packet. */
  isFullFor(timeUs: number): boolean {
    if (this.events === 0) return false;
    return this.words.length >= FULL_BYTES || timeUs < this.baseUs || timeUs >= this.baseUs + RANGE_24_US;
  }

  /** Appends an event; x and y are below 2048, and the packet is not full for it. */
  add(timeUs: number, x: number, y: number, p: number): void {
    if (this.events === 0) this.baseUs = this.lastUs = timeUs;
    if (timeUs !== this.lastUs) this.#writeTime(timeUs);
    if (x !== this.#column) {
      this.words.u16((ADDR_X << 12) | x);
      this.#column = x;
    }
    this.words.u16((ADDR_Y << 12) | (p === 0 ? 0 : 0x800) | y);
    this.events++;
  }

  /** Empties the packet. */
  clear(): void {
    this.words.length = 0;
    this.events = 0;
    this.#high = this.#low = 0;
    this.#column = -1;
  }

  #writeTime(timeUs: number): void {
    const sinceUs = timeUs - this.baseUs;
    const high = Math.floor(sinceUs / RANGE_12);
    const low = sinceUs % RANGE_12;
    if (high !== this.#high) this.words.u16((TIME_HIGH << 12) | high);
    if (low !== this.#low) this.words.u16((TIME_LOW << 12) | low);
    this.#high = high;
    this.#low = low;
    this.lastUs = timeUs;
  }
}
