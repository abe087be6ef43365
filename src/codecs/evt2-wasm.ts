import type { EventBatch } from "../core/event-batch.ts";
import { WasmKernel, type WasmArray } from "../kernels/wasm-kernel.ts";
import type { Clock34 } from "./time34.ts";
import { WasmColumns } from "./wasm-columns.ts";
import type { WordSpan } from "./word-decoder.ts";
import { WINDOW_BYTES } from "./word-window.ts";

/** What kernels/evt2.ts exports. */
interface Functions {
  decode(words: number, count: number, clock: number, columns: number): number;
}

/** `evt2Words`, compiled. Holds scratch memory alone, so one instance serves all streams of a thread. */
export class Evt2Wasm {
  readonly #kernel = new WasmKernel<Functions>("evt2");
  readonly #words: WasmArray<Uint32Array<ArrayBuffer>>;
  readonly #clock: WasmArray<Float64Array<ArrayBuffer>>;
  readonly #columns: WasmColumns;

  constructor() {
    this.#words = this.#kernel.reserve(Uint32Array, WINDOW_BYTES / 4);
    this.#clock = this.#kernel.reserve(Float64Array, 2);
    this.#columns = new WasmColumns(this.#kernel);
  }

  /**
   * As `evt2Words`, for a span of at most a window.
   *
   * Hot path: the words are copied in and the columns out, a `set` each; both stay in the processor's cache.
   */
  decode({ words, from, to }: WordSpan<Uint32Array>, state: Clock34, out: EventBatch): number {
    const clock = this.#clock.view;
    this.#words.view.set(words.subarray(from, to));
    clock[0] = state.baseUs;
    clock[1] = state.loopUs;
    this.#columns.open(out);
    const columns = this.#columns.address;
    const taken = this.#kernel.call.decode(this.#words.address, to - from, this.#clock.address, columns);
    this.#columns.close(out, state);
    state.baseUs = clock[0];
    state.loopUs = clock[1];
    return from + taken;
  }
}
