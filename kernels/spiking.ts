/** Steps of spiking networks in single precision: neurons, and synapses by event or dense. */
export { heapBase } from "./heap-base";
export { stepEach, stepIntegrators, stepLeaky, stepLookingBack } from "./spiking-step";
export { clear, dense, place, scatter, sparsify } from "./spiking-synapses";
