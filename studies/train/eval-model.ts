import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { SaccadeError } from "../../src/core/errors.ts";
import { networkFromGraph } from "../../src/snn/train/from-graph.ts";
import { planNetwork } from "../../src/snn/train/plan.ts";
import { allOf, type LabelledFrames, readBallFrames, readClassFrames, splitFrames } from "./ball-frames.ts";
import { clusterInterval, type PixelErrors, pixelErrors } from "./error-statistics.ts";
import { geometricMethod, geometricPlaces } from "./geometric-places.ts";
import { isDenseModel, readDenseModel } from "../../nodes/dense-model.ts";
import { type Model, readModel } from "../../nodes/model-files.ts";
import { int8Errors } from "./int8-errors.ts";
import type { Trained } from "./predict.ts";
import { distances, sampleErrors } from "./sample-errors.ts";

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

/** Errors of a model, or of a geometric method by its name, on the frames of a folder. */
export interface FrameErrors {
  /** Whether the errors are of classes: 1 where another was found. Else [px]. */
  readonly ofClasses: boolean;
  readonly errors: Float64Array;
  readonly data: LabelledFrames;
}

/**
 * Shows a model, or a geometric method by its name, every frame of a folder.
 * @throws SaccadeError as `readModel`, `readBallFrames` and `readClassFrames`
 */
export async function errorsOnFrames(model: string, folder: string): Promise<FrameErrors> {
  const method = geometricMethod(model);
  if (method !== undefined) {
    const data = await readBallFrames(folder, { channels: 1, height: 64, width: 64 });
    const places = geometricPlaces(method, data.frames, allOf(data));
    return { ofClasses: false, errors: distances(places, data, allOf(data)), data };
  }
  if (await isDenseModel(model)) {
    const { card, network } = await readDenseModel(model);
    const frames = await readBallFrames(folder, { ...card.input, channels: 1 });
    const data = card.input.channels === 2 ? splitFrames(frames) : frames;
    return { ofClasses: false, errors: int8Errors(network, card.decoder, data, allOf(data)), data };
  }
  const loaded = await readModel(model);
  const { card } = loaded;
  const ofClasses = card.decoder.kind === "classes";
  const windows = card.run.inputPerStep ? card.run.steps : 1;
  const read = ofClasses ? readClassFrames : readBallFrames;
  // such frames have both polarities in one map
  const frames = await read(folder, { ...card.input, channels: 1 }, windows);
  const data = card.input.channels === 2 ? splitFrames(frames) : frames;
  return { ofClasses, errors: sampleErrors(trainedOf(loaded), card.decoder, data, allOf(data)), data };
}

/** A model's network, made to run on many frames at once. */
export function trainedOf({ card, network }: Model): Trained {
  const { steps, inputPerStep, reset, vMin = -Infinity, maxSpikes } = card.run;
  // Only forward: the surrogate is of no matter.
  const trainable = networkFromGraph(network, steps, {
    surrogate: { kind: "piecewise-linear", slope: 1 },
    reset: reset === "value" ? "zero" : "subtract",
    detachReset: true,
    vMin,
    maxSpikes,
  });
  return { plan: planNetwork({ ...trainable.network, inputPerStep }), parameters: trainable.parameters };
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
