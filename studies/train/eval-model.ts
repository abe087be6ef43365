import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { SaccadeError } from "../../src/core/errors.ts";
import { networkFromGraph } from "../../src/snn/train/from-graph.ts";
import { planNetwork } from "../../src/snn/train/plan.ts";
import { allOf, type LabelledFrames, readBallFrames, splitFrames } from "./ball-frames.ts";
import { clusterInterval, type PixelErrors, pixelErrors } from "./error-statistics.ts";
import { geometricMethod, geometricPlaces } from "./geometric-places.ts";
import { type Model, readModel } from "../../nodes/model-files.ts";
import { type Predictor, predictFrames } from "./predict.ts";
import { distances } from "./train-model.ts";

/** A model's errors on labelled frames, every frame counted. */
export interface Evaluation extends PixelErrors {
  readonly model: string;
  readonly frames: string;
}

/** How two models differ, frame by frame, and how sure that is. */
export interface Comparison {
  readonly against: string;
  /** [px] mean of this model's error less the other's: negative = this one is better. */
  readonly meanDifference: number;
  /** [px] 95 % interval of it, drawn anew by whole sequences. */
  readonly interval95: readonly [number, number];
  readonly n: number;
}

const DRAWS = 10_000;
const SEED = 1;

/** Errors on the frames of a folder: of the model in a folder, or of a geometric method by its name. */
export async function evalOnFrames(
  model: string,
  framesFolder: string,
): Promise<{
  readonly evaluation: Evaluation;
  readonly errorsPx: Float64Array;
  readonly data: LabelledFrames;
}> {
  const method = geometricMethod(model);
  const loaded = method === undefined ? await readModel(model) : null;
  const { channels, height, width } = loaded?.card.input ?? { channels: 1, height: 64, width: 64 };
  // such frames have both polarities in one map
  const read = await readBallFrames(framesFolder, { channels: 1, height, width });
  const data = channels === 2 ? splitFrames(read) : read;
  const all = allOf(data);
  const errorsPx =
    loaded === null
      ? distances(geometricPlaces(method ?? "centroid", data.frames, all), data, all)
      : frameErrors(loaded, data);
  return { evaluation: { model, frames: framesFolder, ...pixelErrors(errorsPx) }, errorsPx, data };
}

function frameErrors(model: Model, data: LabelledFrames): Float64Array {
  const all = allOf(data);
  return distances(predictFrames(predictorOf(model), data.frames, all), data, all);
}

/** A model's network, made to run on many frames at once. */
export function predictorOf({ card, network }: Model): Predictor {
  // Only forward: the surrogate is of no matter.
  const trainable = networkFromGraph(network, card.run.steps, {
    surrogate: { kind: "piecewise-linear", slope: 1 },
    reset: card.run.reset === "value" ? "zero" : "subtract",
    detachReset: true,
    vMin: card.run.vMin ?? -Infinity,
  });
  return { plan: planNetwork(trainable.network), parameters: trainable.parameters, decoder: card.decoder };
}

/** The paired difference of two error lists over the same frames. */
export function compareErrors(
  errorsPx: Float64Array,
  others: Float64Array,
  sequence: Int32Array,
): Omit<Comparison, "against"> {
  const differences = errorsPx.map((error, i) => error - (others[i] ?? NaN));
  const meanDifference = differences.reduce((sum, d) => sum + d, 0) / differences.length;
  const interval95 = clusterInterval(differences, sequence, { draws: DRAWS, seed: SEED });
  return { meanDifference, interval95, n: differences.length };
}

/** The cross-validated errors that a model's training left beside it. */
export interface FoldErrors {
  readonly sequence: Int32Array;
  readonly frame: Int32Array;
  readonly errorsPx: Float64Array;
}

const HEADER = "sequence,frame,error_px";

/** @throws SaccadeError `file-unreadable`, `config-invalid` */
export async function readFoldErrors(folder: string): Promise<FoldErrors> {
  const file = join(folder, "folds.csv");
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new SaccadeError("file-unreadable", `cannot read ${file}`, { file }, { cause });
  });
  const [header, ...lines] = text.trimEnd().split("\n");
  const rows = lines.map((line) => line.split(",").map(Number));
  if (header !== HEADER || !rows.every((row) => row.length === 3 && row.every(Number.isFinite))) {
    throw new SaccadeError("config-invalid", `${file} must have the columns ${HEADER}`, { file });
  }
  const column = (i: number): number[] => rows.map((row) => row[i] ?? NaN);
  return {
    sequence: Int32Array.from(column(0)),
    frame: Int32Array.from(column(1)),
    errorsPx: Float64Array.from(column(2)),
  };
}

/**
 * Two models' cross-validated errors, paired by frame.
 * @throws SaccadeError `config-invalid` when they are not of the same frames
 */
export async function compareFolds(
  folder: string,
  against: string,
): Promise<Comparison & { readonly errors: PixelErrors }> {
  const [own, other] = await Promise.all([readFoldErrors(folder), readFoldErrors(against)]);
  const same =
    own.errorsPx.length === other.errorsPx.length &&
    own.sequence.every((s, i) => s === other.sequence[i] && own.frame[i] === other.frame[i]);
  if (!same) {
    throw new SaccadeError(
      "config-invalid",
      `${folder} and ${against} were not cross-validated on the same frames`,
      {
        file: join(against, "folds.csv"),
      },
    );
  }
  const compared = compareErrors(own.errorsPx, other.errorsPx, own.sequence);
  return { against, ...compared, errors: pixelErrors(own.errorsPx) };
}
