import type { EventBatch } from "../core/event-batch.ts";
import { asciiBytes } from "./ascii.ts";
import type { Encoder, EncoderOptions, Patch } from "./codec.ts";
import { rawHeaderText } from "./raw-header.ts";
import { RANGE_34_US, WRAP_FALL_US } from "./time34.ts";
import { WordSink } from "./word-sink.ts";
import { checkRows, unwritable, type WriterLimits } from "./writer-limits.ts";

/** [-] TIME_HIGH words per wrap of the time. */
const HIGH_RANGE = 0x10000000;
const TIME_HIGH_WORD = 0x80000000;
/** [-] wraps written at once, to start late or over a gap: each costs two words, this many 32 KiB. */
const MAX_WRAPS = 4096;

/** The time may start late: wraps are written out before the first event. */
export const EVT2_LIMITS: WriterLimits = {
  maxWidth: 2048,
  maxHeight: 2048,
  minFirstUs: 0,
  maxFirstUs: (MAX_WRAPS + 1) * RANGE_34_US - 1,
  ascending: false,
};

const FORMAT = { name: "EVT 2.0", limits: EVT2_LIMITS };

/** Writes EVT 2.0: a TIME_HIGH whenever the upper time bits change, then one word per event, in the order given. */
export class Evt2Encoder implements Encoder {
  readonly #options: EncoderOptions;
  readonly #sink = new WordSink((length) => new Uint32Array(length));
  #events = 0;
  #loop = 0;
  #high = -1; // within the loop; -1 before the first

  constructor(options: EncoderOptions) {
    this.#options = options;
  }

  header(): Uint8Array {
    const { geometry, camera } = this.#options;
    return asciiBytes(rawHeaderText({ encoding: "EVT2", evt: "2.0", geometry, camera }));
  }

  encode(batch: EventBatch): Uint8Array {
    checkRows(FORMAT, batch, this.#events);
    const sink = this.#sink;
    const { t, x, y, p, length } = batch;
    sink.reserve(2 * length);
    for (let i = 0, current = this.#loop * HIGH_RANGE + this.#high; i < length; i++) {
      const high = Math.floor(t[i]! / 64);
      if (high !== current) this.#writeHigh(high, this.#events + i, length - i);
      current = high;
      const type = p[i] === 0 ? 0 : 1;
      sink.push((type << 28) | ((t[i]! - high * 64) << 22) | (x[i]! << 11) | y[i]!);
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

  /** @param left events still to come in the batch, for which room is kept */
  #writeHigh(fullHigh: number, event: number, left: number): void {
    const loop = Math.floor(fullHigh / HIGH_RANGE);
    const high = fullHigh - loop * HIGH_RANGE;
    const wraps = loop - this.#loop;
    if (wraps < 0) throw unwritable(FORMAT.name, event, "its time steps back over a wrap of the 34-bit time");
    if (wraps > MAX_WRAPS)
      throw unwritable(FORMAT.name, event, `${String(wraps)} wraps of 4.77 h before it, at most 4096`);
    this.#sink.reserve(2 * wraps + 2 * left);
    for (let i = 0; i < wraps; i++) {
      this.#sink.push(TIME_HIGH_WORD | (HIGH_RANGE - 1));
      this.#sink.push(TIME_HIGH_WORD);
      this.#high = 0;
    }
    if ((this.#high - high) * 64 >= WRAP_FALL_US) {
      throw unwritable(FORMAT.name, event, "its time steps back so far that it would be read as a wrap");
    }
    this.#sink.push(TIME_HIGH_WORD | high);
    this.#loop = loop;
    this.#high = high;
  }
}
