import type { Command } from "commander";
import { landingPlot } from "../../studies/play/landing-plot.ts";
import { TARGET_M } from "../../studies/play/play-job.ts";
import { playWays, type WayResult, withReferences } from "../../studies/play/play-ways.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import { interruptSignal } from "../interrupt.ts";
import { packageRoot } from "../package-root.ts";
import { EXIT_INTERRUPTED, EXIT_OK } from "../output/failure.ts";
import { LiveLine } from "../output/live-line.ts";
import { playTable, waysTable } from "../output/play-table.ts";
import { writeJson, writeText } from "../output/write-file.ts";
import { addPlayOptions, askedWays, type PlayCommandOptions } from "./play-options.ts";

/** `saccade play`: how many balls come back. */
export function addPlay(program: Command, done: (code: number) => void): void {
  addPlayOptions(
    program
      .command("play")
      .description(
        "Play balls in closed loop, in virtual time, and count what comes back. The tracker is the true ball, what two cameras " +
          "with faults would make of it, or one that watches simulated event cameras in a pipeline. The same seed gives the same " +
          "balls and the same result, on any number of threads. Settings with a list (0,10,20) are played in all combinations, on " +
          "the same balls, and compared ball by ball.",
      ),
  )
    .addHelpText(
      "after",
      "\nExamples:\n  saccade play --tier amateur --robot gantry --svg landing.svg\n" +
        "  saccade play --tier elite --latency-ms 0,10,20 --json out.json\n" +
        "  saccade play --tracker mid-range --noise typical --balls 200 --against oracle",
    )
    .action(async (options: PlayCommandOptions) => {
      done(await play(options));
    });
}

async function play(options: PlayCommandOptions): Promise<number> {
  const { tier, seed, balls: count, against: reference, threads } = options;
  const ways = withReferences(askedWays(options), reference);
  const line = new LiveLine();
  const signal = interruptSignal();
  let returned = 0;
  const task = { parts: { tier, seed, root: packageRoot(), set: options.set }, count, reference };
  const found = await playWays(ways, task, {
    threads,
    signal,
    progress: (played, news) => {
      returned += news.filter((result) => result.returned).length;
      if (!options.quiet) line.show(`${played} of ${count * ways.length} balls played, ${returned} returned`);
    },
  });
  line.clear();
  const balls = found[0]?.summary.balls ?? 0;
  if (balls === 0) throw new SaccadeError("cancelled", "stopped before a ball was played to its end");
  await tell(found, options);
  if (balls === count) return EXIT_OK;
  process.stderr.write(`stopped after ${balls} of ${count} balls\n`);
  return EXIT_INTERRUPTED;
}

async function tell(found: readonly WayResult[], options: PlayCommandOptions): Promise<void> {
  const { tier, seed, json, svg } = options;
  if (svg !== undefined) await writeText(svg, await landingPlot(tier, found, TARGET_M));
  const all = { tier, seed, targetM: TARGET_M, ways: found };
  if (json === "-") {
    process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
    return;
  }
  if (json !== undefined) await writeJson(json, all);
  const [only] = found;
  const text = found.length === 1 && only !== undefined ? playTable(only) : waysTable(found);
  process.stdout.write(`${text}\n`);
}
