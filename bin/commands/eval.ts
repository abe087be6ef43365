import type { Command } from "commander";
import { interruptSignal } from "../interrupt.ts";
import { parseCount, parseSeed } from "../parse-number.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import type { PixelErrors } from "../../studies/train/error-statistics.ts";
import {
  compareErrors,
  compareFolds,
  type Comparison,
  evalOnFrames,
} from "../../studies/train/eval-model.ts";
import { GEOMETRIC_METHODS } from "../../studies/train/geometric-places.ts";
import { scoreOnSimulation } from "../../studies/train/eval-simulated.ts";
import { EXIT_OK } from "../output/failure.ts";
import { formatChipEvaluation } from "../output/chip-figures.ts";
import { findBackend, placementOption } from "../find-backend.ts";
import { evalOnChip } from "../../studies/chips/eval-on-chip.ts";
import { textTable } from "../output/table.ts";

interface EvalOptions {
  readonly frames?: string;
  readonly against?: string;
  readonly backend?: string;
  readonly placement: "fewest" | "fastest";
  readonly simulated?: number;
  readonly seed: number;
  readonly json?: true;
}

/** `saccade eval`: how far a model is from the truth. */
export function addEval(program: Command, done: (code: number) => void): void {
  program
    .command("eval <model>")
    .description(
      "Score a model on labelled frames, every frame counted, or compare two, frame by frame, with a 95 % interval drawn by sequences.",
    )
    .option("--frames <folder>", "holds frames.bin and labels.csv")
    .option(
      "--against <model>",
      "compare with another model: on --frames, or else by what both left of their cross-validation",
    )
    .option("--backend <chip>", "score the model on an emulated chip, beside floats, on --frames")
    .addOption(placementOption())
    .option("--simulated <n>", "score place and presence on so many simulated windows", parseCount)
    .option("--seed <n>", "of the simulated windows", parseSeed, 99)
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  saccade eval models/ball-real --frames ball-frames --json\n" +
        "  saccade eval models/ball-real --against out/akida-class\n" +
        "  saccade eval ransac-circle --frames ball-frames\n" +
        "  saccade eval models/ball-real --frames ball-frames --backend loihi2\n" +
        "  saccade eval hough --simulated 2000\n\n" +
        `In a model's place may stand ${GEOMETRIC_METHODS.join(", ")}.`,
    )
    .action(async (model: string, options: EvalOptions) => {
      if (options.simulated !== undefined) {
        const score = await scoreOnSimulation(
          model,
          { seed: options.seed, count: options.simulated },
          interruptSignal(),
        );
        process.stdout.write(`${JSON.stringify({ model, seed: options.seed, ...score }, null, 2)}\n`);
        done(EXIT_OK);
        return;
      }
      if (options.backend !== undefined) {
        await scoreOnChip(model, options.backend, options);
        done(EXIT_OK);
        return;
      }
      const found = await evaluate(model, options);
      if (options.json) process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
      else print(found, options.against);
      done(EXIT_OK);
    });
}

async function scoreOnChip(
  model: string,
  name: string,
  { frames, against, placement, json }: EvalOptions,
): Promise<void> {
  const backend = findBackend(name);
  if (frames === undefined || against !== undefined) {
    throw new SaccadeError("usage", "eval --backend needs --frames FOLDER, and goes without --against");
  }
  const found = await evalOnChip(model, frames, { backend, placement });
  process.stdout.write(`${json ? JSON.stringify(found, null, 2) : formatChipEvaluation(found)}\n`);
}

type Found = PixelErrors & { readonly model: string; readonly comparison?: Comparison };

async function evaluate(model: string, { frames, against }: EvalOptions): Promise<Found> {
  if (frames === undefined) {
    if (against === undefined) {
      throw new SaccadeError(
        "usage",
        "eval needs --frames FOLDER, or --against MODEL to compare cross-validations",
      );
    }
    const { errors, ...comparison } = await compareFolds(model, against);
    return { model, ...errors, comparison };
  }
  const { evaluation, errorsPx, data } = await evalOnFrames(model, frames);
  if (against === undefined) return evaluation;
  const other = await evalOnFrames(against, frames);
  return {
    ...evaluation,
    comparison: { against, ...compareErrors(errorsPx, other.errorsPx, data.sequence) },
  };
}

function print(found: Found, against: string | undefined): void {
  const figures = [found.mean, found.sd, found.median, found.p95].map((value) => value.toFixed(3));
  const rows = [
    ["error [px]", "mean", "sd", "median", "p95", "frames"],
    [found.model, ...figures, String(found.n)],
  ];
  process.stdout.write(`${textTable(rows)}\n`);
  if (found.comparison === undefined || against === undefined) return;
  const { meanDifference, interval95 } = found.comparison;
  const [low, high] = interval95.map((value) => value.toFixed(3));
  process.stdout.write(
    `\nless ${against}: ${meanDifference.toFixed(3)} px, 95 % interval ${low} .. ${high}\n`,
  );
}
