import type { Random } from "../../core/random.ts";
import type { Floats, TrainingKernels } from "../../kernels/train/lanes.ts";
import type { Parameter, PlannedLayer } from "./plan.ts";

/** What a pass is for: training takes batch statistics and drops units; evaluation takes running statistics. */
export interface Pass {
  readonly training: boolean;
  /** Chance of this pass; layers without chance do not touch it. */
  readonly random: Random;
}

/**
 * One layer at work on a fixed number of samples. Buffers are made once, in the kernels' memory; `output` and the gradient
 * that `backward` gives are the layer's own and hold until its next call.
 */
export interface TrainLayer {
  readonly output: Floats;
  forward(input: Floats, pass: Pass): void;
  /**
   * Adds to the parameters' gradients; `input` and `output` are those of the last forward pass.
   * @param gradient of the loss in `output`
   * @returns that in `input`; null when nobody before this layer learns
   */
  backward(input: Floats, gradient: Floats): Floats | null;
}

/** What a layer is built from. */
export interface LayerParts {
  readonly kernels: TrainingKernels;
  /** Samples worked on at once; lanes = steps * samples. */
  readonly samples: number;
  readonly plan: PlannedLayer;
  /** All parameters of the network, and their gradients. */
  readonly parameters: Floats;
  readonly gradients: Floats;
  /** Whether a layer before this one learns. */
  readonly passesGradient: boolean;
}

/** A parameter's numbers and their gradients; undefined when the layer has no such parameter. */
export function viewsOf(
  parts: LayerParts,
  name: Parameter["name"],
): { readonly values: Floats; readonly gradients: Floats } | undefined {
  const parameter = parts.plan.parameters.find((candidate) => candidate.name === name);
  if (parameter === undefined) return undefined;
  const { offset, length } = parameter;
  return {
    values: parts.parameters.subarray(offset, offset + length),
    gradients: parts.gradients.subarray(offset, offset + length),
  };
}
