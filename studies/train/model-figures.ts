import type { ModelCard } from "../../nodes/model-card.ts";
import { saysPresence } from "../../src/snn/decoder.ts";
import { allOf, type LabelledFrames } from "./ball-frames.ts";
import { pixelErrors, round4, rounded } from "./error-statistics.ts";
import { predictFrames } from "./predict.ts";
import type { Recipe } from "./recipe.ts";
import { sampleErrors } from "./sample-errors.ts";
import { scoreDetector } from "./score-detector.ts";
import type { SimulatedFrames } from "./simulated-frames.ts";
import type { CrossValidation, TrainedNetwork } from "./train-model.ts";

type Figures = ModelCard["figures"];

/** What a trained network is measured with. */
export interface Measured {
  readonly trained: TrainedNetwork;
  readonly data: LabelledFrames;
  readonly validation: CrossValidation | undefined;
  /** Simulated frames of another seed. */
  readonly held: SimulatedFrames | undefined;
}

/** The figures of a model's card. */
export function figuresOf(recipe: Recipe, { trained, data, validation, held }: Measured): Figures {
  const { decoder } = recipe;
  if (decoder.kind === "classes") {
    const accuracy = (errors: Float64Array) => ({ share: accuracyOf(errors), n: errors.length });
    const of = (frames: LabelledFrames) => accuracy(sampleErrors(trained, decoder, frames, allOf(frames)));
    return {
      accuracy: {
        trainedOn: of(data),
        ...(validation === undefined ? {} : { folds: accuracy(validation.errors) }),
        ...(held === undefined ? {} : { held: of(held) }),
      },
    };
  }
  const withBall = allOf(data).filter((i) => data.frames.present[i] === 1);
  return {
    trainedOnPx: rounded(pixelErrors(sampleErrors(trained, decoder, data, withBall))),
    ...(validation === undefined ? {} : { folds: foldFigures(recipe, validation) }),
    ...(held === undefined
      ? {}
      : {
          held: scoreDetector(predictFrames({ ...trained, decoder }, held.frames, allOf(held)), held, {
            presence: saysPresence(decoder),
          }),
        }),
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
