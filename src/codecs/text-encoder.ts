import type { EventBatch } from "../core/event-batch.ts";
import { asciiBytes } from "./ascii.ts";
import { ByteRoom } from "./byte-room.ts";
import type { Encoder, EncoderOptions, Patch } from "./codec.ts";
import { COMMA, SPACE } from "./text-layout.ts";
import { checkRows, type WriterLimits } from "./writer-limits.ts";

export const TEXT_LIMITS: WriterLimits = {
  maxWidth: 65536,
  maxHeight: 65536,
  minFirstUs: 0,
  maxFirstUs: Number.MAX_SAFE_INTEGER,
  ascending: false,
};

/** [bytes] of a line at most: 17 digits and a point of time, two places of 5, a polarity, what stands between. */
const LINE_BYTES = 34;
const ZERO = 0x30;
const POINT = 0x2e;
const NEWLINE = 0x0a;
/** [-] digits after the point of a time in seconds. */
const MICROSECOND_DIGITS = 6;
const MILLION = 1000000;

/** How the lines of a format are written. */
interface LineStyle {
  readonly name: string;
  readonly separator: number;
  readonly inSeconds: boolean;
  header(options: EncoderOptions): string;
}

/** As E2VID reads it: width and height, then time in seconds, x, y, polarity. */
export const TEXT_STYLE: LineStyle = {
  name: "text",
  separator: SPACE,
  inSeconds: true,
  header: ({ geometry }) => `${geometry.width} ${geometry.height}\n`,
};

/** A line of names, then time in microseconds, x, y, polarity. The sensor's size has no place in it. */
export const CSV_STYLE: LineStyle = {
  name: "CSV",
  separator: COMMA,
  inSeconds: false,
  header: () => "t,x,y,p\n",
};

/** Writes lines of events, in the order given; polarity 1 is ON. */
export class LineEncoder implements Encoder {
  readonly #style: LineStyle;
  readonly #options: EncoderOptions;
  readonly #out = new ByteRoom(65536);
  #events = 0;

  constructor(style: LineStyle, options: EncoderOptions) {
    this.#style = style;
    this.#options = options;
  }

  header(): Uint8Array {
    return asciiBytes(this.#style.header(this.#options));
  }

  encode(batch: EventBatch): Uint8Array {
    checkRows({ name: this.#style.name, limits: TEXT_LIMITS }, batch, this.#events);
    const { t, x, y, p, length } = batch;
    const { separator, inSeconds } = this.#style;
    const out = this.#out;
    out.length = 0;
    out.reserve(length * LINE_BYTES);
    const { bytes } = out;
    let at = 0;
    for (let i = 0; i < length; i++) {
      at = inSeconds ? writeSeconds(bytes, at, t[i]!) : writeWhole(bytes, at, t[i]!);
      bytes[at++] = separator;
      at = writeWhole(bytes, at, x[i]!);
      bytes[at++] = separator;
      at = writeWhole(bytes, at, y[i]!);
      bytes[at++] = separator;
      bytes[at++] = p[i] === 0 ? ZERO : ZERO + 1;
      bytes[at++] = NEWLINE;
    }
    out.length = at;
    this.#events += length;
    return out.view();
  }

  finish(): Uint8Array {
    return new Uint8Array(0);
  }

  patches(): readonly Patch[] {
    return [];
  }
}

function writeSeconds(bytes: Uint8Array, at: number, timeUs: number): number {
  const seconds = Math.floor(timeUs / MILLION);
  const point = writeWhole(bytes, at, seconds);
  bytes[point] = POINT;
  writeDigits(bytes, point + 1, timeUs - seconds * MILLION, MICROSECOND_DIGITS);
  return point + 1 + MICROSECOND_DIGITS;
}

/** A whole number from 0 to 2^53; returns the position after it. */
function writeWhole(bytes: Uint8Array, at: number, value: number): number {
  let digits = 1;
  for (let limit = 10; value >= limit; limit *= 10) digits++;
  writeDigits(bytes, at, value, digits);
  return at + digits;
}

function writeDigits(bytes: Uint8Array, at: number, value: number, digits: number): void {
  let rest = value;
  for (let place = at + digits - 1; place >= at; place--) {
    const next = Math.floor(rest / 10);
    bytes[place] = ZERO + (rest - next * 10);
    rest = next;
  }
}
