import { plainSpiking, spikingKernel, type SpikingCalls } from "../../kernels/spiking/calls.ts";
import type { KernelMemory } from "../../kernels/spiking/memory.ts";
import type { WasmArray, WasmKernel } from "../../kernels/wasm-kernel.ts";

export type Floats = WasmArray<Float32Array<ArrayBuffer>>;
export type Integers = WasmArray<Int32Array<ArrayBuffer>>;

/** Which form of the kernels runs: compiled, or plain and slow, to the same bits. */
export type KernelForm = "wasm" | "plain";

/** The memory of one engine, and the kernels that work on it. Everything is reserved before the first step. */
export class Arena {
  readonly call: SpikingCalls;
  readonly memory: KernelMemory;
  readonly #kernel: WasmKernel<SpikingCalls>;

  constructor(form: KernelForm) {
    this.#kernel = spikingKernel();
    this.memory = this.#kernel;
    this.call = form === "wasm" ? this.#kernel.call : plainSpiking(this.#kernel);
  }

  /** Zeros. */
  floats(count: number): Floats {
    return this.#kernel.reserve(Float32Array, count);
  }

  /** Zeros, with `margin` numbers before and behind that belong to nobody else. */
  floatsWithin(count: number, margin: number): Floats {
    this.#kernel.reserve(Float32Array, margin);
    const within = this.#kernel.reserve(Float32Array, count);
    this.#kernel.reserve(Float32Array, margin);
    return within;
  }

  /** Zeros. */
  integers(count: number): Integers {
    return this.#kernel.reserve(Int32Array, count);
  }

  /** A copy of `values`. */
  keepFloats(values: Float32Array): Floats {
    const kept = this.floats(values.length);
    kept.view.set(values);
    return kept;
  }

  /** A copy of `values`. */
  keepIntegers(values: Int32Array): Integers {
    const kept = this.integers(values.length);
    kept.view.set(values);
    return kept;
  }
}
