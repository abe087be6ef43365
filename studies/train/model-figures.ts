import type { DenseCard } from "../../nodes/dense-model.ts";
import type { ModelCard } from "../../nodes/model-card.ts";
import { saysPresence } from "../../src/snn/decoder.ts";
import { allOf, type LabelledFrames } from "./ball-frames.ts";
import { pixelErrors, round4, rounded } from "./error-statistics.ts";
import type { Recipe } from "./recipe.ts";
import { scoreDetector } from "./score-detector.ts";
import type { SimulatedFrames } from "./simulated-frames.ts";
import type { CrossValidation } from "./cross-validate.ts";
import { type BallRecipe, errorsOf, floatErrorsOf, trainedPlaces } from "./trained-errors.ts";
import type { TrainedNetwork } from "./trained-network.ts";

type Figures = ModelCard["figures"];
/** Of a model of either kind. */
export type AnyFigures = Figures & Partial<Pick<DenseCard["figures"], "floats">>;

/** What a trained network is measured with. */
export interface Measured {
  readonly trained: TrainedNetwork;
  readonly data: LabelledFrames;
  readonly validation: CrossValidation | undefined;
  /** Simulated frames of another seed. */
  readonly held: SimulatedFrames | undefined;
}

/** The figures of a model's card. */
export function figuresOf(recipe: Recipe, { trained, data, validation, held }: Measured): AnyFigures {
  const { decoder } = recipe;
  const onChip = onChipFigures(recipe, { trained, data, validation, held });
  if (decoder.kind === "classes") {
    const accuracy = (errors: Float64Array) => ({ share: accuracyOf(errors), n: errors.length });
    const of = (frames: LabelledFrames) => accuracy(errorsOf(recipe, trained, frames, allOf(frames)));
    return {
      accuracy: {
        trainedOn: of(data),
        ...(validation === undefined ? {} : { folds: accuracy(validation.errors) }),
        ...(held === undefined ? {} : { held: of(held) }),
      },
      ...onChip,
    };
  }
  return {
    trainedOnPx: rounded(pixelErrors(errorsOf(recipe, trained, data, withBall(data)))),
    ...(validation === undefined ? {} : { folds: foldFigures(recipe, validation) }),
    ...(held === undefined ? {} : { held: heldScore({ ...recipe, decoder }, trained, held) }),
    ...onChip,
    ...int8Figures(recipe, { trained, data, validation, held }),
  };
}

/** Where the recipe means it to run. */
const heldScore = (
  recipe: BallRecipe,
  trained: TrainedNetwork,
  held: SimulatedFrames,
): NonNullable<Figures["held"]> =>
  scoreDetector(trainedPlaces(recipe, trained, held), held, { presence: saysPresence(recipe.decoder) });

/** The floats that a network in 8 bits was made from; nothing for another. */
function int8Figures(
  recipe: Recipe,
  { trained: { int8, ...trained }, data, validation, held }: Measured,
): Partial<Pick<DenseCard["figures"], "floats">> {
  const { decoder } = recipe;
  if (int8 === undefined || decoder.kind === "classes") return {};
  const ballRecipe = { ...recipe, decoder };
  const folds = validation?.floatErrors;
  return {
    floats: {
      trainedOnPx: rounded(pixelErrors(errorsOf(recipe, trained, data, withBall(data)))),
      ...(folds === undefined ? {} : { foldsPx: rounded(pixelErrors(folds)) }),
      ...(held === undefined ? {} : { held: heldScore(ballRecipe, trained, held) }),
    },
  };
}

const withBall = (data: LabelledFrames): Uint32Array =>
  allOf(data).filter((i) => data.frames.present[i] === 1);

/** How a network was brought onto a chip, beside what it was made from; nothing for one that is for no chip. */
function onChipFigures(
  recipe: Recipe,
  { trained, data, validation, held }: Measured,
): Pick<Figures, "onChip"> {
  const { onChip } = trained;
  if (onChip === undefined) return {};
  const { decoder } = recipe;
  const ofBalls = decoder.kind !== "classes";
  const floats = ofBalls ? floatErrorsOf(recipe, trained, data, withBall(data)) : undefined;
  const folds = ofBalls ? validation?.floatErrors : undefined;
  return {
    onChip: {
      backend: onChip.backend,
      floats: {
        ...(floats === undefined ? {} : { trainedOnPx: rounded(pixelErrors(floats)) }),
        ...(folds === undefined ? {} : { foldsPx: rounded(pixelErrors(folds)) }),
        ...(held === undefined || decoder.kind === "classes"
          ? {}
          : { held: heldScore({ ...recipe, decoder }, { ...onChip.floats, epochLosses: [] }, held) }),
      },
      layers: onChip.layers.map(({ threshold, deviation, scale, clips, ...layer }) => ({
        ...layer,
        ...(threshold === undefined ? {} : { threshold: round4(threshold) }),
        ...(deviation === undefined ? {} : { deviation: round4(deviation) }),
        scale: round4(scale),
        clips: round4(clips),
      })),
    },
  };
}

/** The figures of a cross-validation alone. */
export function foldsOnly(recipe: Recipe, validation: CrossValidation): Pick<Figures, "folds" | "accuracy"> {
  const { errors } = validation;
  if (recipe.decoder.kind !== "classes") return { folds: foldFigures(recipe, validation) };
  return { accuracy: { folds: { share: accuracyOf(errors), n: errors.length } } };
}

/** [-] samples whose class was found: the errors are 0 or 1. */
const accuracyOf = (errors: Float64Array): number => round4(1 - pixelErrors(errors).mean);

const foldFigures = (
  { folds }: Recipe,
  { errors, foldErrors }: CrossValidation,
): NonNullable<Figures["folds"]> => ({
  count: folds,
  errorPx: rounded(pixelErrors(errors)),
  each: foldErrors.map(rounded),
});
