import { assert } from "../../src/core/errors.ts";
import { wasmTrainingKernels } from "../../src/kernels/train/wasm-kernels.ts";
import { activationsOf } from "../../src/snn/train/activation-bounds.ts";
import { type ChipTraining, trainReadoutOnChip } from "./chip-readout.ts";
import type { Trained } from "./predict.ts";
import type { Recipe } from "./recipe.ts";
import type { LayerOnChip, OnChip } from "./trained-network.ts";
import { showAll } from "./shown-places.ts";
import { openTrained } from "./trained-on-chip.ts";

/** A trained spiking network, what it was made from, and the bounds of that ANN's layers. */
export interface Convertible {
  readonly spiking: Trained;
  readonly floats: Trained;
  readonly bounds: ReadonlyMap<number, number> | undefined;
}

const CAPACITY_BYTES = 1 << 29;

/** Trains the readout on the chip, and measures each layer there. Null when stopped. */
export async function trainForChip(
  recipe: Recipe,
  { spiking, floats, bounds = new Map<number, number>() }: Convertible,
  training: ChipTraining,
): Promise<(Trained & { readonly epochLosses: readonly number[]; readonly onChip: OnChip }) | null> {
  assert(recipe.chip !== undefined, "the recipe is for a chip");
  const { backend } = recipe.chip;
  const trained = await trainReadoutOnChip(recipe, spiking, training);
  if (trained === null) return null;
  const layers = layersOnChip(recipe, { trained, floats, bounds }, training);
  return { ...trained, onChip: { backend, floats, layers } };
}

interface Compared {
  readonly trained: Trained;
  readonly floats: Trained;
  readonly bounds: ReadonlyMap<number, number>;
}

function layersOnChip(
  recipe: Recipe,
  { trained, floats, bounds }: Compared,
  { frames, samples }: ChipTraining,
): LayerOnChip[] {
  const backend = recipe.chip?.backend ?? "speck2f";
  const measured = [...bounds.keys()];
  const kernels = wasmTrainingKernels(CAPACITY_BYTES);
  const { shown, values } = activationsOf({ ...floats, frames, indices: samples, kernels }, measured);
  const whole = openTrained(recipe, trained, { backend });
  showAll(whole, { frames, shown, outputs: whole.program.outputs }, () => null);
  const { ledger } = whole;
  return whole.report.quantisation.map(({ layer, scale, bits, saturated }): LayerOnChip => {
    const clips = ledger.of(ledger.layers.indexOf(layer), "membraneClips") / shown.length;
    const at = measured.findIndex((index) => layer === `spike${String(index)}`);
    const [index, activations] = [measured[at], values[at]];
    const threshold = index === undefined ? undefined : bounds.get(index);
    if (index === undefined || activations === undefined || threshold === undefined)
      return { layer, scale, bits, saturated, clips };
    const chip = openTrained(recipe, trained, { backend, layers: index + 1 });
    const rates = showAll(chip, { frames, shown, outputs: chip.program.outputs }, (rate) => rate.slice());
    return {
      layer,
      threshold,
      deviation: deviation(rates, activations, threshold),
      scale,
      bits,
      saturated,
      clips,
    };
  });
}

function deviation(rates: readonly Float64Array[], activations: Float32Array, threshold: number): number {
  let [off, all, at] = [0, 0, 0];
  for (const frame of rates) {
    for (const rate of frame) {
      const activation = activations[at++] ?? NaN;
      off += (rate * threshold - activation) ** 2;
      all += activation ** 2;
    }
  }
  return Math.sqrt(off / all);
}
