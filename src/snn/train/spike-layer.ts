import { assert } from "../../core/errors.ts";
import type { Floats, SpikeWork } from "../../kernels/train/lanes.ts";
import type { LayerParts, TrainLayer } from "./layer.ts";
import { viewsOf } from "./layer.ts";
import { placesOf } from "./layer-spec.ts";

/**
 * Spiking neurons through all steps of a window, and back through time. Where the input is the same at every step it has
 * one step's lanes, and its gradient is the sum over the steps.
 */
export function spikeLayer(parts: LayerParts): TrainLayer {
  const { kernels, samples, plan } = parts;
  const { spec } = plan;
  assert(spec.kind === "spike", "a spike layer spikes");
  const leak = perChannel(parts, "leak", spec.leak);
  const threshold = perChannel(parts, "threshold", spec.threshold);
  const spikes = kernels.floats(placesOf(plan.output) * plan.outputSteps * samples);
  const work: SpikeWork = {
    rule: spec,
    channels: plan.output.channels,
    placesPerChannel: plan.output.height * plan.output.width,
    samples,
    steps: plan.outputSteps,
    inputSteps: plan.inputSteps,
    leak: leak.values,
    threshold: threshold.values,
    potential: kernels.floats(spikes.length),
    spikes,
    leakGradient: leak.gradients,
    thresholdGradient: threshold.gradients,
  };
  const learns = spec.learnLeak || spec.learnThreshold || parts.passesGradient;
  const inputGradient = kernels.floats(learns ? placesOf(plan.output) * plan.inputSteps * samples : 0);
  return {
    output: spikes,
    forward: (input) => kernels.spikeForward(work, input),
    backward: (_input, gradient: Floats) => {
      if (!learns) return null;
      kernels.spikeBackward(work, gradient, inputGradient);
      return parts.passesGradient ? inputGradient : null;
    },
  };
}

/** The learned numbers of a layer's channels with their gradients, or constants with gradients that nobody reads. */
function perChannel(
  parts: LayerParts,
  name: "leak" | "threshold",
  constant: number,
): { readonly values: Floats; readonly gradients: Floats } {
  const learned = viewsOf(parts, name);
  if (learned !== undefined) return learned;
  const { channels } = parts.plan.output;
  return { values: parts.kernels.floats(channels).fill(constant), gradients: parts.kernels.floats(channels) };
}
