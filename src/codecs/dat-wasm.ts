import type { EventBatch } from "../core/event-batch.ts";
import type { DatState } from "./dat-layout.ts";
import { WasmWords } from "./wasm-words.ts";

/** Fields of the state in kernels/dat.ts, by byte. */
const LOOP_US = 0;
const STORED_US = 8;
const X_MASK = 12;
const Y_SHIFT = 16;
const Y_MASK = 20;
const P_SHIFT = 24;
const P_MASK = 28;
const STATE_BYTES = 32;

/** `datRows`, compiled. */
export class DatWasm {
  readonly #words = new WasmWords("dat", 8, STATE_BYTES);

  /** As `datRows`, but of unaligned bytes, at most a window of them, and none when there are few; returns how many rows it has taken. */
  decode(bytes: Uint8Array, from: number, rows: DatState, out: EventBatch): number {
    const { state } = this.#words;
    const { xMask, yShift, yMask, pShift, pMask } = rows.layout;
    state.setFloat64(LOOP_US, rows.loopUs, true);
    state.setUint32(STORED_US, rows.storedUs, true);
    state.setUint32(X_MASK, xMask, true);
    state.setUint32(Y_SHIFT, yShift, true);
    state.setUint32(Y_MASK, yMask, true);
    state.setUint32(P_SHIFT, pShift, true);
    state.setUint32(P_MASK, pMask, true);
    const taken = this.#words.run(bytes, from, out, rows);
    rows.loopUs = state.getFloat64(LOOP_US, true);
    rows.storedUs = state.getUint32(STORED_US, true);
    return taken;
  }
}
