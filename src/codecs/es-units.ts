import type { EventBatch } from "../core/event-batch.ts";
import type { Geometry } from "./codec.ts";
import { u16At } from "./little-endian.ts";
import type { UnitKernel, UnitSpan } from "./unit-decoder.ts";
import type { KernelPort } from "./word-decoder.ts";

/** How the events of one type are written. Source: "Event Stream 2.0.0", `sepia.hpp` of event_stream. */
export interface EsType {
  readonly name: "generic" | "dvs" | "atis" | "colour";
  /** A byte with these bits moves the clock on, by `stepsUs[byte & 3]`, and starts no event. */
  readonly clockBits: number;
  readonly stepsUs: readonly number[];
  /** The first byte of an event: time since the last in the upper bits, kind in the lower ones. */
  readonly kindBits: number;
  /** Polarity by kind; -1 for what is no change of brightness. */
  readonly polarities: readonly number[];
  /** [bytes] of an event; 0 where they vary. */
  readonly eventBytes: number;
}

/** By the number in the header. */
export const ES_TYPES: Readonly<Record<number, EsType>> = {
  0: {
    name: "generic",
    clockBits: 0xfe,
    stepsUs: [0, 0, 0, 254],
    kindBits: 0,
    polarities: [],
    eventBytes: 0,
  },
  1: {
    name: "dvs",
    clockBits: 0xfe,
    stepsUs: [0, 0, 0, 127],
    kindBits: 1,
    polarities: [0, 1],
    eventBytes: 5,
  },
  2: {
    name: "atis",
    clockBits: 0xfc,
    stepsUs: [0, 63, 126, 189],
    kindBits: 2,
    polarities: [0, -1, 1, -1],
    eventBytes: 5,
  },
  4: {
    name: "colour",
    clockBits: 0xfe,
    stepsUs: [0, 0, 0, 254],
    kindBits: 0,
    polarities: [0],
    eventBytes: 8,
  },
};

/** [-] events in a row that fit the sensor, by which a place to read on from is recognised; chance gives one in millions. */
const SYNC_EVENTS = 6;
/** [bytes] looked at for that: clock bytes may stand between them. */
const SYNC_BYTES = 256;
/** [-] seven-bit groups of a generic event's length. */
const MAX_LENGTH_GROUPS = 4;

/** Reads events with a place: DVS, ATIS, colour (which have no polarity: it is 0). */
export class EsKernel implements UnitKernel {
  timeUs = 0;
  readonly heldBytes = 0; // an event is taken whole or not at all
  blocked = false;
  fault: string | null = null;
  lost: boolean;
  readonly whole = true;
  readonly missing = null;
  readonly #bytes: Uint8Array;
  readonly #port: KernelPort;
  readonly #type: EsType;
  readonly #sensor: Geometry;

  constructor(port: KernelPort, type: EsType, sensor: Geometry, lost: boolean) {
    this.#bytes = new Uint8Array(port.window);
    this.#port = port;
    this.#type = type;
    this.#sensor = sensor;
    this.lost = lost;
  }

  /** Hot path (monomorphic, table look-ups instead of branches by type): `npm run bench -- events`. */
  run({ from, to }: UnitSpan, out: EventBatch): number {
    const bytes = this.#bytes;
    const { clockBits, stepsUs, kindBits, polarities, eventBytes } = this.#type;
    const kindMask = (1 << kindBits) - 1;
    const { t, x, y, p } = out;
    const room = t.length;
    this.fault = null;
    let timeUs = this.timeUs;
    let n = out.length;
    let at = from;
    while (at < to && n < room) {
      const byte = bytes[at]!;
      if ((byte & clockBits) === clockBits) {
        timeUs += stepsUs[byte & 3]!;
        at++;
        continue;
      }
      if (at + eventBytes > to) break;
      const column = u16At(bytes, at + 1);
      const row = u16At(bytes, at + 3);
      if (!this.#fits(column, row)) break;
      timeUs += byte >> kindBits;
      const polarity = polarities[byte & kindMask]!;
      t[n] = timeUs;
      x[n] = column;
      y[n] = row;
      p[n] = polarity;
      if (this.#isDelivered(polarity, column, row, out)) n++;
      at += eventBytes;
    }
    out.length = n;
    this.timeUs = timeUs;
    this.blocked = at < to && n === room;
    return at;
  }

  sync({ from, to, ended }: UnitSpan): number {
    let at = from;
    while (at < to && (ended || to - at >= SYNC_BYTES)) {
      if (this.#eventsFit(at, to)) {
        this.lost = false;
        return at;
      }
      at++;
    }
    return at;
  }

  save(): readonly number[] {
    return [this.timeUs];
  }

  restore([timeUs = 0]: readonly number[]): void {
    this.timeUs = timeUs;
    this.lost = false;
    this.fault = null;
  }

  /** Whether a pixel lies on the sensor that the file states: no writer puts others into a file. */
  #fits(column: number, row: number): boolean {
    const { width, height } = this.#sensor;
    if (column < width && row < height) return true;
    this.fault = `an event at pixel (${column}, ${row}) of a sensor of ${width}x${height}`;
    this.lost = true;
    return false;
  }

  #isDelivered(polarity: number, column: number, row: number, { width, height }: EventBatch): boolean {
    const { stats } = this.#port;
    if (polarity < 0) stats.otherWords++;
    else if (column >= width || row >= height) stats.droppedOutOfBounds++;
    else return true;
    return false;
  }

  /** Whether events that fit the sensor follow each other from here on. */
  #eventsFit(from: number, to: number): boolean {
    const { clockBits, eventBytes } = this.#type;
    const { width, height } = this.#sensor;
    let at = from;
    for (let found = 0; found < SYNC_EVENTS;) {
      if (at >= to) return found > 0;
      if ((this.#bytes[at]! & clockBits) === clockBits) at++;
      else {
        if (at + eventBytes > to) return false;
        if (u16At(this.#bytes, at + 1) >= width || u16At(this.#bytes, at + 3) >= height) return false;
        at += eventBytes;
        found++;
      }
    }
    return true;
  }
}

/** Reads generic events, bytes without a place: they are counted. */
export class EsGenericKernel implements UnitKernel {
  timeUs = 0;
  readonly heldBytes = 0;
  readonly blocked = false;
  fault: string | null = null;
  lost = false;
  readonly whole = true;
  readonly #bytes: Uint8Array;
  readonly #port: KernelPort;
  #skipped = 0; // bytes of an event still to come

  constructor(port: KernelPort) {
    this.#bytes = new Uint8Array(port.window);
    this.#port = port;
  }

  get missing(): string | null {
    return this.#skipped === 0 ? null : `an event lacks ${this.#skipped} bytes`;
  }

  run({ from, to }: UnitSpan): number {
    this.fault = null;
    let at = from;
    while (at < to) {
      if (this.#skipped > 0) {
        const count = Math.min(to - at, this.#skipped);
        this.#skipped -= count;
        at += count;
        continue;
      }
      const next = this.#readStart(at, to);
      if (next === at) break;
      at = next;
    }
    return at;
  }

  /** Nothing shows where an event starts: the rest of the stream is left out. */
  sync({ to }: UnitSpan): number {
    this.#skipped = 0;
    return to;
  }

  save(): readonly number[] {
    return [this.timeUs, this.#skipped];
  }

  restore([timeUs = 0, skipped = 0]: readonly number[]): void {
    this.timeUs = timeUs;
    this.#skipped = skipped;
    this.lost = false;
    this.fault = null;
  }

  /** A clock byte, or an event's time and length; returns `at` when more bytes are needed, or on damage. */
  #readStart(at: number, to: number): number {
    const byte = this.#bytes[at]!;
    if (byte >= 0xfe) {
      this.timeUs += byte === 0xff ? 254 : 0;
      return at + 1;
    }
    let length = 0;
    for (let group = 0; at + 1 + group < to; group++) {
      const next = this.#bytes[at + 1 + group]!;
      length += (next >> 1) << (7 * group);
      if ((next & 1) === 0) {
        this.timeUs += byte;
        this.#skipped = length;
        this.#port.stats.otherWords++;
        return at + 2 + group;
      }
      if (group + 1 < MAX_LENGTH_GROUPS) continue;
      this.fault = "an event of 256 MiB or more";
      this.lost = true;
      break;
    }
    return at;
  }
}
