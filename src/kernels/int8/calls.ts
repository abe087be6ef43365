import { WasmKernel } from "../wasm-kernel.ts";
import { convolve } from "./layer.ts";

/** The kernels of `kernels/int8.ts`; arguments are addresses of structures (`layer.ts`). */
export interface Int8Calls {
  convolve(layer: number): void;
}

/** An instance of the compiled kernels, with its memory. */
export const int8Kernel = (): WasmKernel<Int8Calls> => new WasmKernel<Int8Calls>("int8");

/** The plain forms, on the same memory: the same bits, slowly. */
export const plainInt8 = (memory: { readonly buffer: ArrayBuffer }): Int8Calls => ({
  convolve: (layer) => convolve(memory, layer),
});
