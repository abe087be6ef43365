import { assert } from "../../core/errors.ts";
import type { LayerParts, TrainLayer } from "./layer.ts";
import { viewsOf } from "./layer.ts";
import { placesOf } from "./layer-spec.ts";

/** Keeps a channel that never varies from dividing by zero. */
export const BATCH_NORM_EPSILON = 1e-5;

/**
 * Batch normalisation over the samples, steps and places of a channel (S. Ioffe and C. Szegedy, 2015; over time, H. Zheng
 * et al., 2021): y = gain * (x - mean) / sqrt(variance + epsilon) + shift; without `centre`, y = gain * x / sqrt(mean
 * square + epsilon). The batch's own mean and (biased) variance are handed on in the gradients' place of the running ones.
 */
export function batchNormLayer(parts: LayerParts): TrainLayer {
  const { kernels, samples, plan } = parts;
  assert(plan.spec.kind === "batch-norm", "a batch norm normalises");
  const length = plan.output.height * plan.output.width * plan.inputSteps * samples;
  const output = kernels.floats(placesOf(plan.output) * plan.inputSteps * samples);
  const inputGradient = parts.passesGradient ? kernels.floats(output.length) : null;
  const channels = plan.output.channels;
  const gain = viewsOf(parts, "gain");
  const shift = viewsOf(parts, "shift");
  const mean = viewsOf(parts, "mean");
  const variance = viewsOf(parts, "variance");
  assert(gain !== undefined && variance !== undefined, "a batch norm has a gain and a variance");
  const centres = new Float64Array(channels);
  const scales = new Float64Array(channels); // 1 / standard deviation, as last used
  return {
    output,
    forward: (input, pass) => {
      for (let channel = 0; channel < channels; channel++) {
        let centre = mean?.values[channel] ?? 0;
        let spread = variance.values[channel]!;
        if (pass.training) {
          centre = mean === undefined ? 0 : kernels.sum(input, channel * length, length) / length;
          spread = kernels.squareSum(input, channel * length, length, centre) / length;
          if (mean !== undefined) mean.gradients[channel]! += centre;
          variance.gradients[channel]! += spread;
        }
        centres[channel] = centre;
        scales[channel] = 1 / Math.sqrt(spread + BATCH_NORM_EPSILON);
        const factor = gain.values[channel]! * scales[channel]!;
        const rest = (shift?.values[channel] ?? 0) - centre * factor;
        kernels.scaleShift(input, output, { at: channel * length, length }, { factor, rest });
      }
    },
    backward: (input, gradient) => {
      for (let channel = 0; channel < channels; channel++) {
        const centre = centres[channel]!;
        const scale = scales[channel]!;
        const at = channel * length;
        const sum = kernels.sum(gradient, at, length);
        const product = kernels.productSum(input, gradient, { at, length }, centre);
        gain.gradients[channel]! += product * scale;
        if (shift !== undefined) shift.gradients[channel]! += sum;
        if (inputGradient === null) continue;
        const factor = gain.values[channel]! * scale;
        const slope = (product * scale * scale) / length;
        const level = mean === undefined ? 0 : sum / length;
        // factor * (gradient - level - (input - centre) * slope)
        const run = { at, length, output: inputGradient };
        const rest = factor * (centre * slope - level);
        kernels.blend(gradient, input, run, { factor, otherFactor: -factor * slope, rest });
      }
      return inputGradient;
    },
  };
}
