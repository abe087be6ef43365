import { availableParallelism } from "node:os";
import { basename, dirname, isAbsolute, relative, resolve } from "node:path";
import type { Command } from "commander";
import { SaccadeError } from "../../src/core/errors.ts";
import {
  type LabelledFrames,
  readBallFrames,
  readClassFrames,
  splitFrames,
} from "../../studies/train/ball-frames.ts";
import {
  simulateFrames,
  type SimulatedFrames,
  type SimulatedSet,
} from "../../studies/train/simulated-frames.ts";
import { checkRecipe, makeFolds, makeModel, type MakeModelOptions } from "../../studies/train/make-model.ts";
import { type Recipe, readRecipe } from "../../studies/train/recipe.ts";
import { interruptSignal } from "../interrupt.ts";
import { parseCount, parseSeed } from "../parse-number.ts";
import { EXIT_INTERRUPTED, EXIT_OK } from "../output/failure.ts";
import { LiveLine } from "../output/live-line.ts";
import { formatFigures } from "../output/model-figures.ts";
import { TrainProgress } from "../output/train-progress.ts";

interface TrainCommandOptions {
  readonly out?: string;
  readonly frames?: string;
  readonly threads?: number;
  readonly seed?: number;
  readonly folds: boolean;
  readonly foldsOnly?: true;
  readonly keepFolds?: true;
  readonly json?: true;
  readonly quiet?: true;
}

/** `saccade train`: from a recipe to a model's folder. */
export function addTrain(program: Command, done: (code: number) => void): void {
  program
    .command("train <recipe>")
    .description(
      "Cross-validate and train a network as a recipe says, and write network.nir, card.json, folds.csv and loss.svg. " +
        "Ctrl-C stops; the same command goes on, to the same result.",
    )
    .option(
      "--out <folder>",
      "where the model goes (default: models/NAME of the recipe, out/NAME for folds only)",
    )
    .option("--frames <folder>", "with frames.bin and labels.csv, in place of the recipe's")
    .option("--threads <n>", "worker threads; the result does not depend on them", parseCount)
    .option("--seed <n>", "in place of the recipe's", parseSeed)
    .option("--no-folds", "no cross-validation: train on everything at once")
    .option("--folds-only", "cross-validate alone: folds.csv and no model, for networks to compare with")
    .option("--keep-folds", "write each fold's network, too: fold-0, fold-1 ..., for `saccade eval --folds`")
    .option("--json", "print the card as JSON")
    .option("--quiet", "no progress")
    .addHelpText(
      "after",
      "\nExample:\n  saccade train recipes/ball-real.yaml --frames ball-frames --out out/ball-real",
    )
    .action(async (file: string, options: TrainCommandOptions) => {
      done(await train(file, options));
    });
}

/** @returns the exit code */
async function train(file: string, options: TrainCommandOptions): Promise<number> {
  const { recipe: read, text, initial } = await readRecipe(file);
  const recipe: Recipe = options.seed === undefined ? read : { ...read, seed: options.seed };
  checkRecipe(recipe, { model: !options.foldsOnly || options.keepFolds === true });
  const folder = options.out ?? `${options.foldsOnly ? "out" : "models"}/${recipe.name}`;
  const { shards, shardSamples } = recipe.training;
  const progress = new TrainProgress(shards * shardSamples);
  const live = new LiveLine();
  const threads = options.threads ?? availableParallelism();
  refuseIdle(recipe, options);
  const signal = interruptSignal();
  const say = (line: string): void => {
    if (!options.quiet) live.show(line);
  };
  const { data, held } = await loadData(
    recipe,
    { besides: dirname(file), frames: options.frames },
    { threads, signal, say },
  );
  const work: MakeModelOptions = {
    folder,
    keepFolds: options.keepFolds === true,
    ...(held === undefined ? {} : { held }),
    ...(initial === undefined ? {} : { initial }),
    workFolder: `${folder}/work`,
    threads,
    command: commandOf(file, options),
    recipeText: text,
    folds: options.folds && recipe.data.kind !== "simulated", // simulated windows have a held-out seed instead
    signal,
    progress: (stage, step, steps, loss) => say(progress.line(stage, { step, steps }, loss)),
  };
  const made = options.foldsOnly ? await makeFolds(recipe, data, work) : await makeModel(recipe, data, work);
  live.clear();
  if (made === null) {
    process.stderr.write(`stopped; the same command goes on from ${folder}/work\n`);
    return EXIT_INTERRUPTED;
  }
  process.stdout.write(
    options.json ? `${JSON.stringify(made, null, 2)}\n` : `${formatFigures(made.figures)}\n${folder}\n`,
  );
  return EXIT_OK;
}

/** Refuses options that would do nothing. @throws SaccadeError `usage` */
function refuseIdle({ name, data }: Recipe, { frames, folds, foldsOnly }: TrainCommandOptions): void {
  if (frames !== undefined && data.kind === "simulated") {
    throw new SaccadeError(
      "usage",
      `--frames is for recipes that learn from frames; ${name} simulates its windows`,
      {
        found: frames,
      },
    );
  }
  if (foldsOnly === true && !folds)
    throw new SaccadeError("usage", "--folds-only and --no-folds leave nothing to train");
}

/** What gives the same model again. Cards travel: of what lies outside the working folder they name no more than its name. */
function commandOf(file: string, { seed, frames }: TrainCommandOptions): string {
  const given = { seed, frames: frames === undefined ? undefined : travellingPath(frames) };
  return Object.entries(given).reduce(
    (command, [name, value]) => (value === undefined ? command : `${command} --${name} ${value}`),
    `saccade train ${travellingPath(file)}`,
  );
}

function travellingPath(path: string): string {
  const from = relative(process.cwd(), path);
  return from.startsWith("..") || isAbsolute(from) ? basename(path) : from;
}

/** Reads or simulates what the recipe learns from, and simulated windows to score the result on. */
async function loadData(
  { data, input, steps, inputPerStep }: Recipe,
  { besides, frames }: { readonly besides: string; readonly frames: string | undefined },
  {
    threads,
    signal,
    say,
  }: { readonly threads: number; readonly signal: AbortSignal; readonly say: (text: string) => void },
): Promise<{ readonly data: LabelledFrames; readonly held?: SimulatedFrames }> {
  const merged = input.polarity === "merged";
  const { validBeforeEndUs } = input;
  const windows = inputPerStep ? steps : 1;
  if (data.kind !== "simulated") {
    const read = data.kind === "ball-frames" ? readBallFrames : readClassFrames;
    // such frames have both polarities in one map
    const labelled = await read(frames ?? resolve(besides, data.folder), { ...input, channels: 1 }, windows);
    return { data: merged ? labelled : splitFrames(labelled) };
  }
  const seen = { merged, windows, validBeforeEndUs };
  const make = (set: SimulatedSet): Promise<SimulatedFrames> =>
    simulateFrames(set, threads, {
      signal,
      progress: (made) => say(`${String(made)} of ${String(set.count)} windows simulated`),
    });
  const { seed, count, ranges, heldSeed, heldCount } = data;
  return {
    data: await make({ ...seen, seed, count, ranges }),
    held: await make({ ...seen, seed: heldSeed, count: heldCount }), // of the usual ranges: one exam for all
  };
}
