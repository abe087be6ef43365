import type { EventBatch } from "../core/event-batch.ts";
import { flushCounts, type LoopCounts } from "./decode-stats.ts";
import { usOfNs } from "./nanoseconds.ts";
import type { KernelPort, WordKernel } from "./word-decoder.ts";

export const TIME_HIGH = 0;
export const TIME_LOW = 1;
export const ADDR_X = 2;
export const ADDR_Y = 3;
const VECT_BASE_Y = 4;
const VECT_8 = 5;
/** [events] one word can hold. */
const WORD_ROOM = 8;

/**
 * Encoding `libcaer_cmp` of ROS event packets: 16-bit little-endian words, type in bits 15..12. A column (ADDR_X) holds
 * for the rows after it (ADDR_Y, polarity in bit 11; or VECT_8 masks from VECT_BASE_Y up). The 24-bit time starts at 0 in
 * every packet and counts from its time base. Source: event_camera_codecs `libcaer_cmp_decoder.h`.
 */
export class LibcaerCmpKernel implements WordKernel {
  readonly wordBytes = 2;
  fault: string | null = null;
  readonly #port: KernelPort;
  readonly #words: Uint16Array;
  readonly #counts: LoopCounts = { outOfBounds: 0, stepsBack: 0, wraps: 0 };
  #baseUs = 0;
  #highUs = 0;
  #lowUs = 0;
  #timeUs = 0;
  #lastUs = -Infinity; // of the last event
  #column = 0;
  #baseRow = 0;
  #polarity = 0;

  constructor(port: KernelPort) {
    this.#port = port;
    this.#words = new Uint16Array(port.window);
  }

  get timeUs(): number {
    return this.#timeUs;
  }

  /** A packet begins: its time is the base until its first time word; column and row last from the packet before. */
  begin(baseLow: number, baseHigh: number): boolean {
    this.#baseUs = usOfNs(baseLow, baseHigh);
    this.#setTime(0, 0);
    return true;
  }

  run(from: number, to: number, out: EventBatch): number {
    this.fault = null;
    const room = out.t.length - WORD_ROOM;
    let at = from;
    while (at < to && out.length <= room && this.#word(this.#words[at]!, out)) at++;
    flushCounts(this.#counts, this.#port.stats);
    return at;
  }

  /** Column and time are safe again in the next packet only. */
  sync(_from: number, to: number): number {
    return to;
  }

  save(): readonly number[] {
    return [this.#timeUs, this.#lastUs, this.#column, this.#baseRow, this.#polarity];
  }

  restore([timeUs = 0, lastUs = 0, column = 0, baseRow = 0, polarity = 0]: readonly number[]): void {
    this.#timeUs = timeUs;
    this.#lastUs = lastUs;
    this.#column = column;
    this.#baseRow = baseRow;
    this.#polarity = polarity;
  }

  /** Takes one word; false when there is no such word. */
  #word(word: number, out: EventBatch): boolean {
    const data = word & 0xfff;
    switch (word >>> 12) {
      case ADDR_Y:
        this.#put(out, data & 0x7ff, data >>> 11);
        return true;
      case ADDR_X:
        this.#column = data & 0x7ff;
        return true;
      case TIME_LOW:
        this.#setTime(this.#highUs, data);
        return true;
      case TIME_HIGH:
        this.#setTime(data * 4096, this.#lowUs);
        return true;
      case VECT_8:
        for (let mask = data & 0xff, row = this.#baseRow; mask !== 0; mask >>>= 1, row++) {
          if ((mask & 1) === 1) this.#put(out, row, this.#polarity);
        }
        this.#baseRow += 8;
        return true;
      case VECT_BASE_Y:
        this.#baseRow = data & 0x7ff;
        this.#polarity = data >>> 11;
        return true;
      default:
        this.fault = `a word of type ${String(word >>> 12)}, which libcaer_cmp does not have,`;
        return false;
    }
  }

  #setTime(highUs: number, lowUs: number): void {
    this.#highUs = highUs;
    this.#lowUs = lowUs;
    this.#timeUs = this.#baseUs + highUs + lowUs;
  }

  #put(out: EventBatch, row: number, polarity: number): void {
    if (this.#timeUs < this.#lastUs) this.#counts.stepsBack++;
    this.#lastUs = this.#timeUs;
    if (this.#column >= out.width || row >= out.height) {
      this.#counts.outOfBounds++;
      return;
    }
    const n = out.length++;
    out.t[n] = this.#timeUs;
    out.x[n] = this.#column;
    out.y[n] = row;
    out.p[n] = polarity;
  }
}
