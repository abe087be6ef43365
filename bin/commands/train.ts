import { availableParallelism } from "node:os";
import { dirname, resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import type { ModelCard } from "../../nodes/model-card.ts";
import { readBallFrames } from "../../studies/train/ball-frames.ts";
import { makeModel } from "../../studies/train/make-model.ts";
import { type Recipe, readRecipe } from "../../studies/train/recipe.ts";
import { interruptSignal } from "../interrupt.ts";
import { EXIT_INTERRUPTED, EXIT_OK } from "../output/failure.ts";
import { LiveLine } from "../output/live-line.ts";
import { textTable } from "../output/table.ts";
import { TrainProgress } from "../output/train-progress.ts";

interface TrainCommandOptions {
  readonly out?: string;
  readonly threads?: number;
  readonly seed?: number;
  readonly folds: boolean;
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
    .option("--out <folder>", "where the model goes (default: models/NAME of the recipe)")
    .option("--threads <n>", "worker threads; the result does not depend on them", parseCount)
    .option("--seed <n>", "in place of the recipe's", parseSeed)
    .option("--no-folds", "no cross-validation: train on everything at once")
    .option("--json", "print the card as JSON")
    .option("--quiet", "no progress")
    .addHelpText("after", "\nExample:\n  saccade train recipes/ball-real.yaml --out /tmp/ball-real")
    .action(async (file: string, options: TrainCommandOptions) => {
      const { recipe: read, text } = await readRecipe(file);
      const recipe: Recipe = options.seed === undefined ? read : { ...read, seed: options.seed };
      const data = await readBallFrames(resolve(dirname(file), recipe.data.folder), recipe.input);
      const folder = options.out ?? `models/${recipe.name}`;
      const { shards, shardSamples } = recipe.training;
      const progress = new TrainProgress(shards * shardSamples);
      const live = new LiveLine();
      const card = await makeModel(recipe, data, {
        folder,
        workFolder: `${folder}/work`,
        threads: options.threads ?? availableParallelism(),
        command: `saccade train ${file}${options.seed === undefined ? "" : ` --seed ${options.seed}`}`,
        recipeText: text,
        folds: options.folds,
        signal: interruptSignal(),
        progress: (stage, step, steps, loss) => {
          if (!options.quiet) live.show(progress.line(stage, { step, steps }, loss));
        },
      });
      live.clear();
      if (card === null) {
        process.stderr.write(`stopped; the same command goes on from ${folder}/work\n`);
        done(EXIT_INTERRUPTED);
        return;
      }
      process.stdout.write(options.json ? `${JSON.stringify(card, null, 2)}\n` : resultOf(card, folder));
      done(EXIT_OK);
    });
}

function resultOf({ figures, training }: ModelCard, folder: string): string {
  const row = (name: string, e: ModelCard["figures"]["trainedOnPx"]): string[] => [
    name,
    ...[e.mean, e.sd, e.median, e.p95].map((value) => value.toFixed(3)),
    String(e.n),
  ];
  const { folds } = figures;
  const rows = [
    ["error [px]", "mean", "sd", "median", "p95", "frames"],
    ...(folds === undefined ? [] : [row(`${folds.count} folds, unseen sequences`, folds.errorPx)]),
    ...(folds === undefined ? [] : folds.each.map((each, k) => row(`  fold ${k}`, each))),
    row("what it was trained on", figures.trainedOnPx),
  ];
  return `${textTable(rows)}\n\nloss ${training.finalLoss}, seed ${training.seed}: ${folder}\n`;
}

function parseCount(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 64) return value;
  throw new InvalidArgumentError(`"${text}" is not a whole number from 1 to 64.`);
}

function parseSeed(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 0xffffffff) return value;
  throw new InvalidArgumentError(`"${text}" is not a whole number from 0 to 4294967295.`);
}
