import { availableParallelism } from "node:os";
import { type Command, Option } from "commander";
import { LAUNCH_TIERS, type LaunchTier } from "../../sims/table-tennis/launcher.ts";
import { landingPlot } from "../../studies/play/landing-plot.ts";
import { playWays, type Reference, type WayResult, withReferences } from "../../studies/play/play-ways.ts";
import { PLAY_ROBOTS, type PlayRobotName } from "../../studies/play/robots.ts";
import { filterFor, TARGET_M, type Way, waysOf } from "../../studies/play/ways.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import { interruptSignal } from "../interrupt.ts";
import { packageRoot } from "../package-root.ts";
import { listOf, numberFrom, oneOf, parseCount, parseSeed } from "../parse-number.ts";
import { EXIT_INTERRUPTED, EXIT_OK } from "../output/failure.ts";
import { LiveLine } from "../output/live-line.ts";
import { playTable, waysTable } from "../output/play-table.ts";
import { writeJson, writeText } from "../output/write-file.ts";

interface PlayCommandOptions {
  readonly tier: LaunchTier;
  readonly robot: readonly PlayRobotName[];
  readonly balls: number;
  readonly latencyMs: readonly number[];
  readonly pixelError?: readonly number[];
  readonly syncErrorUs: readonly number[];
  readonly loss: readonly number[];
  readonly deadMs: readonly number[];
  readonly against: Reference;
  readonly seed: number;
  readonly threads: number;
  readonly json?: string;
  readonly svg?: string;
  readonly quiet?: true;
}

const MOST_WAYS = 100;

/** `saccade play`: how many balls come back. */
export function addPlay(program: Command, done: (code: number) => void): void {
  const command = program
    .command("play")
    .description(
      "Play balls in closed loop, in virtual time, and count what comes back. The tracker is the true ball, or what two " +
        "cameras with faults would make of it. The same seed gives the same balls and the same result, on any number of " +
        "threads. Settings with a list (0,10,20) are played in all combinations, on the same balls, and compared ball by ball.",
    )
    .addOption(new Option("--tier <tier>", "which balls come").choices(LAUNCH_TIERS).default("amateur"))
    .option("--robot <robot>", `who plays them: ${PLAY_ROBOTS.join(", ")}`, listOf(oneOf(PLAY_ROBOTS)), [
      "gantry",
    ])
    .option("--balls <n>", "so many", parseCount, 1000);
  addFaults(command)
    .addOption(
      new Option(
        "--against <way>",
        "compare with the first of the ways, or with the robot that knows the ball at once",
      )
        .choices(["first", "oracle"])
        .default("first"),
    )
    .option("--seed <n>", "of balls and noise", parseSeed, 7)
    .option("--threads <n>", "worker threads (default: one per core)", parseCount, availableParallelism())
    .option("--json <file>", "write summaries, comparisons and single balls as JSON; - prints them")
    .option("--svg <file>", "draw where the balls landed")
    .option("--quiet", "no progress")
    .addHelpText(
      "after",
      "\nExamples:\n  saccade play --tier amateur --robot gantry --svg landing.svg\n" +
        "  saccade play --tier elite --latency-ms 0,10,20 --json out.json\n" +
        "  saccade play --robot gantry,kr6-r900 --pixel-error 0.5 --against oracle",
    )
    .action(async (options: PlayCommandOptions) => {
      done(await play(options));
    });
}

/** What can go wrong between the light and the robot. */
function addFaults(command: Command): Command {
  return command
    .option(
      "--latency-ms <ms>",
      "from the light to the command's arrival at the robot",
      listOf(numberFrom(0, 500)),
      [0],
    )
    .option(
      "--pixel-error <px>",
      "look through the rig's cameras, with this standard deviation per axis, and the ball filter",
      listOf(numberFrom(0, 100)),
    )
    .option(
      "--sync-error-us <us>",
      "the second camera's clock is late by this",
      listOf(numberFrom(0, 100_000)),
      [0],
    )
    .option(
      "--loss <share>",
      "part of the looks in which a camera finds nothing",
      listOf(numberFrom(0, 1)),
      [0],
    )
    .option(
      "--dead-ms <ms>",
      "one camera sees nothing for this long during each ball",
      listOf(numberFrom(0, 1000)),
      [0],
    );
}

async function play(options: PlayCommandOptions): Promise<number> {
  const { tier, seed, balls: count, against: reference, threads } = options;
  const ways = withReferences(askedWays(options), reference);
  const line = new LiveLine();
  const signal = interruptSignal();
  let returned = 0;
  const task = {
    balls: { tier, seed, count },
    filter: await filterFor(`${packageRoot()}pipelines/rig.yaml`, tier),
    reference,
  };
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

/** @throws SaccadeError `usage` when they are too many */
function askedWays(options: PlayCommandOptions): Way[] {
  const { robot, latencyMs, pixelError = [null], syncErrorUs, loss, deadMs } = options;
  const ways = waysOf({ robot, latencyMs, pixelError, syncErrorUs, loss, deadMs });
  if (ways.length <= MOST_WAYS) return ways;
  throw new SaccadeError(
    "usage",
    `play: the lists make ${ways.length} combinations; at most ${MOST_WAYS} are played at once`,
  );
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
