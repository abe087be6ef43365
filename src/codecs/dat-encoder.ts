import type { EventBatch } from "../core/event-batch.ts";
import { asciiBytes } from "./ascii.ts";
import type { Encoder, EncoderOptions, Patch } from "./codec.ts";
import { RANGE_32_US, WRAP_FALL_32_US } from "./dat-words.ts";
import { WordSink } from "./word-sink.ts";
import { checkRows, unwritable, type WriterLimits } from "./writer-limits.ts";

/** Nothing in the format says that the time has wrapped but its fall: it starts below 2^32, and gaps stay below 2^31. */
export const DAT_LIMITS: WriterLimits = {
  maxWidth: 16384,
  maxHeight: 16384,
  minFirstUs: 0,
  maxFirstUs: RANGE_32_US - 1,
  ascending: false,
};

const FORMAT = { name: "DAT", limits: DAT_LIMITS };
/** Event type 12 (CD), 8 bytes each. */
const TYPE_AND_SIZE = "\x0c\x08";

/** Writes DAT version 2, in the order given. */
export class DatEncoder implements Encoder {
  readonly #options: EncoderOptions;
  readonly #sink = new WordSink((length) => new Uint32Array(length));
  #events = 0;
  #loopUs = 0;
  #storedUs = 0;

  constructor(options: EncoderOptions) {
    this.#options = options;
  }

  header(): Uint8Array {
    const { width, height } = this.#options.geometry;
    const lines = [
      "Data file containing CD events.",
      "Version 2",
      `Height ${String(height)}`,
      `Width ${String(width)}`,
    ];
    return asciiBytes(lines.map((line) => `% ${line}\n`).join("") + TYPE_AND_SIZE);
  }

  encode(batch: EventBatch): Uint8Array {
    checkRows(FORMAT, batch, this.#events);
    const { t, x, y, p, length } = batch;
    const sink = this.#sink;
    sink.reserve(2 * length);
    for (let i = 0; i < length; i++) {
      const storedUs = t[i]! - this.#loopUs;
      if (storedUs < this.#storedUs || storedUs >= RANGE_32_US) this.#step(storedUs, this.#events + i);
      else this.#storedUs = storedUs;
      sink.push(this.#storedUs);
      sink.push(((p[i] === 0 ? 0 : 1) << 28) | (y[i]! << 14) | x[i]!);
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

  /** The time falls, or leaves the range: a step back or a wrap, if a reader can tell them apart. */
  #step(storedUs: number, event: number): void {
    const wrapped = storedUs >= RANGE_32_US;
    const nextUs = wrapped ? storedUs - RANGE_32_US : storedUs;
    const readAsWrap = this.#storedUs - nextUs > WRAP_FALL_32_US;
    if (nextUs < 0)
      throw unwritable(FORMAT.name, event, "its time steps back over a wrap of the 32-bit time");
    if (nextUs >= RANGE_32_US || (wrapped && !readAsWrap)) {
      throw unwritable(
        FORMAT.name,
        event,
        "its time lies beyond the 32-bit range by a gap that no reader could see",
      );
    }
    if (readAsWrap && !wrapped)
      throw unwritable(FORMAT.name, event, "its time steps back by more than 2^31 us");
    if (wrapped) this.#loopUs += RANGE_32_US;
    this.#storedUs = nextUs;
  }
}
