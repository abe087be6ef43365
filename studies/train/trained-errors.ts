import type { LabelledFrames } from "./ball-frames.ts";
import { int8Errors } from "./int8-errors.ts";
import type { Recipe } from "./recipe.ts";
import { sampleErrors } from "./sample-errors.ts";
import type { TrainedNetwork } from "./trained-network.ts";
import { chipErrors, openTrained } from "./trained-on-chip.ts";

/** `sampleErrors` of a trained network where its recipe means it to run: on an emulated chip, in 8 bits, else in floats. */
export function errorsOf(
  recipe: Recipe,
  trained: TrainedNetwork,
  data: LabelledFrames,
  indices: Uint32Array,
): Float64Array {
  const { onChip, int8 } = trained;
  const { decoder } = recipe;
  if (int8 !== undefined && decoder.kind !== "classes") return int8Errors(int8, decoder, data, indices);
  if (onChip === undefined) return sampleErrors(trained, decoder, data, indices);
  return chipErrors(openTrained(recipe, trained, { backend: onChip.backend }), recipe, data, indices);
}

/** `sampleErrors` of what a network for a chip or in 8 bits was made from, in floats; undefined for one that runs in floats. */
export function floatErrorsOf(
  { decoder }: Recipe,
  trained: TrainedNetwork,
  data: LabelledFrames,
  indices: Uint32Array,
): Float64Array | undefined {
  const floats = trained.int8 === undefined ? trained.onChip?.floats : trained;
  return floats === undefined ? undefined : sampleErrors(floats, decoder, data, indices);
}
