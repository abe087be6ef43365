import type { EventBatch } from "../core/event-batch.ts";
import { flushCounts, type DecodeStats } from "./decode-stats.ts";
import { Evt2Wasm } from "./evt2-wasm.ts";
import { unwrap34, type Clock34 } from "./time34.ts";
import type { KernelPort, WordKernel, WordSpan } from "./word-decoder.ts";

const CD_ON = 1;
const TIME_HIGH = 8;
const EXT_TRIGGER = 0xa;
const IMU = 0xd;
/**
 * Types that hold no event and are skipped: exposure ends and starts of the first sensors, grey level, optical flow,
 * others, continued. Types 4 to 7 and 9 (a second sensor, disparity) no camera has sent: they are damage.
 * Source: OpenEB `base_event_types.h`, `evt2_event_types.h`.
 */
const SKIPPED_TYPES: readonly number[] = [2, 3, 0xb, 0xc, 0xe, 0xf];

/**
 * Decodes CD and TIME_HIGH words; stops at `to`, at a word of any other type, or when `out` is full. Returns the first
 * word not decoded. The reference for kernels/evt2.ts.
 *
 * Hot path (monomorphic, counters in locals): `npm run bench -- events`.
 */
export function evt2Words(span: WordSpan<Uint32Array>, state: Clock34, out: EventBatch): number {
  const { words, from, to } = span;
  const { t, x, y, p, width, height } = out;
  const room = t.length;
  let n = out.length;
  let { baseUs, outOfBounds } = state;
  let at = from;
  for (; at < to && n < room; at++) {
    const word = words[at]!;
    const type = word >>> 28;
    if (type <= CD_ON) {
      const column = (word >>> 11) & 0x7ff;
      const row = word & 0x7ff;
      if (column < width && row < height) {
        t[n] = baseUs + ((word >>> 22) & 0x3f);
        x[n] = column;
        y[n] = row;
        p[n] = type;
        n++;
      } else outOfBounds++;
    } else if (type === TIME_HIGH) {
      state.baseUs = baseUs;
      baseUs = unwrap34(state, (word & 0x0fffffff) * 64); // `<< 6` would overflow int32
    } else break;
  }
  state.baseUs = baseUs;
  state.outOfBounds = outOfBounds;
  out.length = n;
  return at;
}

let wasm: Evt2Wasm | undefined; // scratch memory of this thread, made when first needed

/**
 * EVT 2.0: 32-bit little-endian words, type in bits 31..28. Source: "EVT 2.0 Format", Prophesee documentation;
 * semantics of OpenEB `evt2_decoder.h` with time shifting off. Words before the first TIME_HIGH are dropped.
 */
export class Evt2Kernel implements WordKernel {
  readonly wordBytes = 4;
  fault: string | null = null;
  readonly #words: Uint32Array;
  readonly #span: WordSpan<Uint32Array>;
  readonly #stats: DecodeStats;
  readonly #port: KernelPort;
  readonly #state: Clock34 = { baseUs: 0, loopUs: 0, outOfBounds: 0, stepsBack: 0, wraps: 0 };
  #waiting = true; // for the first TIME_HIGH

  constructor(port: KernelPort) {
    this.#words = new Uint32Array(port.window);
    this.#span = { words: this.#words, from: 0, to: 0 };
    this.#stats = port.stats;
    this.#port = port;
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
      at = evt2Words(this.#span, this.#state, out);
      if (at === to || out.length === out.t.length || !this.#cold(this.#words[at]!)) break;
      at++;
    }
    flushCounts(this.#state, this.#stats);
    return at;
  }

  skim(bytes: Uint8Array, from: number, out: EventBatch): number {
    if (this.#waiting) return 0;
    wasm ??= new Evt2Wasm();
    const taken = wasm.decode(bytes, from, this.#state, out);
    flushCounts(this.#state, this.#stats);
    return taken;
  }

  sync(from: number, to: number): number {
    let at = from;
    while (at < to && this.#words[at]! >>> 28 !== TIME_HIGH) at++;
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

  /** Drops words before the first TIME_HIGH, which sets the time as it is. */
  #await(from: number, to: number): number {
    const at = this.sync(from, to);
    for (let i = from; i < at; i++) if (this.#words[i]! >>> 28 <= CD_ON) this.#stats.droppedBeforeSync++;
    if (at === to) return at;
    this.#state.baseUs = (this.#words[at]! & 0x0fffffff) * 64;
    this.#waiting = false;
    return at;
  }

  /** A word that is no event and no time; false when there is no such word. */
  #cold(word: number): boolean {
    const type = word >>> 28;
    if (type === EXT_TRIGGER) {
      this.#stats.triggers++;
      const timeUs = this.#state.baseUs + ((word >>> 22) & 0x3f);
      this.#port.options.side?.trigger?.(timeUs, (word >>> 8) & 0x1f, (word & 1) === 1);
    } else if (type === IMU) this.#stats.imuSamples++;
    else if (SKIPPED_TYPES.includes(type)) this.#stats.otherWords++;
    else this.fault = `a word of type ${String(type)}, which EVT 2.0 does not have,`;
    return this.fault === null;
  }
}
