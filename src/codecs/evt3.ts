import type { EventBatch } from "../core/event-batch.ts";
import { bitCount } from "./bits.ts";
import { flushCounts, type DecodeStats } from "./decode-stats.ts";
import { KEPT, NO_ROW_YET, OTHER_SENSOR, OUTSIDE, type Evt3State } from "./evt3-state.ts";
import { Evt3Wasm } from "./evt3-wasm.ts";
import type { KernelPort, WordKernel, WordSpan } from "./word-decoder.ts";

export const ADDR_Y = 0;
const OTHER_ADDR_Y = 1;
export const ADDR_X = 2;
export const VECT_BASE_X = 3;
export const VECT_12 = 4;
export const VECT_8 = 5;
export const TIME_LOW = 6;
const CONTINUED_4 = 7;
export const TIME_HIGH = 8;
const EXT_TRIGGER = 0xa;
const IMU = 0xd;
const OTHERS = 0xe;
const CONTINUED_12 = 0xf;

/** [us] range of the 24-bit time: 16.8 s. */
export const RANGE_24_US = 16777216;
/** [-] a TIME_HIGH that falls by at least this much has wrapped, a smaller fall is a step back. Source: OpenEB. */
export const WRAP_FALL_HIGH = 2048;
/** [events] one word can hold. */
const WORD_ROOM = 12;

/** [us] */
const timeOf = (state: Evt3State): number => state.loopUs + state.high * 4096 + state.low;

/**
 * Decodes address, vector and time words; stops at `to`, at a word of any other type, or when `out` has no room for a
 * whole vector. Returns the first word not decoded. Vectors go word by word: a triple may be incomplete. The reference
 * for kernels/evt3.ts.
 *
 * Hot path (monomorphic; time, column limit and base in locals): `npm run bench -- events`.
 */
// eslint-disable-next-line complexity, max-lines-per-function -- one flat switch over the word types of the format
export function evt3Words(span: WordSpan<Uint16Array>, state: Evt3State, out: EventBatch): number {
  const { words, from, to } = span;
  const { t, x, y, p, width, height } = out;
  const room = t.length - WORD_ROOM;
  let n = out.length;
  let timeUs = timeOf(state);
  let { base, row, polarity } = state;
  let columns = state.rowFate === KEPT ? width : 0; // events at or beyond it are dropped
  let at = from;
  loop: for (; at < to && n <= room; at++) {
    const word = words[at]!;
    const data = word & 0xfff;
    switch (word >>> 12) {
      case ADDR_X: {
        const column = data & 0x7ff;
        if (column < columns) {
          t[n] = timeUs;
          x[n] = column;
          y[n] = row;
          p[n] = data >>> 11;
          n++;
        } else state.dropped[state.rowFate]++;
        break;
      }
      case VECT_12:
      case VECT_8: {
        const size = word < VECT_8 << 12 ? 12 : 8;
        let dropped = 0;
        for (let mask = size === 12 ? data : data & 0xff; mask !== 0; mask &= mask - 1) {
          const column = base + 31 - Math.clz32(mask & -mask);
          const kept = column < columns ? 1 : 0;
          t[n] = timeUs; // overwritten by the next event when not kept
          x[n] = column;
          y[n] = row;
          p[n] = polarity;
          n += kept;
          dropped += 1 - kept;
        }
        state.dropped[state.rowFate] += dropped;
        base += size;
        break;
      }
      case VECT_BASE_X:
        base = data & 0x7ff;
        polarity = data >>> 11;
        break;
      case TIME_LOW:
        if (data < state.low) state.stepsBack++;
        state.low = data;
        timeUs = timeOf(state);
        break;
      case ADDR_Y:
        row = data & 0x7ff;
        state.rowFate = data > 0x7ff ? OTHER_SENSOR : row < height ? KEPT : OUTSIDE;
        columns = state.rowFate === KEPT ? width : 0;
        break;
      case TIME_HIGH:
        if (data !== state.high) advanceHigh(state, data);
        timeUs = timeOf(state);
        break;
      default:
        break loop;
    }
  }
  state.base = base;
  state.row = row;
  state.polarity = polarity;
  out.length = n;
  return at;
}

/** A changed TIME_HIGH: counts the wrap, and sets the low bits to 0 until the next TIME_LOW, as OpenEB does. */
function advanceHigh(state: Evt3State, high: number): void {
  if (state.high >= high + WRAP_FALL_HIGH) {
    state.loopUs += RANGE_24_US;
    state.wraps++;
  } else if (high < state.high) state.stepsBack++;
  state.high = high;
  state.low = 0;
}

let wasm: Evt3Wasm | undefined; // scratch memory of this thread, made when first needed

/**
 * EVT 3.0: 16-bit little-endian words, type in bits 15..12. Source: "EVT 3.0 Format", Prophesee documentation; semantics
 * of OpenEB `evt3_decoder.h` with time shifting off: words before the first TIME_HIGH are dropped, a type 1 word starts
 * a row of another sensor's, a row beyond the sensor's height is dropped. TIME_LOW steps back in real data; that is no
 * wrap. Vectors are taken word by word (OpenEB takes three words at once and can lose the word after a broken triple).
 */
export class Evt3Kernel implements WordKernel {
  readonly wordBytes = 2;
  fault: string | null = null;
  readonly #words: Uint16Array;
  readonly #span: WordSpan<Uint16Array>;
  readonly #stats: DecodeStats;
  readonly #port: KernelPort;
  readonly #state: Evt3State = {
    loopUs: 0,
    high: 0,
    low: 0,
    row: 0,
    rowFate: NO_ROW_YET,
    base: 0,
    polarity: 0,
    dropped: [0, 0, 0, 0],
    outOfBounds: 0,
    stepsBack: 0,
    wraps: 0,
  };
  #waiting = true; // for the first TIME_HIGH

  constructor(port: KernelPort) {
    this.#words = new Uint16Array(port.window);
    this.#span = { words: this.#words, from: 0, to: 0 };
    this.#stats = port.stats;
    this.#port = port;
  }

  get timeUs(): number {
    return timeOf(this.#state);
  }

  run(from: number, to: number, out: EventBatch): number {
    this.fault = null;
    let at = this.#waiting ? this.#await(from, to) : from;
    this.#span.to = to;
    while (at < to) {
      this.#span.from = at;
      at = evt3Words(this.#span, this.#state, out);
      if (at === to || out.length > out.t.length - WORD_ROOM || !this.#cold(this.#words[at]!)) break;
      at++;
    }
    this.#count();
    return at;
  }

  skim(bytes: Uint8Array, from: number, out: EventBatch): number {
    if (this.#waiting) return 0;
    wasm ??= new Evt3Wasm();
    const taken = wasm.decode(bytes, from, this.#state, out);
    this.#count();
    return taken;
  }

  /** Time is safe again at a TIME_HIGH; the row is known again at the ADDR_Y after it. */
  sync(from: number, to: number): number {
    let at = from;
    while (at < to && this.#words[at]! >>> 12 !== TIME_HIGH) at++;
    this.#state.rowFate = NO_ROW_YET;
    return at;
  }

  save(): readonly number[] {
    const { loopUs, high, low, row, rowFate, base, polarity } = this.#state;
    return [loopUs, high, low, row, rowFate, base, polarity, this.#waiting ? 1 : 0];
  }

  restore(saved: readonly number[]): void {
    const [
      loopUs = 0,
      high = 0,
      low = 0,
      row = 0,
      rowFate = NO_ROW_YET,
      base = 0,
      polarity = 0,
      waiting = 1,
    ] = saved;
    Object.assign(this.#state, { loopUs, high, low, row, rowFate, base, polarity });
    this.#waiting = waiting === 1;
  }

  /** Drops words before the first TIME_HIGH, which sets the time as it is; rows and bases before it do not count. */
  #await(from: number, to: number): number {
    const at = this.sync(from, to);
    for (let i = from; i < at; i++) this.#stats.droppedBeforeSync += eventsIn(this.#words[i]!);
    if (at === to) return at;
    this.#state.high = this.#words[at]! & 0xfff;
    this.#waiting = false;
    return at;
  }

  /** A word that is no address, vector or time; false when there is no such word. */
  #cold(word: number): boolean {
    const type = word >>> 12;
    if (type === EXT_TRIGGER) {
      this.#stats.triggers++;
      this.#port.options.side?.trigger?.(this.timeUs, (word >>> 8) & 0xf, (word & 1) === 1);
    } else if (type === OTHER_ADDR_Y) this.#state.rowFate = OTHER_SENSOR;
    else if (type === IMU) this.#stats.imuSamples++;
    else if (type === OTHERS || type === CONTINUED_4 || type === CONTINUED_12) this.#stats.otherWords++;
    else this.fault = `a word of type ${String(type)}, which EVT 3.0 does not have,`;
    return this.fault === null;
  }

  #count(): void {
    const { dropped } = this.#state;
    this.#state.outOfBounds = dropped[KEPT] + dropped[OUTSIDE];
    this.#stats.droppedOtherSensor += dropped[OTHER_SENSOR];
    this.#stats.droppedBeforeSync += dropped[NO_ROW_YET];
    dropped.fill(0);
    flushCounts(this.#state, this.#stats);
  }
}

/** [-] events in a word, wherever they may lie. */
function eventsIn(word: number): number {
  const type = word >>> 12;
  if (type === ADDR_X) return 1;
  if (type === VECT_12) return bitCount(word & 0xfff);
  return type === VECT_8 ? bitCount(word & 0xff) : 0;
}
