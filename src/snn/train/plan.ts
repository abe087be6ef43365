import { SaccadeError } from "../../core/errors.ts";
import type { LayerSpec, NetworkSpec, Volume } from "./layer-spec.ts";
import { placesOf } from "./layer-spec.ts";

/** What the optimiser does with a run of numbers. */
export type ParameterRole =
  /** Follows its gradient, shrinks by weight decay. */
  | "weight"
  /** Follows its gradient within bounds; no decay. */
  | "scale"
  /** A running mean: each batch brings a value to approach, not a gradient. */
  | "statistic";

/** A run of numbers in the one vector that holds all of a network. */
export interface Parameter {
  readonly layer: number;
  readonly name: "weight" | "bias" | "gain" | "shift" | "mean" | "variance" | "leak" | "threshold" | "bound";
  readonly role: ParameterRole;
  readonly offset: number;
  readonly length: number;
  readonly min: number;
  readonly max: number;
  /** [-] share of the way that a statistic goes towards the batch's; 0 for others. */
  readonly momentum: number;
}

export interface PlannedLayer {
  readonly spec: LayerSpec;
  readonly input: Volume;
  readonly output: Volume;
  /** Time steps in the lanes of input and output: 1 where all steps are alike. */
  readonly inputSteps: number;
  readonly outputSteps: number;
  /** What comes in is a whole number from 0 to this; 0 = any numbers. */
  readonly mostInput: number;
  readonly parameters: readonly Parameter[];
}

/** A network's layers with their sizes, and where each parameter lies. */
export interface NetworkPlan {
  readonly spec: NetworkSpec;
  readonly layers: readonly PlannedLayer[];
  readonly parameterCount: number;
}

type ParameterDraft = Omit<Parameter, "layer" | "offset">;

/** Sizes every layer. @throws SaccadeError `config-invalid` naming the layer that does not fit. */
export function planNetwork(spec: NetworkSpec): NetworkPlan {
  const layers: PlannedLayer[] = [];
  let input = spec.input;
  let steps = spec.inputPerStep ? spec.steps : 1;
  let offset = 0;
  let mostInput = spec.binaryInput === true ? 1 : 0;
  for (const [layer, layerSpec] of spec.layers.entries()) {
    const output = outputOf(layerSpec, input, layer);
    checkSpikes(layerSpec, layer);
    checkInitialBias(layerSpec, output, layer);
    const outputSteps = layerSpec.kind === "spike" ? spec.steps : steps;
    const parameters = draftsOf(layerSpec, input, output).map((draft) => {
      const placed = { ...draft, layer, offset };
      offset += draft.length;
      return placed;
    });
    layers.push({ spec: layerSpec, input, output, inputSteps: steps, outputSteps, mostInput, parameters });
    input = output;
    steps = outputSteps;
    if (layerSpec.kind === "spike") mostInput = layerSpec.maxSpikes ?? 1;
    else if (layerSpec.kind !== "max-pool") mostInput = 0;
  }
  if (layers.length === 0) {
    throw new SaccadeError("config-invalid", "a network needs at least one layer", { layer: 0 });
  }
  return { spec, layers, parameterCount: offset };
}

function checkSpikes(spec: LayerSpec, layer: number): void {
  if (spec.kind !== "spike" || spec.reset === "subtract") return;
  const { maxSpikes = 1 } = spec;
  if (maxSpikes === 1) return;
  const message = `layer ${layer} has up to ${maxSpikes} spikes a step and resets to zero; allowed is 1, or reset: subtract`;
  throw new SaccadeError("config-invalid", message, { layer, found: maxSpikes, allowed: 1 });
}

function checkInitialBias(spec: LayerSpec, { channels }: Volume, layer: number): void {
  if (spec.kind !== "conv" && spec.kind !== "dense") return;
  const given = spec.initialBias?.length ?? 0;
  const allowed = spec.bias ? channels : 0;
  if (given <= allowed) return;
  throw new SaccadeError(
    "config-invalid",
    `layer ${layer} is given ${given} biases to start from; it has ${allowed}`,
    { layer, found: given, allowed },
  );
}

function outputOf(spec: LayerSpec, input: Volume, layer: number): Volume {
  switch (spec.kind) {
    case "conv": {
      checkGroups(input.channels, spec, layer);
      const side = (size: number): number =>
        Math.floor((size + 2 * spec.padding - spec.kernel) / spec.stride) + 1;
      return positive(
        { channels: spec.channels, height: side(input.height), width: side(input.width) },
        layer,
      );
    }
    case "dense":
      return { channels: spec.outputs, height: 1, width: 1 };
    case "average-pool":
    case "max-pool": {
      const side = (size: number): number => Math.floor(size / spec.size);
      return positive({ ...input, height: side(input.height), width: side(input.width) }, layer);
    }
    default:
      return input;
  }
}

function checkGroups(
  inputs: number,
  { channels, groups = 1 }: Extract<LayerSpec, { kind: "conv" }>,
  layer: number,
): void {
  if (inputs % groups === 0 && channels % groups === 0) return;
  const message = `layer ${layer} has ${groups} groups; they must divide its ${inputs} channels in and its ${channels} out`;
  throw new SaccadeError("config-invalid", message, { layer, found: groups });
}

function positive(volume: Volume, layer: number): Volume {
  if (volume.height >= 1 && volume.width >= 1) return volume;
  throw new SaccadeError(
    "config-invalid",
    `layer ${layer} would give ${volume.width}x${volume.height} px: its kernel is larger than its input; allowed is 1x1 or more`,
    { layer },
  );
}

function draftsOf(spec: LayerSpec, input: Volume, output: Volume): ParameterDraft[] {
  const weight = (length: number): ParameterDraft => draft("weight", "weight", length);
  const bias = (wanted: boolean): ParameterDraft[] =>
    wanted ? [draft("bias", "scale", output.channels)] : [];
  switch (spec.kind) {
    case "conv":
      return [
        weight((spec.channels * input.channels * spec.kernel * spec.kernel) / (spec.groups ?? 1)),
        ...bias(spec.bias),
      ];
    case "dense":
      return [weight(spec.outputs * placesOf(input)), ...bias(spec.bias)];
    case "batch-norm":
      return [
        draft("gain", "scale", output.channels),
        ...(spec.centre ? [draft("shift", "scale", output.channels)] : []),
        ...(spec.centre ? [{ ...draft("mean", "statistic", output.channels), momentum: spec.momentum }] : []),
        { ...draft("variance", "statistic", output.channels), momentum: spec.momentum },
      ];
    case "spike":
      return [
        ...(spec.learnLeak ? [{ ...draft("leak", "scale", output.channels), min: 0, max: 1 }] : []),
        ...(spec.learnThreshold ? [{ ...draft("threshold", "scale", output.channels), min: 0.05 }] : []),
      ];
    case "qcfs":
      return [{ ...draft("bound", "scale", 1), min: 0.01 }];
    default:
      return [];
  }
}

const draft = (name: Parameter["name"], role: ParameterRole, length: number): ParameterDraft => ({
  name,
  role,
  length,
  min: -Infinity,
  max: Infinity,
  momentum: 0,
});
