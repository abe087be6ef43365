import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ModelCard } from "../../nodes/model-card.ts";
import { writeNir } from "../../src/snn/nir-write.ts";
import { checkExportable, trainedGraph } from "../../src/snn/train/export.ts";
import { checkChip } from "./check-chip.ts";
import type { LabelledFrames } from "./ball-frames.ts";
import { round4 } from "./error-statistics.ts";
import { lossPlot } from "./loss-plot.ts";
import { figuresOf, foldsOnly } from "./model-figures.ts";
import { runOf } from "./model-run.ts";
import type { SimulatedFrames } from "./simulated-frames.ts";
import { sha256, writeModel } from "../../nodes/model-files.ts";
import type { Recipe } from "./recipe.ts";
import {
  clearWork,
  type CrossValidation,
  crossValidate,
  networkOf,
  type TrainModelOptions,
  trainOnFold,
} from "./train-model.ts";
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
  const validation = options.folds ? await crossValidate(recipe, data, options) : undefined;
  if (validation === null) return null;
  const trained = await trainOnFold(recipe, data, null, options);
  if (trained === null) return null;
  const network = await writeNir(trainedGraph(trained.plan, trained.parameters));
  const card = cardOf(recipe, data, { options, trained, validation, networkSha256: sha256(network) });
  const runs = new Map([["all frames", trained.epochLosses]]);
  validation?.epochLosses.forEach((losses, fold) => runs.set(`without fold ${String(fold)}`, losses));
  await writeModel(options.folder, {
    card,
    network,
    plot: await lossPlot(recipe.name, runs),
    ...(validation === undefined ? {} : { foldErrors: foldTable(data, validation) }),
  });
  await clearWork(options.workFolder);
  return card;
}

/** Cross-validates alone, and writes `folds.csv`: for networks that others are compared with. Null when stopped. */
export async function makeFolds(
  recipe: Recipe,
  data: LabelledFrames,
  options: MakeModelOptions,
): Promise<{ readonly figures: Pick<ModelCard["figures"], "folds" | "accuracy"> } | null> {
  checkChip(recipe);
  const validation = await crossValidate(recipe, data, options);
  if (validation === null) return null;
  await writeFile(join(options.folder, "folds.csv"), foldTable(data, validation));
  await clearWork(options.workFolder);
  return { figures: foldsOnly(recipe, validation) };
}

/** Every sample's error by the network of its fold, [px] or 0 and 1 of classes: what two recipes are compared by. */
function foldTable({ sequence, frame }: LabelledFrames, { errors }: CrossValidation): string {
  const rows = Array.from(errors, (error, i) => `${sequence[i] ?? 0},${frame[i] ?? 0},${error.toFixed(4)}`);
  return `sequence,frame,error_px\n${rows.join("\n")}\n`;
}

interface CardParts {
  readonly options: MakeModelOptions;
  readonly trained: TrainedNetwork;
  readonly validation: CrossValidation | undefined;
  readonly networkSha256: string;
}

function cardOf(
  recipe: Recipe,
  data: LabelledFrames,
  { options, trained, validation, networkSha256 }: CardParts,
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
      frames: data.count,
      epochs: epochsOf(recipe),
      finalLoss: round4(trained.epochLosses.at(-1) ?? NaN),
    },
    figures: figuresOf(recipe, { trained, data, validation, held: options.held }),
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
