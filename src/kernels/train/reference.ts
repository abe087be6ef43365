import { convForward, convInputGradient, convWeightGradient } from "./conv-reference.ts";
import { denseForward, denseInputGradient, denseWeightGradient } from "./dense-reference.ts";
import type { TrainingKernels } from "./lanes.ts";
import { blend, productSum, scaleShift, squareSum, sum } from "./run-reference.ts";
import { spikeBackward, spikeForward } from "./spike-reference.ts";

/** The plain kernels, in double precision for checks against other frameworks, or in single, slow, as a fallback. */
export function referenceKernels(precision: "float32" | "float64"): TrainingKernels {
  return {
    floats: (length) => (precision === "float64" ? new Float64Array(length) : new Float32Array(length)),
    convForward,
    convInputGradient,
    convWeightGradient,
    denseForward,
    denseInputGradient,
    denseWeightGradient,
    spikeForward,
    spikeBackward,
    sum,
    squareSum,
    productSum,
    scaleShift,
    blend,
  };
}
