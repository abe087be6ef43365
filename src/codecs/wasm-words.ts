import type { EventBatch } from "../core/event-batch.ts";
import { WasmKernel, type WasmArray } from "../kernels/wasm-kernel.ts";
import type { LoopCounts } from "./decode-stats.ts";
import { WasmColumns } from "./wasm-columns.ts";
import { WINDOW_BYTES } from "./word-window.ts";

/** What the modules of kernels/ that decode words export. */
interface Functions {
  /** Decodes up to `count` words from the address `words` on; returns how many it has taken. */
  decode(words: number, count: number, state: number, columns: number): number;
}

/** [words] fewer are left to the plain code: the way into the kernel and back would cost more than it saves. */
const MIN_WORDS = 128;
/** [words/event] looked at in one call, at most: what comes after `out` is full has been copied in for nothing. */
const WORDS_PER_EVENT = 4;

/**
 * Memory and way of calling of a compiled kernel for words. It is scratch alone: nothing of a stream outlives a call, so one
 * instance serves all streams of a thread.
 */
export class WasmWords {
  /** What the kernel carries from call to call: to be filled in before a call and taken out after it. */
  readonly state: DataView<ArrayBuffer>;
  readonly #kernel: WasmKernel<Functions>;
  readonly #wordBytes: number;
  readonly #words: WasmArray<Uint8Array<ArrayBuffer>>;
  readonly #stateAddress: number;
  readonly #columns: WasmColumns;

  /** @param stateBytes of the kernel's state */
  constructor(name: string, wordBytes: number, stateBytes: number) {
    this.#kernel = new WasmKernel(name);
    this.#wordBytes = wordBytes;
    this.#words = this.#kernel.reserve(Uint8Array, WINDOW_BYTES);
    const state = this.#kernel.reserve(Uint8Array, stateBytes);
    this.#columns = new WasmColumns(this.#kernel);
    this.#stateAddress = state.address;
    this.state = new DataView(this.#kernel.buffer, state.address, stateBytes);
  }

  /**
   * Decodes words from `bytes[from]` on, at most a window of them; returns how many it has taken: fewer at a word that is
   * not the kernel's or when `out` is full, none when there are so few that the plain code is faster.
   *
   * Hot path: the words are copied in and the columns out, a `set` each; both stay in the processor's cache.
   */
  run(bytes: Uint8Array, from: number, out: EventBatch, counts: LoopCounts): number {
    const size = this.#wordBytes;
    const there = Math.floor((bytes.length - from) / size);
    if (there < MIN_WORDS) return 0;
    const room = out.t.length - out.length;
    const count = Math.min(there, WINDOW_BYTES / size, WORDS_PER_EVENT * room);
    this.#words.view.set(bytes.subarray(from, from + count * size));
    this.#columns.open(out);
    const { address } = this.#columns;
    const taken = this.#kernel.call.decode(this.#words.address, count, this.#stateAddress, address);
    this.#columns.close(out, counts);
    return taken;
  }
}
