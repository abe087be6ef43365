import type { ModelCard } from "../../nodes/model-card.ts";
import { writeNir } from "../../src/snn/nir-write.ts";
import { trainedGraph } from "../../src/snn/train/export.ts";
import type { BallFrames } from "./ball-frames.ts";
import { type PixelErrors, pixelErrors } from "./error-statistics.ts";
import { lossPlot } from "./loss-plot.ts";
import { sha256, writeModel } from "./model-files.ts";
import { predictFrames } from "./predict.ts";
import type { Recipe } from "./recipe.ts";
import {
  clearWork,
  type CrossValidation,
  crossValidate,
  distances,
  type TrainedNetwork,
  type TrainModelOptions,
  trainOnFold,
} from "./train-model.ts";

export interface MakeModelOptions extends TrainModelOptions {
  /** Where the model goes. */
  readonly folder: string;
  /** The command line that made it, for the card. */
  readonly command: string;
  /** The recipe's text, for the card's hash. */
  readonly recipeText: string;
  /** Whether to cross-validate first. */
  readonly folds: boolean;
}

/** Cross-validates, trains on everything, writes the model's folder. Null when stopped: the same call goes on later. */
export async function makeModel(
  recipe: Recipe,
  data: BallFrames,
  options: MakeModelOptions,
): Promise<ModelCard | null> {
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

/** Every frame's error by the network of its fold: what two recipes are compared by, frame by frame. */
function foldTable({ sequence, frame }: BallFrames, { errorsPx }: CrossValidation): string {
  const rows = Array.from(errorsPx, (error, i) => `${sequence[i] ?? 0},${frame[i] ?? 0},${error.toFixed(4)}`);
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
  data: BallFrames,
  { options, trained, validation, networkSha256 }: CardParts,
): ModelCard {
  const all = Uint32Array.from({ length: data.count }, (_, i) => i);
  const own = distances(predictFrames({ ...trained, ...recipe.decoder }, data.frames, all), data, all);
  return {
    version: 1,
    name: recipe.name,
    purpose: recipe.purpose,
    licence: recipe.licence,
    input: recipe.input,
    run: { rule: "spikingjelly", dt: 1, ...resetOf(recipe), steps: recipe.steps },
    decoder: recipe.decoder,
    training: {
      command: options.command,
      recipeSha256: sha256(options.recipeText),
      seed: recipe.seed,
      data: recipe.data.source,
      dataSha256: data.hash,
      frames: data.count,
      epochs: recipe.training.epochs,
      finalLoss: round4(trained.epochLosses.at(-1) ?? NaN),
    },
    figures: {
      trainedOnPx: rounded(pixelErrors(own)),
      ...(validation === undefined ? {} : { folds: foldFigures(recipe, validation) }),
    },
    networkSha256,
  };
}

/** Reset and floor of the spiking layers, which a model has in common. */
function resetOf({ layers }: Recipe): Pick<ModelCard["run"], "reset" | "vMin"> {
  const spiking = layers.find((layer) => layer.kind === "spike");
  const vMin = spiking?.vMin ?? -Infinity;
  return { reset: spiking?.reset === "zero" ? "value" : "subtract", ...(vMin === -Infinity ? {} : { vMin }) };
}

function foldFigures({ folds }: Recipe, { errorsPx, foldErrors }: CrossValidation) {
  return { count: folds, errorPx: rounded(pixelErrors(errorsPx)), each: foldErrors.map(rounded) };
}

const rounded = ({ mean, sd, median, p95, n }: PixelErrors): PixelErrors => ({
  mean: round4(mean),
  sd: round4(sd),
  median: round4(median),
  p95: round4(p95),
  n,
});

const round4 = (value: number): number => Math.round(value * 1e4) / 1e4;
