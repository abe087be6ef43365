import { type ChipNetwork, openOnChip } from "../../nodes/trackers/chip-network.ts";
import { BACKENDS } from "../../src/backends/registry.ts";
import type { BackendName } from "../../src/backends/backend.ts";
import { assert } from "../../src/core/errors.ts";
import { trainedGraph } from "../../src/snn/train/export.ts";
import { planNetwork } from "../../src/snn/train/plan.ts";
import type { LabelledFrames } from "./ball-frames.ts";
import { runOf } from "./model-run.ts";
import type { Trained } from "./predict.ts";
import type { Recipe } from "./recipe.ts";
import { classErrors, distances } from "./sample-errors.ts";
import { showAll, shownPlaces } from "./shown-places.ts";

/** A chip, and how many layers of a network go there; all when left out. They end in spikes or in weights. */
interface ChipPart {
  readonly backend: BackendName;
  readonly layers?: number;
}

/**
 * A recipe's network on an emulated chip, whole or only its first layers.
 * @throws SaccadeError `network-unmappable`
 */
export function openTrained(
  recipe: Recipe,
  { plan, parameters }: Trained,
  { backend: name, layers = plan.layers.length }: ChipPart,
): ChipNetwork {
  const backend = BACKENDS.get(name);
  assert(backend !== undefined, "every chip with a name is emulated");
  // parameters lie layer by layer
  const first = planNetwork({ ...plan.spec, layers: plan.spec.layers.slice(0, layers) });
  const network = trainedGraph(first, parameters.subarray(0, first.parameterCount));
  return openOnChip(
    { card: { name: recipe.name, run: runOf(recipe) }, network },
    { backend, seed: 0, placement: "fewest" },
  );
}

/** `sampleErrors` of a network on an emulated chip. */
export function chipErrors(
  chip: ChipNetwork,
  { decoder }: Recipe,
  data: LabelledFrames,
  shown: Uint32Array,
): Float64Array {
  if (decoder.kind !== "classes") {
    const places = shownPlaces(chip, { frames: data.frames, shown, decoder });
    return distances(places, data, shown);
  }
  const showing = { frames: data.frames, shown, outputs: chip.program.outputs };
  return classErrors(showAll(chip, showing, largest), data, shown);
}

/** Index of the largest number, the first of equals. */
const largest = (values: Float64Array): number =>
  values.reduce((best, value, i) => (value > (values[best] ?? 0) ? i : best), 0);
