import type { EventBatch } from "../core/event-batch.ts";
import type { Evt3State, RowFate } from "./evt3-state.ts";
import { WasmWords } from "./wasm-words.ts";

/** Fields of the state in kernels/evt3.ts, by byte. */
const LOOP_US = 0;
const HIGH = 8;
const LOW = 12;
const ROW = 16;
const ROW_FATE = 20;
const BASE = 24;
const POLARITY = 28;
const DROPPED = 32;
const STATE_BYTES = 48;

/** `evt3Words`, compiled. */
export class Evt3Wasm {
  readonly #words = new WasmWords("evt3", 2, STATE_BYTES);

  /**
   * As `evt3Words`, but of unaligned bytes, at most a window of them, and none when there are few; returns how many words
   * it has taken.
   */
  decode(bytes: Uint8Array, from: number, stream: Evt3State, out: EventBatch): number {
    const { state } = this.#words;
    state.setFloat64(LOOP_US, stream.loopUs, true);
    state.setInt32(HIGH, stream.high, true);
    state.setInt32(LOW, stream.low, true);
    state.setInt32(ROW, stream.row, true);
    state.setInt32(ROW_FATE, stream.rowFate, true);
    state.setInt32(BASE, stream.base, true);
    state.setInt32(POLARITY, stream.polarity, true);
    for (let fate = 0; fate < 4; fate++) state.setInt32(DROPPED + 4 * fate, 0, true);
    const taken = this.#words.run(bytes, from, out, stream);
    stream.loopUs = state.getFloat64(LOOP_US, true);
    stream.high = state.getInt32(HIGH, true);
    stream.low = state.getInt32(LOW, true);
    stream.row = state.getInt32(ROW, true);
    stream.rowFate = state.getInt32(ROW_FATE, true) as RowFate;
    stream.base = state.getInt32(BASE, true);
    stream.polarity = state.getInt32(POLARITY, true);
    for (let fate = 0; fate < 4; fate++) stream.dropped[fate]! += state.getInt32(DROPPED + 4 * fate, true);
    return taken;
  }
}
