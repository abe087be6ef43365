import { access, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ModelCard } from "../../nodes/model-card.ts";
import { writeNir } from "../../src/snn/nir-write.ts";
import { checkExportable, trainedGraph } from "../../src/snn/train/export.ts";
import { checkChip } from "./check-chip.ts";
import type { LabelledFrames } from "./ball-frames.ts";
import { crossValidate, foldFolder, type FoldKeeper } from "./cross-validate.ts";
import { round4 } from "./error-statistics.ts";
import { lossPlot } from "./loss-plot.ts";
import { figuresOf, foldsOnly } from "./model-figures.ts";
import { runOf } from "./model-run.ts";
import type { SimulatedFrames } from "./simulated-frames.ts";
import { sha256, writeModel } from "../../nodes/model-files.ts";
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

/** Cross-validates, trains on everything, writes the model's folder. Null when stopped: the same call goes on later. */
export async function makeModel(
  recipe: Recipe,
  data: LabelledFrames,
  options: MakeModelOptions,
): Promise<ModelCard | null> {
  checkExportable(networkOf(recipe));
  checkChip(recipe);
  const keeper = keeperOf(recipe, data, options);
  const validation = options.folds ? await crossValidate(recipe, data, { ...options, ...keeper }) : undefined;
  if (validation === null) return null;
  const trained = await trainOnFold(recipe, data, null, options);
  if (trained === null) return null;
  const network = await writeNir(trainedGraph(trained.plan, trained.parameters));
  const figures = figuresOf(recipe, { trained, data, validation, held: options.held });
  const made = { options, trained, frames: data.count, figures, networkSha256: sha256(network) };
  const card = cardOf(recipe, data, made);
  const runs = new Map([["all frames", trained.epochLosses]]);
  validation?.epochLosses.forEach((losses, fold) => runs.set(`without fold ${String(fold)}`, losses));
  await writeModel(options.folder, {
    card,
    network,
    plot: await lossPlot(recipe.name, runs),
    ...(validation === undefined ? {} : { foldErrors: foldTable(data, validation.errors) }),
  });
  await clearWork(options.workFolder);
  return card;
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
  if (options.keepFolds === true) checkExportable(networkOf(recipe));
  checkChip(recipe);
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

/** Writes the network of each fold where it is wanted, as a model without figures: those are of all folds together. */
function keeperOf(
  recipe: Recipe,
  data: LabelledFrames,
  { keepFolds = false, ...options }: MakeModelOptions,
): { readonly keeper?: FoldKeeper } {
  if (!keepFolds) return {};
  const folderOf = (fold: number): string => join(options.folder, foldFolder(fold));
  const keep = async (fold: number, trained: TrainedNetwork, frames: number): Promise<void> => {
    const network = await writeNir(trainedGraph(trained.plan, trained.parameters));
    const plot = await lossPlot(
      recipe.name,
      new Map([[`without fold ${String(fold)}`, trained.epochLosses]]),
    );
    const made = { options, trained, frames, figures: {}, networkSha256: sha256(network) };
    await writeModel(folderOf(fold), { card: cardOf(recipe, data, made), network, plot });
  };
  const has = (fold: number): Promise<boolean> =>
    access(join(folderOf(fold), "card.json")).then(
      () => true,
      () => false,
    );
  return { keeper: { has, keep } };
}

/** Every sample's error by the network of its fold, [px] or 0 and 1 of classes: what two recipes are compared by. */
function foldTable({ sequence, frame }: LabelledFrames, errors: Float64Array): string {
  const rows = Array.from(errors, (error, i) => `${sequence[i] ?? 0},${frame[i] ?? 0},${error.toFixed(4)}`);
  return `sequence,frame,error_px\n${rows.join("\n")}\n`;
}

interface CardParts {
  readonly options: MakeModelOptions;
  readonly trained: TrainedNetwork;
  /** [-] that it was trained on. */
  readonly frames: number;
  readonly figures: ModelCard["figures"];
  readonly networkSha256: string;
}

function cardOf(
  recipe: Recipe,
  data: LabelledFrames,
  { options, trained, frames, figures, networkSha256 }: CardParts,
): ModelCard {
  return {
    version: 1,
    name: recipe.name,
    purpose: recipe.purpose,
    licence: recipe.licence,
    input: recipe.input,
    run: runOf(recipe),
    decoder: recipe.decoder,
    training: {
      command: options.command,
      recipeSha256: sha256(options.recipeText),
      seed: recipe.seed,
      data: sourceOf(recipe),
      dataSha256: data.hash,
      frames,
      epochs: epochsOf(recipe),
      finalLoss: round4(trained.epochLosses.at(-1) ?? NaN),
    },
    figures,
    networkSha256,
  };
}

/** Of all its trainings. */
const epochsOf = ({ training: { ann, epochs }, chip }: Recipe): number =>
  (ann?.epochs ?? 0) + epochs + (chip?.epochs ?? 0);

function sourceOf({ data }: Recipe): string {
  if (data.kind !== "simulated") return data.source;
  return `${data.count} simulated windows, seed ${data.seed} (sims/ball-frames)`;
}
