import type { EventBatch } from "../core/event-batch.ts";
import {
  PLAIN_ROWS,
  type DecoderOptions,
  type Geometry,
  type Sighting,
  type StreamFormat,
  type StreamHeader,
} from "./codec.ts";
import { chooseGeometry } from "./geometry-choice.ts";
import { cutHeader } from "./percent-header.ts";
import {
  WordDecoder,
  type HeaderReader,
  type KernelPort,
  type WordKernel,
  type WordStream,
} from "./word-decoder.ts";

/** [bytes] of an event: x, y, then polarity in bit 23 and time in bits 22..0, most significant byte first. */
const EVENT_BYTES = 5;
const TIME_MASK = 0x7fffff;
/** [px] 8-bit coordinates; the sensor, of 304x240, was only ever used in parts of this size. */
const BOUNDS: Geometry = { width: 256, height: 240 };
/** An event in this row is none: the time that follows has wrapped. Source: tonic `read_mnist_file`. */
const WRAP_ROW = 240;
/** [us] the time moves on by this at such an event. */
const WRAP_US = 8192;

/** Decodes the 40-bit events of the ATIS, as N-MNIST and N-Caltech101 have them. */
class AtisKernel implements WordKernel {
  readonly wordBytes = EVENT_BYTES;
  readonly fault = null; // every bit pattern is an event
  readonly #bytes: Uint8Array;
  readonly #port: KernelPort;
  #loopUs = 0;
  timeUs = 0;

  constructor(port: KernelPort) {
    this.#bytes = new Uint8Array(port.window);
    this.#port = port;
  }

  run(from: number, to: number, out: EventBatch): number {
    const bytes = this.#bytes;
    const { stats } = this.#port;
    const { t, x, y, p, width, height } = out;
    const room = t.length;
    let n = out.length;
    let at = from;
    for (; at < to && n < room; at++) {
      const place = at * EVENT_BYTES;
      const row = bytes[place + 1]!;
      if (row === WRAP_ROW) {
        this.#loopUs += WRAP_US;
        stats.wraps++;
        continue;
      }
      const rest = (bytes[place + 2]! << 16) | (bytes[place + 3]! << 8) | bytes[place + 4]!;
      const timeUs = this.#loopUs + (rest & TIME_MASK);
      if (timeUs < this.timeUs) stats.clockStepsBack++;
      this.timeUs = timeUs;
      const column = bytes[place]!;
      if (column < width && row < height) {
        t[n] = timeUs;
        x[n] = column;
        y[n] = row;
        p[n] = rest >> 23;
        n++;
      } else stats.droppedOutOfBounds++;
    }
    out.length = n;
    return at;
  }

  sync(from: number): number {
    return from;
  }

  save(): readonly number[] {
    return [this.#loopUs, this.timeUs];
  }

  restore([loopUs = 0, timeUs = 0]: readonly number[]): void {
    this.#loopUs = loopUs;
    this.timeUs = timeUs;
  }
}

/** There is no header: the first byte is an event's, and without it there is no file. */
class NoHeaderReader implements HeaderReader {
  stream: WordStream | null = null;
  readonly damages = 0;
  readonly bodyPrefix: readonly number[] = [];
  readonly #header: StreamHeader;

  constructor(options: DecoderOptions) {
    this.#header = {
      format: "atis-bin",
      variant: "",
      ...chooseGeometry(options.geometry, null),
      formatBounds: BOUNDS,
      origin: "top-left",
      camera: null,
      fields: {},
      bodyByte: 0,
      rows: PLAIN_ROWS,
    };
  }

  push(bytes: Uint8Array, from: number): number {
    if (from < bytes.length) this.stream = { header: this.#header, kernel: (port) => new AtisKernel(port) };
    return from;
  }

  end(): void {
    throw cutHeader(0);
  }
}

/** [events] in which the time must not fall, for bytes without any mark to pass for these. */
const MIN_SIGHTED = 8;

/** Times that never fall but after a wrap, rows on the sensor. */
function sight(head: Uint8Array): Sighting {
  const count = Math.floor(head.length / EVENT_BYTES);
  if (count < MIN_SIGHTED || isText(head)) return null;
  let lastUs = 0;
  for (let at = 0; at < count * EVENT_BYTES; at += EVENT_BYTES) {
    const timeUs = ((head[at + 2]! & 0x7f) << 16) | (head[at + 3]! << 8) | head[at + 4]!;
    const wraps = head[at + 1] === WRAP_ROW;
    if (head[at + 1]! > WRAP_ROW || (timeUs < lastUs && !wraps)) return null;
    lastUs = wraps ? 0 : timeUs;
  }
  return "likely";
}

const isText = (head: Uint8Array): boolean =>
  head.every((byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09);

/** ATIS events of 40 bits (`.bin`), as N-MNIST and N-Caltech101 have them. They have no mark, nor the sensor's size. */
export const ATIS_BIN: StreamFormat = {
  id: "atis-bin",
  name: "ATIS 40-bit (N-MNIST)",
  access: "stream",
  sight,
  createDecoder: (options) => new WordDecoder(new NoHeaderReader(options), options),
};
