import { assert } from "../../core/errors.ts";
import type { LayerSpec, NetworkSpec } from "./layer-spec.ts";
import { type NetworkPlan, type Parameter, planNetwork, type PlannedLayer } from "./plan.ts";

/**
 * The network with another activation in place of every spiking layer: QCFS of `levels` levels, its threshold as first
 * bound; ReLU where `levels` is absent.
 */
export function annOf(network: NetworkSpec, levels?: number): NetworkSpec {
  const layers = network.layers.map((layer): LayerSpec => {
    if (layer.kind !== "spike") return layer;
    return levels === undefined ? { kind: "relu" } : { kind: "qcfs", levels, bound: layer.threshold };
  });
  return { ...network, steps: 1, inputPerStep: false, layers };
}

/**
 * Parameters for a spiking network to start from, from its trained ANN (`annOf`): weights as learned, potentials scaled so
 * that each bound falls on the threshold, and what a spike brings scaled back by the layer behind (T. Bu et al., 2022; N.
 * Rathi and K. Roy, "Diet-SNN", 2021, for the training that follows). Where the layer before has a bias or shift, half a
 * threshold is spread over the steps: rates then round as QCFS does, where they would round down.
 * @param bounds by layer: the activation that a spike at every step stands for (`activationBounds`)
 */
export function spikingFromAnn(
  network: NetworkSpec,
  ann: NetworkPlan,
  { parameters, bounds }: { readonly parameters: Float32Array; readonly bounds: ReadonlyMap<number, number> },
): Float32Array {
  const plan = planNetwork(network);
  const values = new Float32Array(plan.parameterCount);
  for (const [index, layer] of plan.layers.entries()) {
    const from = ann.layers[index];
    assert(from !== undefined, "an ANN has the layers of its spiking network");
    for (const parameter of layer.parameters)
      start(parameter, layer, values, viewOf(from, parameter.name, parameters));
  }
  for (const [index, layer] of plan.layers.entries()) {
    const bound = bounds.get(index);
    if (layer.spec.kind !== "spike" || bound === undefined) continue;
    scaleBefore(plan, index, values, {
      factor: layer.spec.threshold / bound,
      add: layer.spec.threshold / (2 * network.steps),
    });
    const behind = plan.layers.slice(index + 1).find(isLinear);
    const weight = behind === undefined ? undefined : viewOf(behind, "weight", values);
    if (weight !== undefined) scale(weight, bound);
  }
  return values;
}

function start(
  { name, offset, length }: Parameter,
  { spec }: PlannedLayer,
  values: Float32Array,
  learned: Float32Array | undefined,
): void {
  const view = values.subarray(offset, offset + length);
  if (learned !== undefined) view.set(learned);
  else if (spec.kind === "spike") view.fill(name === "leak" ? spec.leak : spec.threshold);
}

/** Scales what comes into the activation at `index`, and adds to it where something can be added. */
function scaleBefore(
  plan: NetworkPlan,
  index: number,
  values: Float32Array,
  { factor, add }: { readonly factor: number; readonly add: number },
): void {
  const before = plan.layers[index - 1];
  if (before === undefined) return;
  const [product, sum] =
    before.spec.kind === "batch-norm" ? (["gain", "shift"] as const) : (["weight", "bias"] as const);
  const scaled = viewOf(before, product, values);
  const shifted = viewOf(before, sum, values);
  if (scaled !== undefined) scale(scaled, factor);
  if (shifted === undefined) return;
  scale(shifted, factor);
  for (let i = 0; i < shifted.length; i++) shifted[i]! += add;
}

const isLinear = ({ spec }: PlannedLayer): boolean => spec.kind === "conv" || spec.kind === "dense";

function viewOf(
  { parameters }: PlannedLayer,
  name: Parameter["name"],
  values: Float32Array,
): Float32Array | undefined {
  const found = parameters.find((parameter) => parameter.name === name);
  return found === undefined ? undefined : values.subarray(found.offset, found.offset + found.length);
}

function scale(values: Float32Array, factor: number): void {
  for (let i = 0; i < values.length; i++) values[i]! *= factor;
}
