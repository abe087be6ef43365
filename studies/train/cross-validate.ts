import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SaccadeError } from "../../src/core/errors.ts";
import { foldOf, type LabelledFrames } from "./ball-frames.ts";
import { type PixelErrors, pixelErrors } from "./error-statistics.ts";
import type { Recipe } from "./recipe.ts";
import { fingerprintOf, type TrainModelOptions, trainOnFold } from "./train-model.ts";
import { errorsOf, floatErrorsOf } from "./trained-errors.ts";
import type { TrainedNetwork } from "./trained-network.ts";

/** The error of every frame (`errorsOf`), by the network that saw none of its sequence. */
export interface CrossValidation {
  readonly errors: Float64Array;
  /** Of what networks for a chip or in 8 bits were made from, in floats (`floatErrorsOf`); only where the recipe makes such. */
  readonly floatErrors?: Float64Array;
  readonly foldErrors: readonly PixelErrors[];
  readonly epochLosses: readonly (readonly number[])[];
}

/** What becomes of each fold's network; without one it is forgotten. */
export interface FoldKeeper {
  /** Whether the network of a fold is kept already. */
  has(fold: number): Promise<boolean>;
  keep(fold: number, trained: TrainedNetwork, trainedOn: number): Promise<void>;
}

export interface CrossValidateOptions extends TrainModelOptions {
  readonly keeper?: FoldKeeper;
}

/** Errors of a fold's frames, by a network that has seen none of their sequences. */
interface FoldErrors {
  readonly fingerprint: number;
  readonly epochLosses: readonly number[];
  readonly errors: readonly number[];
  readonly floatErrors?: readonly number[];
}

/** Every frame's error by the network of its fold. Null when stopped. */
export async function crossValidate(
  recipe: Recipe,
  data: LabelledFrames,
  options: CrossValidateOptions,
): Promise<CrossValidation | null> {
  const errors = new Float64Array(data.count);
  const floatErrors = new Float64Array(data.count);
  const foldErrors: PixelErrors[] = [];
  const epochLosses: (readonly number[])[] = [];
  for (let fold = 0; fold < recipe.folds; fold++) {
    const found = await errorsOfFold(recipe, data, fold, options);
    if (found === null) return null;
    framesOfFold(data, recipe.folds, fold).forEach((frame, i) => {
      errors[frame] = found.errors[i] ?? NaN;
      floatErrors[frame] = found.floatErrors?.[i] ?? NaN;
    });
    foldErrors.push(pixelErrors(Float64Array.from(found.errors)));
    epochLosses.push(found.epochLosses);
  }
  const isMade = recipe.chip !== undefined || recipe.int8 !== undefined;
  return { errors, foldErrors, epochLosses, ...(isMade ? { floatErrors } : {}) };
}

/** Where the network of a fold is kept, in the folder of the whole. */
export const foldFolder = (fold: number): string => `fold-${String(fold)}`;

/** Indices of the frames of fold `fold`. */
export function framesOfFold({ sequence }: LabelledFrames, folds: number, fold: number): Uint32Array {
  const all = foldOf(sequence, folds);
  return Uint32Array.from(all.keys()).filter((i) => all[i] === fold);
}

async function errorsOfFold(
  recipe: Recipe,
  data: LabelledFrames,
  fold: number,
  options: CrossValidateOptions,
): Promise<FoldErrors | null> {
  const file = join(options.workFolder, `fold-${String(fold)}.json`);
  const fingerprint = fingerprintOf(recipe, data, `fold-${String(fold)}`);
  const kept = await fromBefore(file);
  if (kept?.fingerprint === fingerprint && (await (options.keeper?.has(fold) ?? true))) return kept;
  const trained = await trainOnFold(recipe, data, fold, options);
  if (trained === null) return null;
  const frames = framesOfFold(data, recipe.folds, fold);
  await options.keeper?.keep(fold, trained, data.count - frames.length);
  const errors = errorsOf(recipe, trained, data, frames);
  const floats = floatErrorsOf(recipe, trained, data, frames);
  const found: FoldErrors = {
    fingerprint,
    epochLosses: trained.epochLosses,
    errors: [...errors],
    ...(floats === undefined ? {} : { floatErrors: [...floats] }),
  };
  await writeFile(file, JSON.stringify(found));
  return found;
}

/** What was found before a stop, if anything. */
async function fromBefore(file: string): Promise<FoldErrors | null> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null; // not trained yet
    throw new SaccadeError("file-unreadable", `cannot read ${file}`, { file }, { cause });
  });
  return text === null ? null : (JSON.parse(text) as FoldErrors); // our own file
}
