import type { EventBatch } from "../core/event-batch.ts";
import { bitCount } from "./bits.ts";
import { MIN_ROOM } from "./codec.ts";
import { flushCounts, type DecodeStats } from "./decode-stats.ts";
import { unwrap34, type Clock34 } from "./time34.ts";
import type { KernelPort, WordKernel, WordSpan } from "./word-decoder.ts";

const CD_ON = 1;
const TIME_HIGH = 8;
const EXT_TRIGGER = 0xa;
/** Types that hold no event and are skipped: others, continued. Source: OpenEB `evt21_event_types.h`. */
const SKIPPED_TYPES: readonly number[] = [0xe, 0xf];

/** What the hot loop carries from one call to the next. */
export interface Evt21State extends Clock34 {
  /** Which half of a 64-bit word comes first in the file: 1 = the low one (little), 0 = the high one (legacy). */
  readonly highHalf: 0 | 1;
}

/**
 * Decodes vector and TIME_HIGH words (64 bits, as pairs of halves); stops at `to`, at a word of any other type, or when
 * `out` has no room for a whole vector. Returns the first word not decoded.
 *
 * Hot path (monomorphic, no BigInt): `npm run bench -- events`.
 */
export function evt21Words(span: WordSpan<Uint32Array>, state: Evt21State, out: EventBatch): number {
  const { words: halves, from, to } = span;
  const { t, x, y, p, width, height } = out;
  const room = t.length - MIN_ROOM;
  const { highHalf } = state;
  let n = out.length;
  let { baseUs, outOfBounds } = state;
  let at = from;
  for (; at < to && n <= room; at++) {
    const high = halves[2 * at + highHalf]!;
    const type = high >>> 28;
    if (type <= CD_ON) {
      const timeUs = baseUs + ((high >>> 22) & 0x3f);
      const base = (high >>> 11) & 0x7ff;
      const row = high & 0x7ff;
      const columns = row < height ? width : 0;
      for (let mask = halves[2 * at + 1 - highHalf]!; mask !== 0; mask &= mask - 1) {
        const column = base + 31 - Math.clz32(mask & -mask);
        const kept = column < columns ? 1 : 0;
        t[n] = timeUs; // overwritten by the next event when not kept
        x[n] = column;
        y[n] = row;
        p[n] = type;
        n += kept;
        outOfBounds += 1 - kept;
      }
    } else if (type === TIME_HIGH) {
      state.baseUs = baseUs;
      baseUs = unwrap34(state, (high & 0x0fffffff) * 64);
    } else break;
  }
  state.baseUs = baseUs;
  state.outOfBounds = outOfBounds;
  out.length = n;
  return at;
}

/**
 * EVT 2.1: 64-bit words, type in bits 63..60, a vector of up to 32 events of one row per word, in two byte orders.
 * Source: "EVT 2.1 Format", Prophesee documentation; semantics of OpenEB `evt21_decoder.h` with time shifting off.
 * Words before the first TIME_HIGH are dropped.
 */
export class Evt21Kernel implements WordKernel {
  readonly wordBytes = 8;
  fault: string | null = null;
  readonly #halves: Uint32Array;
  readonly #span: WordSpan<Uint32Array>;
  readonly #stats: DecodeStats;
  readonly #port: KernelPort;
  readonly #state: Evt21State;
  #waiting = true; // for the first TIME_HIGH

  constructor(port: KernelPort, byteOrder: "little" | "legacy") {
    this.#halves = new Uint32Array(port.window);
    this.#span = { words: this.#halves, from: 0, to: 0 };
    this.#stats = port.stats;
    this.#port = port;
    const highHalf = byteOrder === "little" ? 1 : 0;
    this.#state = { baseUs: 0, loopUs: 0, stepsBack: 0, wraps: 0, outOfBounds: 0, highHalf };
  }

  get timeUs(): number {
    return this.#state.baseUs;
  }

  run(from: number, to: number, out: EventBatch): number {
    this.fault = null;
    let at = this.#waiting ? this.#await(from, to) : from;
    this.#span.to = to;
    while (at < to) {
      this.#span.from = at;
      at = evt21Words(this.#span, this.#state, out);
      if (at === to || out.length > out.t.length - MIN_ROOM || !this.#cold(this.#high(at))) break;
      at++;
    }
    flushCounts(this.#state, this.#stats);
    return at;
  }

  sync(from: number, to: number): number {
    let at = from;
    while (at < to && this.#high(at) >>> 28 !== TIME_HIGH) at++;
    return at;
  }

  save(): readonly number[] {
    return [this.#state.baseUs, this.#state.loopUs, this.#waiting ? 1 : 0];
  }

  restore([baseUs = 0, loopUs = 0, waiting = 1]: readonly number[]): void {
    this.#state.baseUs = baseUs;
    this.#state.loopUs = loopUs;
    this.#waiting = waiting === 1;
  }

  #high(at: number): number {
    return this.#halves[2 * at + this.#state.highHalf]!;
  }

  /** Drops words before the first TIME_HIGH, which sets the time as it is. */
  #await(from: number, to: number): number {
    const at = this.sync(from, to);
    for (let i = from; i < at; i++) {
      if (this.#high(i) >>> 28 > CD_ON) continue;
      this.#stats.droppedBeforeSync += bitCount(this.#halves[2 * i + 1 - this.#state.highHalf]!);
    }
    if (at === to) return at;
    this.#state.baseUs = (this.#high(at) & 0x0fffffff) * 64;
    this.#waiting = false;
    return at;
  }

  /** A word that is no vector and no time; false when there is no such word. */
  #cold(high: number): boolean {
    const type = high >>> 28;
    if (type === EXT_TRIGGER) {
      this.#stats.triggers++;
      const timeUs = this.#state.baseUs + ((high >>> 22) & 0x3f);
      this.#port.options.side?.trigger?.(timeUs, (high >>> 8) & 0x1f, (high & 1) === 1);
    } else if (SKIPPED_TYPES.includes(type)) this.#stats.otherWords++;
    else this.fault = `a word of type ${String(type)}, which EVT 2.1 does not have,`;
    return this.fault === null;
  }
}
