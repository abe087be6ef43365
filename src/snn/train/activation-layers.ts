import { assert } from "../../core/errors.ts";
import type { Floats } from "../../kernels/train/lanes.ts";
import type { LayerParts, TrainLayer } from "./layer.ts";
import { viewsOf } from "./layer.ts";
import { placesOf } from "./layer-spec.ts";

/** max(0, x). */
export function reluLayer(parts: LayerParts): TrainLayer {
  const { output, inputGradient } = buffersOf(parts);
  return {
    output,
    forward: (input) => {
      for (let i = 0; i < output.length; i++) output[i] = Math.max(0, input[i]!);
    },
    backward: (input, gradient) => {
      if (inputGradient === null) return null;
      for (let i = 0; i < output.length; i++) inputGradient[i] = input[i]! > 0 ? gradient[i]! : 0;
      return inputGradient;
    },
  };
}

/**
 * Quantisation, clip and floor, shifted by half a level (T. Bu et al., "Optimal ANN-SNN conversion", 2022): what an IF
 * neuron with threshold `bound`, begun at half of it, gives in `levels` steps. y = bound * clamp(floor(levels x / bound + 1/2)
 * / levels, 0, 1); the gradient passes the floor straight, and the bound takes what is cut off.
 */
export function qcfsLayer(parts: LayerParts): TrainLayer {
  const { spec } = parts.plan;
  assert(spec.kind === "qcfs", "a QCFS layer quantises");
  const { levels } = spec;
  const { output, inputGradient } = buffersOf(parts);
  const learned = viewsOf(parts, "bound");
  assert(learned !== undefined, "a QCFS layer has a bound");
  return {
    output,
    forward: (input) => {
      const bound = learned.values[0]!;
      for (let i = 0; i < output.length; i++) output[i] = bound * qcfsLevel(input[i]! / bound, levels);
    },
    backward: (input, gradient) => {
      const bound = learned.values[0]!;
      let boundGradient = 0;
      for (let i = 0; i < output.length; i++) {
        const share = input[i]! / bound;
        const open = isOpen(share, levels);
        // d(bound * q(x / bound))/d bound = q - q' x / bound
        boundGradient += gradient[i]! * (qcfsLevel(share, levels) - (open ? share : 0));
        if (inputGradient !== null) inputGradient[i] = open ? gradient[i]! : 0;
      }
      learned.gradients[0]! += boundGradient;
      return inputGradient;
    },
  };
}

/** [-] quantised share of the bound, 0 .. 1. */
export const qcfsLevel = (share: number, levels: number): number =>
  Math.min(1, Math.max(0, rounded(share, levels)));

const rounded = (share: number, levels: number): number => Math.floor(share * levels + 0.5) / levels;

const isOpen = (share: number, levels: number): boolean => {
  const level = rounded(share, levels);
  return level >= 0 && level <= 1;
};

/** Drops units in training, by lane; the others grow by 1 / (1 - rate). */
export function dropoutLayer(parts: LayerParts): TrainLayer {
  const { spec } = parts.plan;
  assert(spec.kind === "dropout", "a dropout layer drops");
  const { rate } = spec;
  const { output, inputGradient } = buffersOf(parts);
  const kept = new Float32Array(output.length);
  return {
    output,
    forward: (input, { training, random }) => {
      for (let i = 0; i < output.length; i++) {
        kept[i] = training ? (random.uniform() < rate ? 0 : 1 / (1 - rate)) : 1;
        output[i] = input[i]! * kept[i]!;
      }
    },
    backward: (_input, gradient) => {
      if (inputGradient === null) return null;
      for (let i = 0; i < output.length; i++) inputGradient[i] = gradient[i]! * kept[i]!;
      return inputGradient;
    },
  };
}

function buffersOf({ kernels, samples, plan, passesGradient }: LayerParts): {
  readonly output: Floats;
  readonly inputGradient: Floats | null;
} {
  const length = placesOf(plan.output) * plan.outputSteps * samples;
  return { output: kernels.floats(length), inputGradient: passesGradient ? kernels.floats(length) : null };
}
