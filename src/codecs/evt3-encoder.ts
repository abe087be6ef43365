import type { EventBatch } from "../core/event-batch.ts";
import { asciiBytes } from "./ascii.ts";
import type { Encoder, EncoderOptions, Patch } from "./codec.ts";
import {
  ADDR_X,
  ADDR_Y,
  RANGE_24_US,
  TIME_HIGH,
  TIME_LOW,
  VECT_12,
  VECT_8,
  VECT_BASE_X,
  WRAP_FALL_HIGH,
} from "./evt3.ts";
import { rawHeaderText } from "./raw-header.ts";
import { WordSink } from "./word-sink.ts";
import { checkRows, unwritable, type WriterLimits } from "./writer-limits.ts";

/** [-] values of TIME_HIGH, TIME_LOW. */
const RANGE_12 = 4096;
/** [-] wraps written at once, to start late or over a gap: each costs two words, this many 16 KiB. */
const MAX_WRAPS = 4096;
/** [px] of a vector: 12 + 12 + 8. */
const VECTOR_WIDTH = 32;

/** The time may start late: wraps are written out before the first event. */
export const EVT3_LIMITS: WriterLimits = {
  maxWidth: 2048,
  maxHeight: 2048,
  minFirstUs: 0,
  maxFirstUs: (MAX_WRAPS + 1) * RANGE_24_US - 1,
  ascending: false,
};

const FORMAT = { name: "EVT 3.0", limits: EVT3_LIMITS };

/**
 * Writes EVT 3.0, in the order given: time and row when they change, then each event as ADDR_X, or a run of neighbours
 * (same time, row and polarity, ascending x) as a vector where that is shorter. Vectors are always whole 12-12-8 triples
 * inside the sensor: OpenEB reads no others.
 */
export class Evt3Encoder implements Encoder {
  readonly #options: EncoderOptions;
  readonly #sink = new WordSink((length) => new Uint16Array(length));
  #events = 0;
  #loop = 0;
  #high = -1; // within the loop; -1 before the first
  #timeUs = -1;
  #row = -1;
  #vectorBase = -1; // where the next vector would start without a VECT_BASE_X; -1 when unknown
  #vectorPolarity = 0;

  constructor(options: EncoderOptions) {
    this.#options = options;
  }

  header(): Uint8Array {
    const { geometry, camera } = this.#options;
    return asciiBytes(rawHeaderText({ encoding: "EVT3", evt: "3.0", geometry, camera }));
  }

  encode(batch: EventBatch): Uint8Array {
    checkRows(FORMAT, batch, this.#events);
    const { t, x, y, p, length } = batch;
    const sink = this.#sink;
    sink.reserve(4 * length);
    for (let i = 0; i < length;) {
      if (t[i] !== this.#timeUs) this.#writeTime(t[i]!, this.#events + i, length - i);
      if (y[i] !== this.#row) this.#writeRow(y[i]!);
      const taken = this.#writeVector(batch, i);
      if (taken === 0) {
        sink.push((ADDR_X << 12) | (p[i] === 0 ? 0 : 0x800) | x[i]!);
        this.#vectorBase = -1; // to faery 0.7 an ADDR_X is a base, too
      }
      i += Math.max(taken, 1);
    }
    this.#events += length;
    return sink.take();
  }

  finish(): Uint8Array {
    return new Uint8Array(0);
  }

  patches(): readonly Patch[] {
    return [];
  }

  #writeRow(row: number): void {
    this.#sink.push((ADDR_Y << 12) | row);
    this.#row = row;
  }

  /** @param left events still to come in the batch, for which room is kept */
  #writeTime(timeUs: number, event: number, left: number): void {
    const high = Math.floor(timeUs / RANGE_12);
    if (this.#high < 0 || high !== this.#loop * RANGE_12 + this.#high) this.#writeHigh(high, event, left);
    this.#sink.push((TIME_LOW << 12) | (timeUs - high * RANGE_12));
    this.#timeUs = timeUs;
  }

  #writeHigh(fullHigh: number, event: number, left: number): void {
    const loop = Math.floor(fullHigh / RANGE_12);
    const high = fullHigh - loop * RANGE_12;
    const wraps = loop - this.#loop;
    if (wraps < 0) throw unwritable(FORMAT.name, event, "its time steps back over a wrap of the 24-bit time");
    if (wraps > MAX_WRAPS)
      throw unwritable(FORMAT.name, event, `${String(wraps)} wraps of 16.8 s before it, at most 4096`);
    this.#sink.reserve(2 * wraps + 4 * left);
    for (let i = 0; i < wraps; i++) {
      this.#sink.push((TIME_HIGH << 12) | (RANGE_12 - 1));
      this.#sink.push(TIME_HIGH << 12);
      this.#high = 0;
    }
    if (this.#high - high >= WRAP_FALL_HIGH) {
      throw unwritable(FORMAT.name, event, "its time steps back so far that it would be read as a wrap");
    }
    this.#sink.push((TIME_HIGH << 12) | high);
    this.#loop = loop;
    this.#high = high;
  }

  /** Writes the run that starts at event `i` as a vector if that is shorter; returns how many events it took. */
  #writeVector(batch: EventBatch, i: number): number {
    const first = batch.x[i]!;
    const goesOn =
      this.#vectorBase >= 0 &&
      this.#vectorPolarity === batch.p[i] &&
      first >= this.#vectorBase &&
      first < this.#vectorBase + VECTOR_WIDTH;
    const base = goesOn ? this.#vectorBase : first;
    if (base + VECTOR_WIDTH > this.#options.geometry.width) return 0;
    const count = runLength(batch, i, base + VECTOR_WIDTH);
    if (count <= (goesOn ? 3 : 4)) return 0; // words of a vector
    if (!goesOn) this.#sink.push((VECT_BASE_X << 12) | (batch.p[i] === 0 ? 0 : 0x800) | base);
    let mask = 0;
    for (let k = i; k < i + count; k++) mask |= 1 << (batch.x[k]! - base);
    this.#sink.push((VECT_12 << 12) | (mask & 0xfff));
    this.#sink.push((VECT_12 << 12) | ((mask >>> 12) & 0xfff));
    this.#sink.push((VECT_8 << 12) | (mask >>> 24));
    this.#vectorBase = base + VECTOR_WIDTH;
    this.#vectorPolarity = batch.p[i]!;
    return count;
  }
}

/** [events] from `i` on with the same time, row and polarity, and x ascending below `end`. */
function runLength({ t, x, y, p, length }: EventBatch, i: number, end: number): number {
  let k = i + 1;
  while (k < length && t[k] === t[i] && y[k] === y[i] && p[k] === p[i] && x[k]! > x[k - 1]! && x[k]! < end)
    k++;
  return k - i;
}
