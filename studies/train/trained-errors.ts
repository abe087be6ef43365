import type { Decoder } from "../../src/snn/decoder.ts";
import type { PlaceReading } from "../../src/snn/place-reading.ts";
import { allOf, type LabelledFrames } from "./ball-frames.ts";
import { int8Errors, int8Places } from "./int8-errors.ts";
import { predictFrames } from "./predict.ts";
import type { Recipe } from "./recipe.ts";
import { sampleErrors } from "./sample-errors.ts";
import { shownPlaces } from "./shown-places.ts";
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

/** A recipe of a network that finds balls. */
export type BallRecipe = Recipe & { readonly decoder: Decoder };

/** What a trained network says of simulated frames where its recipe means it to run. */
export function trainedPlaces(
  recipe: BallRecipe,
  trained: TrainedNetwork,
  data: LabelledFrames,
): PlaceReading[] {
  const { onChip, int8 } = trained;
  const { decoder } = recipe;
  const { frames } = data;
  const shown = allOf(data);
  if (int8 !== undefined) return int8Places(int8, decoder, frames, shown);
  if (onChip === undefined) return predictFrames({ ...trained, decoder }, frames, shown);
  const chip = openTrained(recipe, trained, { backend: onChip.backend });
  return shownPlaces(chip, { frames, shown, decoder });
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
