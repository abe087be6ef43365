import { normal } from "../../core/normal.ts";
import { deriveSeed, Random } from "../../core/random.ts";
import { placesOf } from "./layer-spec.ts";
import type { NetworkPlan, Parameter, PlannedLayer } from "./plan.ts";

/**
 * Parameters to start from: weights normal with variance 2 / inputs of a neuron (K. He et al., 2015) times the square of
 * the layer's `initialScale`, all else as the layers say. Each layer draws from its own seed.
 */
export function initialParameters(plan: NetworkPlan, seed: number): Float32Array {
  const values = new Float32Array(plan.parameterCount);
  for (const layer of plan.layers) {
    for (const parameter of layer.parameters) {
      const { offset, length } = parameter;
      const view = values.subarray(offset, offset + length);
      if (parameter.name === "weight")
        drawWeights(view, layer, deriveSeed(seed, "weight", String(parameter.layer)));
      else view.fill(startOf(parameter, layer));
      if (parameter.name === "bias") view.set(initialBias(layer));
    }
  }
  return values;
}

function drawWeights(view: Float32Array, { input, output, spec }: PlannedLayer, seed: number): void {
  const fanIn = spec.kind === "conv" ? view.length / output.channels : placesOf(input);
  const scale = spec.kind === "conv" || spec.kind === "dense" ? (spec.initialScale ?? 1) : 1;
  const sigma = scale * Math.sqrt(2 / fanIn);
  const random = new Random(seed);
  for (let i = 0; i < view.length; i++) view[i] = sigma * normal(random);
}

/** [channel] numbers to start from; a presence map starts with most cells saying no. */
function initialBias({ spec }: PlannedLayer): readonly number[] {
  return spec.kind === "conv" || spec.kind === "dense" ? (spec.initialBias ?? []) : [];
}

function startOf({ name }: Parameter, { spec }: PlannedLayer): number {
  if (name === "variance") return 1;
  if (name === "gain" && spec.kind === "batch-norm") return spec.gain;
  if (name === "leak" && spec.kind === "spike") return spec.leak;
  if (name === "threshold" && spec.kind === "spike") return spec.threshold;
  if (name === "bound" && spec.kind === "qcfs") return spec.bound;
  return 0;
}
