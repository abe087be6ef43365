import type { EventBatch } from "../core/event-batch.ts";
import type { Clock34 } from "./time34.ts";
import { WasmWords } from "./wasm-words.ts";

/** Fields of the state in kernels/evt2.ts, by byte. */
const BASE_US = 0;
const LOOP_US = 8;
const STATE_BYTES = 16;

/** `evt2Words`, compiled. */
export class Evt2Wasm {
  readonly #words = new WasmWords("evt2", 4, STATE_BYTES);

  /** As `evt2Words`, but of unaligned bytes, at most a window of them, and none when there are few; returns how many words it has taken. */
  decode(bytes: Uint8Array, from: number, clock: Clock34, out: EventBatch): number {
    const { state } = this.#words;
    state.setFloat64(BASE_US, clock.baseUs, true);
    state.setFloat64(LOOP_US, clock.loopUs, true);
    const taken = this.#words.run(bytes, from, out, clock);
    clock.baseUs = state.getFloat64(BASE_US, true);
    clock.loopUs = state.getFloat64(LOOP_US, true);
    return taken;
  }
}
