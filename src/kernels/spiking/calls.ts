import { WasmKernel } from "../wasm-kernel.ts";
import type { KernelMemory } from "./memory.ts";
import { stepEach, stepIntegrators, stepLeaky, stepLookingBack } from "./neurons.ts";
import { clear, dense, place, scatter, sparsify } from "./synapses.ts";

/**
 * The kernels of `kernels/spiking.ts`. Arguments are addresses of structures (`neurons.ts`, `synapses.ts`) and counts of
 * events; each returns, where it returns, a count of events.
 */
export interface SpikingCalls {
  stepIntegrators(neurons: number): number;
  stepLeaky(neurons: number): number;
  stepEach(neurons: number): number;
  stepLookingBack(neurons: number): number;
  scatter(synapse: number, count: number): void;
  dense(synapse: number): void;
  place(synapse: number, count: number): void;
  clear(synapse: number, count: number): void;
  sparsify(from: number, count: number, indices: number, values: number): number;
}

/** An instance of the compiled kernels, with its memory. */
export const spikingKernel = (): WasmKernel<SpikingCalls> => new WasmKernel<SpikingCalls>("spiking");

/** The plain forms, on the same memory: the same bits, slowly. */
export const plainSpiking = (memory: KernelMemory): SpikingCalls => ({
  stepIntegrators: (neurons) => stepIntegrators(memory, neurons),
  stepLeaky: (neurons) => stepLeaky(memory, neurons),
  stepEach: (neurons) => stepEach(memory, neurons),
  stepLookingBack: (neurons) => stepLookingBack(memory, neurons),
  scatter: (synapse, count) => scatter(memory, synapse, count),
  dense: (synapse) => dense(memory, synapse),
  place: (synapse, count) => place(memory, synapse, count),
  clear: (synapse, count) => clear(memory, synapse, count),
  sparsify: (from, count, indices, values) => sparsify(memory, { from, count, indices, values }),
});
