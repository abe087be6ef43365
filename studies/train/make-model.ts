import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ModelCard } from "../../nodes/model-card.ts";
import { checkExportable } from "../../src/snn/train/export.ts";
import { checkChip } from "./check-chip.ts";
import type { LabelledFrames } from "./ball-frames.ts";
import { crossValidate, foldFolder, type FoldKeeper } from "./cross-validate.ts";
import { lossPlot } from "./loss-plot.ts";
import { figuresOf, foldsOnly } from "./model-figures.ts";
import { checkInt8, filesOf } from "./written-model.ts";
import type { SimulatedFrames } from "./simulated-frames.ts";
import { exists, writeModel } from "../../nodes/model-files.ts";
import type { Recipe } from "./recipe.ts";
import { clearWork, networkOf, type TrainModelOptions, trainOnFold } from "./train-model.ts";
import type { TrainedNetwork } from "./trained-network.ts";

export interface MakeModelOptions extends TrainModelOptions {
  /** Where the model goes. */
  readonly folder: string;
  /** The command line that made it, for the card. */
  readonly command: string;
  /** The recipe's text, for the card's hash. */
  readonly recipeText: string;
  /** Whether to cross-validate first. */
  readonly folds: boolean;
  /** Whether the network of each fold is kept, a model in `fold-0`, `fold-1` ... of the folder. */
  readonly keepFolds?: boolean;
  /** Frames of another seed to score the model on. */
  readonly held?: SimulatedFrames;
}

/** A model's card, of either kind. */
export type MadeCard = Omit<ModelCard, "run">;

/** Cross-validates, trains on everything, writes the model's folder. Null when stopped: the same call goes on later. */
export async function makeModel(
  recipe: Recipe,
  data: LabelledFrames,
  options: MakeModelOptions,
): Promise<MadeCard | null> {
  checkRecipe(recipe, { model: true });
  const keeper = keeperOf(recipe, data, options);
  const validation = options.folds ? await crossValidate(recipe, data, { ...options, ...keeper }) : undefined;
  if (validation === null) return null;
  const trained = await trainOnFold(recipe, data, null, options);
  if (trained === null) return null;
  const figures = figuresOf(recipe, { trained, data, validation, held: options.held });
  const made = await filesOf(recipe, data, { ...options, trained, frames: data.count, figures });
  const runs = new Map([["all frames", trained.epochLosses]]);
  validation?.epochLosses.forEach((losses, fold) => runs.set(`without fold ${String(fold)}`, losses));
  await writeModel(options.folder, {
    ...made,
    plot: await lossPlot(recipe.name, runs),
    ...(validation === undefined ? {} : { foldErrors: foldTable(data, validation.errors) }),
  });
  await clearWork(options.workFolder);
  return made.card;
}

/**
 * Cross-validates alone, and writes `folds.csv`: for networks that others are compared with. Beside one made for a chip lies
 * `floats/folds.csv`, of what it was made from. Null when stopped.
 */
export async function makeFolds(
  recipe: Recipe,
  data: LabelledFrames,
  options: MakeModelOptions,
): Promise<{ readonly figures: Pick<ModelCard["figures"], "folds" | "accuracy"> } | null> {
  checkRecipe(recipe, { model: options.keepFolds === true });
  const keeper = keeperOf(recipe, data, options);
  const validation = await crossValidate(recipe, data, { ...options, ...keeper });
  if (validation === null) return null;
  const { errors, floatErrors } = validation;
  await writeFile(join(options.folder, "folds.csv"), foldTable(data, errors));
  if (floatErrors !== undefined) {
    await mkdir(join(options.folder, "floats"), { recursive: true });
    await writeFile(join(options.folder, "floats", "folds.csv"), foldTable(data, floatErrors));
  }
  await clearWork(options.workFolder);
  return { figures: foldsOnly(recipe, validation) };
}

/**
 * Refuses, before data are read or simulated, what could not be trained or, where a `model` is to be written, not be written.
 * @throws SaccadeError `config-invalid` naming layer or field; `network-unmappable`
 */
export function checkRecipe(recipe: Recipe, { model }: { readonly model: boolean }): void {
  const network = networkOf(recipe);
  if (model && recipe.int8 === undefined) checkExportable(network);
  if (model && recipe.int8 !== undefined) checkInt8(recipe);
  checkChip(recipe);
}

/** Writes the network of each fold where it is wanted, as a model without figures: those are of all folds together. */
function keeperOf(
  recipe: Recipe,
  data: LabelledFrames,
  { keepFolds = false, ...options }: MakeModelOptions,
): { readonly keeper?: FoldKeeper } {
  if (!keepFolds) return {};
  const folderOf = (fold: number): string => join(options.folder, foldFolder(fold));
  const keep = async (fold: number, trained: TrainedNetwork, frames: number): Promise<void> => {
    const plot = await lossPlot(
      recipe.name,
      new Map([[`without fold ${String(fold)}`, trained.epochLosses]]),
    );
    const made = await filesOf(recipe, data, { ...options, trained, frames, figures: {} });
    await writeModel(folderOf(fold), { ...made, plot });
  };
  const has = (fold: number): Promise<boolean> => exists(join(folderOf(fold), "card.json"));
  return { keeper: { has, keep } };
}

/** Every sample's error by the network of its fold, [px] or 0 and 1 of classes: what two recipes are compared by. */
function foldTable({ sequence, frame }: LabelledFrames, errors: Float64Array): string {
  const rows = Array.from(errors, (error, i) => `${sequence[i] ?? 0},${frame[i] ?? 0},${error.toFixed(4)}`);
  return `sequence,frame,error_px\n${rows.join("\n")}\n`;
}
