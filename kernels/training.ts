/**
 * Training's sums of products on rows of lanes (src/kernels/train/lanes.ts), float32, 4 lanes a register. Lanes are a
 * multiple of 8. A block of 4 rows by 8 lanes stays in registers: 6 loads serve 8 products. Buffers are byte offsets.
 * Plain versions: src/kernels/train/*-reference.ts.
 */
export { heapBase } from "./heap-base";
export { convForward } from "./training-forward";
export { convInputGradient } from "./training-input-gradient";
export { onesForward } from "./training-ones-forward";
export { onesWeightGradient } from "./training-ones-gradient";
export {
  onesAddGradients,
  onesMasks,
  onesMaskWords,
  onesWeightCount,
  onesWeights,
} from "./training-ones-layout";
export { blend, productSum, scaleShift, squareSum, sum } from "./training-runs";
export { convShape } from "./training-shape";
export { lastLeakGradient, lastThresholdGradient, spikeBackward, spikeForward } from "./training-spikes";
export { convWeightGradient } from "./training-weight-gradient";
