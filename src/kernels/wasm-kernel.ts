import { readFileSync } from "node:fs";

/** What of WebAssembly is used here; its types otherwise come with the browser's, which do not belong in this layer. */
interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
};

/** What every module of kernels/ exports beside its own functions. */
interface CommonExports {
  readonly memory: WasmMemory;
  /** Address of the first byte that the module itself does not use. */
  heapBase(): number;
}

/** The typed arrays that may lie in a kernel's memory. */
type Lanes =
  | Uint8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Int8Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;
/** Their constructors. */
export interface LaneType<T extends Lanes> {
  new (buffer: ArrayBuffer, byteOffset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
}

const PAGE_BYTES = 65536;
/** [bytes] every array starts at a multiple of it: the width of a SIMD register. */
const ALIGNMENT = 16;
/** Compiled once per thread; code alone, nothing that changes. */
const compiled = new Map<string, object>();

/**
 * One instance of a WASM module, with a memory of its own that holds what `reserve` has been asked for. Its functions are
 * as pure as any kernel: they see this memory and their arguments and nothing else, and never grow the memory.
 *
 * Compiled from `kernels/NAME.ts` into `src/kernels/wasm/NAME.wasm` by `scripts/generate-kernels.ts`.
 */
export class WasmKernel<Functions extends object> {
  /** The module's own functions; what `Functions` says of them is what `kernels/NAME.ts` exports. */
  readonly call: Functions;
  readonly #memory: WasmMemory;
  #end: number;

  /** Synchronous; works in the checkout, in an installed package and in worker threads. */
  constructor(name: string) {
    let module = compiled.get(name);
    if (module === undefined) {
      module = new WebAssembly.Module(readFileSync(new URL(`./wasm/${name}.wasm`, import.meta.url)));
      compiled.set(name, module);
    }
    const exports = new WebAssembly.Instance(module).exports as Functions & CommonExports;
    this.call = exports;
    this.#memory = exports.memory;
    this.#end = exports.heapBase();
  }

  /** [bytes] of memory, all that the instance holds. */
  get memoryBytes(): number {
    return this.#memory.buffer.byteLength;
  }

  /** The memory as it is now; another object after it has grown. */
  get buffer(): ArrayBuffer {
    return this.#memory.buffer;
  }

  /**
   * Room for `length` elements, all 0, for as long as the instance lives. May grow the memory, and so cut off every
   * typed array laid over it before; `WasmArray.view` then lays a new one.
   */
  reserve<T extends Lanes>(type: LaneType<T>, length: number): WasmArray<T> {
    const address = this.free;
    this.#end = address + length * type.BYTES_PER_ELEMENT;
    this.reach(this.#end);
    return new WasmArray(this, type, address, length);
  }

  /** Address from which on nothing is reserved: what lies there is for who manages it by `reach`. */
  get free(): number {
    return Math.ceil(this.#end / ALIGNMENT) * ALIGNMENT;
  }

  /** Makes the memory reach up to the address `end`; as `reserve`, it may cut off typed arrays. */
  reach(end: number): void {
    const missing = end - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE_BYTES));
  }
}

/** An array in a kernel's memory, which both sides read and write without copies. */
export class WasmArray<T extends Lanes> {
  /** [bytes] where it starts: what the kernel's functions are given. */
  readonly address: number;
  readonly length: number;
  readonly #kernel: { readonly buffer: ArrayBuffer };
  readonly #type: LaneType<T>;
  #view: T;

  constructor(kernel: { readonly buffer: ArrayBuffer }, type: LaneType<T>, address: number, length: number) {
    this.#kernel = kernel;
    this.#type = type;
    this.address = address;
    this.length = length;
    this.#view = new type(kernel.buffer, address, length);
  }

  /** The array, valid until the kernel's next `reserve`. The same object as long as the memory has not grown. */
  get view(): T {
    // Growth leaves arrays laid over the old memory with the length 0.
    if (this.#view.length !== this.length) {
      this.#view = new this.#type(this.#kernel.buffer, this.address, this.length);
    }
    return this.#view;
  }
}
