import type { Command } from "commander";
import { interruptSignal } from "../interrupt.ts";
import { parseCount, parseSeed } from "../parse-number.ts";
import type { ChipChoice } from "../../nodes/trackers/chip-network.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import { type PixelErrors, pixelErrors } from "../../studies/train/error-statistics.ts";
import {
  compareErrors,
  compareFolds,
  type Comparison,
  errorsOnFrames,
} from "../../studies/train/eval-model.ts";
import { geometricMethod, GEOMETRIC_METHODS } from "../../studies/train/geometric-places.ts";
import { scoreOnSimulation } from "../../studies/train/eval-simulated.ts";
import { EXIT_OK } from "../output/failure.ts";
import { LiveLine } from "../output/live-line.ts";
import { formatSimulation } from "../output/model-figures.ts";
import { isDenseModel } from "../../nodes/dense-model.ts";
import { readModel } from "../../nodes/model-files.ts";
import { formatChipEvaluation, formatFoldsEvaluation } from "../output/chip-figures.ts";
import {
  addAnalogOptions,
  analogChoice,
  type AnalogFlags,
  analogState,
  chipTerms,
} from "../analog-options.ts";
import { findBackend, placementOption } from "../find-backend.ts";
import { evalFolds } from "../../studies/chips/eval-folds.ts";
import { evalOnChip } from "../../studies/chips/eval-on-chip.ts";
import { textTable } from "../output/table.ts";
import { geometricTrackers } from "../../studies/play/play-job.ts";
import { scoreOnRecording } from "./eval-recording.ts";

interface EvalOptions extends AnalogFlags {
  readonly frames?: string;
  readonly against?: string;
  readonly backend?: string;
  readonly folds?: true;
  readonly placement: "fewest" | "fastest";
  readonly chipSeed?: number;
  readonly simulated?: number;
  readonly recording?: string;
  readonly truth?: string;
  readonly seed: number;
  readonly json?: true;
}

/** `saccade eval`: how far a model is from the truth. */
export function addEval(program: Command, done: (code: number) => void): void {
  const command = program
    .command("eval <model>")
    .description(
      "Score a model on labelled frames, every frame counted, or compare two, frame by frame, with a 95 % interval drawn by sequences; or score how it, or another tracker, follows the ball of a recording.",
    )
    .option("--frames <folder>", "holds frames.bin and labels.csv")
    .option(
      "--against <model>",
      "compare with another model: on --frames, or else by what both left of their cross-validation",
    )
    .option(
      "--backend <chip>",
      "score the model on an emulated chip beside floats, on --frames or with --simulated",
    )
    .option(
      "--folds",
      "score the network of each fold on its own frames, with --backend (train --keep-folds)",
    )
    .addOption(placementOption())
    .option("--chip-seed <n>", "of chance on the chip, with --backend; 0 when left out", parseSeed);
  addAnalogOptions(command)
    .option("--simulated <n>", "score place and presence on so many simulated windows", parseCount)
    .option(
      "--recording <file>",
      "score how the tracker follows the ball of a recording with truth beside it",
    )
    .option(
      "--truth <file>",
      "of the recording (default: its name with .truth.csv, as saccade simulate writes it)",
    )
    .option("--seed <n>", "of the simulated windows", parseSeed, 99)
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  saccade eval models/ball-real --frames ball-frames --json\n" +
        "  saccade eval models/ball-real --against out/akida-class\n" +
        "  saccade eval ransac-circle --frames ball-frames\n" +
        "  saccade eval models/ball-real --frames ball-frames --backend loihi2\n" +
        "  saccade eval models/ball-real --frames ball-frames --backend pcm --after 86400 --chip-seed 3\n" +
        "  saccade eval out/ball-real --frames ball-frames --backend loihi2 --folds --against out/akida-class\n" +
        "  saccade eval hough --simulated 2000\n" +
        "  saccade eval models/ball-sim-speck --simulated 2000 --backend speck2f\n" +
        "  saccade eval models/ball-real --recording rally.left.raw\n\n" +
        `In a model's place may stand ${GEOMETRIC_METHODS.join(", ")}; with --recording, ${geometricTrackers().join(", ")}.`,
    )
    .action(async (model: string, options: EvalOptions) => {
      await score(model, options);
      done(EXIT_OK);
    });
}

async function score(model: string, options: EvalOptions): Promise<void> {
  const { simulated, recording, backend, seed } = options;
  refuseMixed(options);
  if (backend === undefined) {
    analogChoice(undefined, options);
    if (options.chipSeed !== undefined)
      throw new SaccadeError("usage", "eval --chip-seed is of an emulated chip: name it with --backend");
  }
  if (simulated !== undefined) {
    const chip = backend === undefined ? undefined : chipOf(backend, options);
    if (chip === undefined) await warnOfChip(model);
    const found = await scoreOnSimulation(model, { seed, count: simulated, chip }, interruptSignal());
    const state =
      chip === undefined ? {} : { chipSeed: chip.seed, analog: analogState(chip.backend.name, options) };
    const all = { model, seed, windows: simulated, backend, ...state, ...found };
    process.stdout.write(
      options.json
        ? `${JSON.stringify(all, null, 2)}\n`
        : formatSimulation(found, { simulated, chip: shownChip(backend, options) }),
    );
  } else if (recording !== undefined) {
    await scoreOnRecording(model, { ...options, recording });
  } else if (backend !== undefined) {
    await scoreOnChip(model, backend, options);
  } else {
    if (options.frames !== undefined) await warnOfChip(model);
    const found = await evaluate(model, options);
    if (options.json) process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
    else print(found, options.against);
  }
}

/** A network that a chip taught is another one in floats. */
async function warnOfChip(model: string): Promise<void> {
  if (geometricMethod(model) !== undefined || (await isDenseModel(model))) return;
  const { onChip } = (await readModel(model)).card.figures;
  if (onChip === undefined) return;
  const { backend } = onChip;
  process.stderr.write(
    `${model} was made for ${backend}: these are figures of floats, which lack that chip's order of events; --backend ${backend} has the chip's\n`,
  );
}

/** What is scored is said once. */
function refuseMixed({ simulated, recording, truth, frames, against, folds, backend }: EvalOptions): void {
  const others = frames !== undefined || against !== undefined;
  const ways = [simulated !== undefined, recording !== undefined, others].filter(Boolean).length;
  if (ways > 1) {
    throw new SaccadeError(
      "usage",
      "eval scores on one thing at a time: --simulated, --recording, or --frames and --against",
    );
  }
  if (folds !== undefined && simulated !== undefined) {
    throw new SaccadeError(
      "usage",
      "eval --folds shows networks the --frames that they have not seen: leave out --simulated",
    );
  }
  if (folds !== undefined && backend === undefined) {
    throw new SaccadeError(
      "usage",
      "eval --folds shows networks to a chip: name it with --backend; without, --against compares what folds.csv holds",
    );
  }
  if (recording !== undefined && backend !== undefined) {
    throw new SaccadeError(
      "usage",
      "eval --recording runs the model in floats: a chip follows the ball in a pipeline of pipelines/chips; leave out --backend",
    );
  }
  if (truth !== undefined && recording === undefined) {
    throw new SaccadeError("usage", "eval --truth is that of a recording: name it with --recording");
  }
}

const shownChip = (name: string | undefined, flags: EvalOptions) =>
  name === undefined ? undefined : { name, terms: chipTerms(name, flags.chipSeed ?? 0, flags) };

/** The chip that the options name. @throws SaccadeError `usage` for a name that none has */
const chipOf = (name: string, { placement, chipSeed = 0, ...flags }: EvalOptions): ChipChoice => ({
  backend: findBackend(name),
  placement,
  analog: analogChoice(name, flags),
  seed: chipSeed,
});

async function scoreOnChip(
  model: string,
  name: string,
  { frames, against, json, folds, ...flags }: EvalOptions,
): Promise<void> {
  if (frames === undefined || (against !== undefined && folds === undefined)) {
    throw new SaccadeError(
      "usage",
      "eval --backend needs --frames FOLDER or --simulated N, and goes without --against but for --folds",
    );
  }
  const options = chipOf(name, flags);
  if (folds === undefined) {
    const line = new LiveLine();
    const progress = (shown: number, all: number): void =>
      line.show(`${shown} of ${all} frames shown to ${name}`);
    const found = await evalOnChip(model, frames, { ...options, progress });
    line.clear();
    process.stdout.write(`${json ? JSON.stringify(found, null, 2) : formatChipEvaluation(found)}\n`);
  } else {
    const found = await evalFolds(model, frames, options, against);
    process.stdout.write(`${json ? JSON.stringify(found, null, 2) : formatFoldsEvaluation(found)}\n`);
  }
}

/** Errors in px or, of a model of classes, the share of the samples whose class was found. */
type Found = (PixelErrors | { readonly accuracy: number; readonly n: number }) & {
  readonly model: string;
  readonly comparison?: Comparison;
};

async function evaluate(model: string, { frames, against }: EvalOptions): Promise<Found> {
  if (frames === undefined) {
    if (against === undefined) {
      throw new SaccadeError(
        "usage",
        "eval needs --frames FOLDER, --simulated N or --recording FILE, or --against MODEL to compare cross-validations",
      );
    }
    const { errors, ...comparison } = await compareFolds(model, against);
    return { model, ...errors, comparison };
  }
  const { ofClasses, errors, data } = await errorsOnFrames(model, frames);
  const figures = pixelErrors(errors);
  const found = {
    model,
    frames,
    ...(ofClasses ? { accuracy: 1 - figures.mean, n: figures.n } : figures),
  };
  if (against === undefined) return found;
  const other = await errorsOnFrames(against, frames);
  return { ...found, comparison: { against, ...compareErrors(errors, other.errors, data.sequence) } };
}

function print(found: Found, against: string | undefined): void {
  process.stdout.write(`${textTable("accuracy" in found ? classRows(found) : errorRows(found))}\n`);
  if (found.comparison === undefined || against === undefined) return;
  const { meanDifference, interval95 } = found.comparison;
  const [low, high] = interval95.map((value) => value.toFixed(3));
  const unit = "accuracy" in found ? "errors a sample" : "px";
  process.stdout.write(
    `\nless ${against}: ${meanDifference.toFixed(3)} ${unit}, 95 % interval ${low} .. ${high}\n`,
  );
}

const classRows = ({ model, accuracy, n }: { model: string; accuracy: number; n: number }): string[][] => [
  ["class found", "share", "samples"],
  [model, `${(100 * accuracy).toFixed(1)} %`, String(n)],
];

const errorRows = ({ model, mean, sd, median, p95, n }: PixelErrors & { model: string }): string[][] => [
  ["error [px]", "mean", "sd", "median", "p95", "frames"],
  [model, ...[mean, sd, median, p95].map((value) => value.toFixed(3)), String(n)],
];
