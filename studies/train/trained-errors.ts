import type { LabelledFrames } from "./ball-frames.ts";
import type { Recipe } from "./recipe.ts";
import { sampleErrors } from "./sample-errors.ts";
import type { TrainedNetwork } from "./trained-network.ts";
import { chipErrors, openTrained } from "./trained-on-chip.ts";

/** `sampleErrors` of a trained network where its recipe means it to run: on an emulated chip, else in floats. */
export function errorsOf(
  recipe: Recipe,
  trained: TrainedNetwork,
  data: LabelledFrames,
  indices: Uint32Array,
): Float64Array {
  const { onChip } = trained;
  if (onChip === undefined) return sampleErrors(trained, recipe.decoder, data, indices);
  return chipErrors(openTrained(recipe, trained, { backend: onChip.backend }), recipe, data, indices);
}

/** `sampleErrors` of what a chip's network was made from, in floats; undefined for a network that is for no chip. */
export const floatErrorsOf = (
  { decoder }: Recipe,
  { onChip }: TrainedNetwork,
  data: LabelledFrames,
  indices: Uint32Array,
): Float64Array | undefined =>
  onChip === undefined ? undefined : sampleErrors(onChip.floats, decoder, data, indices);
