import { join } from "node:path";
import { openOnChip } from "../../nodes/trackers/chip-network.ts";
import { openWindowNetwork } from "../../nodes/trackers/window-network.ts";
import { type BallModel, exists, readBallModel } from "../../nodes/model-files.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import type { WindowNetwork } from "../../nodes/trackers/window-detector.ts";
import { type LabelledFrames, readBallFrames, splitFrames } from "../train/ball-frames.ts";
import { foldFolder, framesOfFold } from "../train/cross-validate.ts";
import { type PixelErrors, pixelErrors } from "../train/error-statistics.ts";
import { compareErrors, type Comparison, readFoldErrors } from "../train/eval-model.ts";
import { distances } from "../train/sample-errors.ts";
import type { EvalOnChipOptions } from "./eval-on-chip.ts";
import { shownPlaces } from "../train/shown-places.ts";

/** The networks of a cross-validation on an emulated chip, each on the frames of its fold, which it has not seen. */
export interface FoldsEvaluation {
  readonly model: string;
  readonly frames: string;
  readonly backend: string;
  readonly folds: number;
  readonly errorPx: PixelErrors;
  readonly floatPx: PixelErrors;
  /** `stepped`: the same networks on this machine; `made from`: what networks for a chip were made from, by `floats/folds.csv`. */
  readonly floats: "stepped" | "made from";
  /** The chip's error less the floats', frame by frame. */
  readonly loss: Comparison;
  /** The chip's error less that of another cross-validation on the same frames, in floats. */
  readonly comparison?: Comparison;
}

/**
 * Shows each fold's network (`saccade train --keep-folds`) its own frames, on a chip and in floats. Every fold has a chip of
 * its own: `seed` and the fold's number draw it.
 * @param against folder with `folds.csv` of another cross-validation
 * @throws SaccadeError `usage` where no fold's network is kept; as `readBallModel`, `openOnChip`, `readFoldErrors`
 */
export async function evalFolds(
  folder: string,
  framesFolder: string,
  options: EvalOnChipOptions,
  against?: string,
): Promise<FoldsEvaluation> {
  const models = await modelsOf(folder);
  const [first] = models;
  const data = await framesFor(first, framesFolder);
  const { backend, placement = "fewest", analog = {}, seed = 0 } = options;
  const onChip = new Float64Array(data.count);
  const stepped = new Float64Array(data.count);
  for (const [fold, model] of models.entries()) {
    const shown = framesOfFold(data, models.length, fold);
    const chip = openOnChip(model, { backend, placement, analog, seed: seed + fold });
    put(onChip, shown, errorsOf(chip, model, { data, shown }));
    put(stepped, shown, errorsOf(openWindowNetwork(model), model, { data, shown }));
  }
  const made = await madeFrom(folder, data);
  const floats = made ?? stepped;
  return {
    model: folder,
    frames: framesFolder,
    backend: backend.name,
    folds: models.length,
    errorPx: pixelErrors(onChip),
    floatPx: pixelErrors(floats),
    floats: made === null ? "stepped" : "made from",
    loss: { against: "floats", ...compareErrors(onChip, floats, data.sequence) },
    ...(against === undefined ? {} : { comparison: await compareWith(against, onChip, data) }),
  };
}

interface Shown {
  readonly data: LabelledFrames;
  readonly shown: Uint32Array;
}

function errorsOf(
  network: WindowNetwork,
  { card: { decoder } }: BallModel,
  { data, shown }: Shown,
): Float64Array {
  return distances(shownPlaces(network, { frames: data.frames, shown, decoder }), data, shown);
}

function put(all: Float64Array, shown: Uint32Array, errors: Float64Array): void {
  shown.forEach((frame, i) => (all[frame] = errors[i] ?? NaN));
}

/** `fold-0`, `fold-1` and so on, as many as there are. */
async function modelsOf(folder: string): Promise<readonly [BallModel, ...BallModel[]]> {
  const models: BallModel[] = [];
  while (await exists(join(folder, foldFolder(models.length))))
    models.push(await readBallModel(join(folder, foldFolder(models.length))));
  const [first, ...rest] = models;
  if (first !== undefined && rest.length > 0) return [first, ...rest];
  const message = `${folder} holds ${models.length} networks of folds, wanted are two or more: saccade train RECIPE --keep-folds --out ${folder} writes them`;
  throw new SaccadeError("usage", message, { folder, found: models.length });
}

async function framesFor({ card: { input } }: BallModel, folder: string): Promise<LabelledFrames> {
  const { channels, height, width } = input;
  const data = await readBallFrames(folder, { channels: 1, height, width });
  return channels === 2 ? splitFrames(data) : data;
}

async function madeFrom(folder: string, data: LabelledFrames): Promise<Float64Array | null> {
  const floats = join(folder, "floats");
  return (await exists(join(floats, "folds.csv"))) ? errorsOfFile(floats, data) : null;
}

async function compareWith(
  against: string,
  errorsPx: Float64Array,
  data: LabelledFrames,
): Promise<Comparison> {
  return { against, ...compareErrors(errorsPx, await errorsOfFile(against, data), data.sequence) };
}

/** @throws SaccadeError `config-invalid` when they are not of these frames */
async function errorsOfFile(
  folder: string,
  { sequence, frame, count }: LabelledFrames,
): Promise<Float64Array> {
  const read = await readFoldErrors(folder);
  const same = read.sequence.every((number, i) => number === sequence[i] && read.frame[i] === frame[i]);
  if (same && read.errorsPx.length === count) return read.errorsPx;
  const file = join(folder, "folds.csv");
  throw new SaccadeError("config-invalid", `${file} is not of these ${count} frames`, { file });
}
