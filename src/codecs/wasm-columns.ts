import type { EventBatch } from "../core/event-batch.ts";
import type { WasmArray, WasmKernel } from "../kernels/wasm-kernel.ts";
import type { LoopCounts } from "./decode-stats.ts";

/** [events] a kernel decodes at a time: 213 kB of columns, which stay in the cache. */
export const COLUMN_ROOM = 16384;
/** [events] more, which a kernel may write before it knows that they are none. */
const SLACK = 32;
/** [px] larger bounds say no more: coordinates are 16-bit. */
const MAX_BOUND = 65536;

/** Fields of `EventColumns` in kernels/event-columns.ts, 32 bits each. */
const WIDTH = 4;
const HEIGHT = 5;
const ROOM = 6;
const EVENTS = 7;
const OUT_OF_BOUNDS = 8;
const STEPS_BACK = 9;
const WRAPS = 10;
const FIELDS = 11;

/** Columns in a kernel's memory, from which events are copied to a batch, a column at a time. */
export class WasmColumns {
  /** [bytes] of `EventColumns`, for the kernel's functions. */
  readonly address: number;
  readonly #fields: WasmArray<Int32Array<ArrayBuffer>>;
  readonly #t: WasmArray<Float64Array<ArrayBuffer>>;
  readonly #x: WasmArray<Uint16Array<ArrayBuffer>>;
  readonly #y: WasmArray<Uint16Array<ArrayBuffer>>;
  readonly #p: WasmArray<Uint8Array<ArrayBuffer>>;

  constructor(kernel: WasmKernel<object>) {
    this.#fields = kernel.reserve(Int32Array, FIELDS);
    this.#t = kernel.reserve(Float64Array, COLUMN_ROOM + SLACK);
    this.#x = kernel.reserve(Uint16Array, COLUMN_ROOM + SLACK);
    this.#y = kernel.reserve(Uint16Array, COLUMN_ROOM + SLACK);
    this.#p = kernel.reserve(Uint8Array, COLUMN_ROOM + SLACK);
    this.address = this.#fields.address;
    this.#fields.view.set([this.#t.address, this.#x.address, this.#y.address, this.#p.address]);
  }

  /** Before a call: no more events than `out` has room for, none beyond its width and height. */
  open(out: EventBatch): void {
    const fields = this.#fields.view;
    fields[WIDTH] = Math.min(out.width, MAX_BOUND);
    fields[HEIGHT] = Math.min(out.height, MAX_BOUND);
    fields[ROOM] = Math.min(out.t.length - out.length, COLUMN_ROOM);
    fields[OUT_OF_BOUNDS] = fields[STEPS_BACK] = fields[WRAPS] = 0;
  }

  /** After a call: appends its events to `out` and adds what it counted to `counts`. */
  close(out: EventBatch, counts: LoopCounts): void {
    const fields = this.#fields.view;
    const count = fields[EVENTS]!;
    out.t.set(this.#t.view.subarray(0, count), out.length);
    out.x.set(this.#x.view.subarray(0, count), out.length);
    out.y.set(this.#y.view.subarray(0, count), out.length);
    out.p.set(this.#p.view.subarray(0, count), out.length);
    out.length += count;
    counts.outOfBounds += fields[OUT_OF_BOUNDS]!;
    counts.stepsBack += fields[STEPS_BACK]!;
    counts.wraps += fields[WRAPS]!;
  }
}
