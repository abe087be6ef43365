import type { EventBatch } from "../core/event-batch.ts";
import { DatWasm } from "./dat-wasm.ts";
import type { DatLayout, DatState } from "./dat-layout.ts";
import { flushCounts } from "./decode-stats.ts";
import type { KernelPort, WordKernel, WordSpan } from "./word-decoder.ts";

/** [us] range of the stored time: 71.6 min. */
export const RANGE_32_US = 4294967296;
/** [us] a fall by more than this is a wrap, a smaller one a step back. */
export const WRAP_FALL_32_US = 2147483648;

/** The stored time has fallen: a wrap or a step back. */
function fall(state: DatState, lastUs: number, storedUs: number): void {
  if (lastUs - storedUs > WRAP_FALL_32_US) {
    state.loopUs += RANGE_32_US;
    state.wraps++;
  } else state.stepsBack++;
}

/**
 * Decodes rows; stops at `to` or when `out` is full. Returns the first row not decoded. The reference for kernels/dat.ts.
 *
 * Hot path (monomorphic, shifts in locals): `npm run bench -- events`.
 */
export function datRows(span: WordSpan<Uint32Array>, state: DatState, out: EventBatch): number {
  const { words: halves, from, to } = span;
  const { t, x, y, p, width, height } = out;
  const { xMask, yShift, yMask, pShift, pMask } = state.layout;
  const room = t.length;
  let n = out.length;
  let { storedUs, loopUs } = state;
  let at = from;
  for (; at < to && n < room; at++) {
    const timeUs = halves[2 * at]!;
    const place = halves[2 * at + 1]!;
    if (timeUs < storedUs) {
      fall(state, storedUs, timeUs);
      loopUs = state.loopUs;
    }
    storedUs = timeUs;
    const column = place & xMask;
    const row = (place >>> yShift) & yMask;
    if (column < width && row < height) {
      t[n] = loopUs + timeUs;
      x[n] = column;
      y[n] = row;
      p[n] = ((place >>> pShift) & pMask) === 0 ? 0 : 1;
      n++;
    } else state.outOfBounds++;
  }
  state.storedUs = storedUs;
  out.length = n;
  return at;
}

let wasm: DatWasm | undefined; // scratch memory of this thread, made when first needed

/** Clock and bookkeeping that event and trigger files share. */
abstract class DatWords implements WordKernel {
  readonly wordBytes = 8;
  readonly fault = null; // every bit pattern is a row
  protected readonly span: WordSpan<Uint32Array>;
  protected readonly port: KernelPort;
  protected readonly state: DatState;

  constructor(port: KernelPort, layout: DatLayout) {
    this.span = { words: new Uint32Array(port.window), from: 0, to: 0 };
    this.port = port;
    this.state = { layout, loopUs: 0, storedUs: 0, outOfBounds: 0, stepsBack: 0, wraps: 0 };
  }

  get timeUs(): number {
    return this.state.loopUs + this.state.storedUs;
  }

  abstract run(from: number, to: number, out: EventBatch): number;

  sync(from: number): number {
    return from;
  }

  save(): readonly number[] {
    return [this.state.loopUs, this.state.storedUs];
  }

  restore([loopUs = 0, storedUs = 0]: readonly number[]): void {
    this.state.loopUs = loopUs;
    this.state.storedUs = storedUs;
  }
}

/** Rows of events. */
export class DatKernel extends DatWords {
  run(from: number, to: number, out: EventBatch): number {
    this.span.from = from;
    this.span.to = to;
    const at = datRows(this.span, this.state, out);
    flushCounts(this.state, this.port.stats);
    return at;
  }

  skim(bytes: Uint8Array, from: number, out: EventBatch): number {
    wasm ??= new DatWasm();
    const taken = wasm.decode(bytes, from, this.state, out);
    flushCounts(this.state, this.port.stats);
    return taken;
  }
}

/** Rows of external triggers: p in bits 3..0, channel in bits 31..26. */
export class DatTriggerKernel extends DatWords {
  run(from: number, to: number): number {
    for (let at = from; at < to; at++) {
      const storedUs = this.span.words[2 * at]!;
      const place = this.span.words[2 * at + 1]!;
      if (storedUs < this.state.storedUs) fall(this.state, this.state.storedUs, storedUs);
      this.state.storedUs = storedUs;
      this.port.stats.triggers++;
      this.port.options.side?.trigger?.(this.timeUs, place >>> 26, (place & 0xf) !== 0);
    }
    flushCounts(this.state, this.port.stats);
    return to;
  }
}
