import { availableParallelism } from "node:os";
import { type Command, InvalidArgumentError, Option } from "commander";
import { REACHABLE } from "../../sims/table-tennis/launch.ts";
import { LAUNCH_TIERS, type LaunchTier } from "../../sims/table-tennis/launcher.ts";
import { landingPlot } from "../../studies/play/landing-plot.ts";
import { playBalls } from "../../studies/play/play-balls.ts";
import { EXACT, type PlayOptions } from "../../studies/play/play-options.ts";
import { rigFilter } from "../../studies/play/rig.ts";
import { PLAY_ROBOTS, playRobot, type PlayRobotName } from "../../studies/play/robots.ts";
import { type PlaySummary, summarize } from "../../studies/play/summary.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import { interruptSignal } from "../interrupt.ts";
import { packageRoot } from "../package-root.ts";
import { parseCount, parseSeed } from "../parse-number.ts";
import { EXIT_INTERRUPTED, EXIT_OK } from "../output/failure.ts";
import { LiveLine } from "../output/live-line.ts";
import { playTable } from "../output/play-table.ts";
import { writeJson, writeText } from "../output/write-file.ts";

interface PlayCommandOptions {
  readonly tier: LaunchTier;
  readonly robot: PlayRobotName;
  readonly balls: number;
  readonly latencyMs: number;
  readonly pixelError?: number;
  readonly syncErrorUs: number;
  readonly loss: number;
  readonly deadMs: number;
  readonly seed: number;
  readonly threads: number;
  readonly json?: string;
  readonly svg?: string;
  readonly quiet?: true;
}

/** [m] x and y where returns should land: as in pipelines/table-tennis.yaml. */
const TARGET_M = [0, 0.8] as const;
/** [rad/s] per axis, of an unknown ball of a tier, for the filter: amateur balls spin by 0 to 150 rad/s, elite ones by a root mean square of 420. */
const SPIN_SIGMA_RADPS: Readonly<Record<LaunchTier, number>> = { amateur: 60, elite: 240, grid: 150 };

/** `saccade play`: how many balls come back. */
export function addPlay(program: Command, done: (code: number) => void): void {
  program
    .command("play")
    .description(
      "Play balls in closed loop, in virtual time, and count what comes back. The tracker is the true ball, or what two " +
        "cameras with faults would make of it. The same seed gives the same balls and the same result, on any number of threads.",
    )
    .addOption(new Option("--tier <tier>", "which balls come").choices(LAUNCH_TIERS).default("amateur"))
    .addOption(new Option("--robot <robot>", "who plays them").choices(PLAY_ROBOTS).default("gantry"))
    .option("--balls <n>", "so many", parseCount, 1000)
    .option("--latency-ms <ms>", "from the light to the command's arrival at the robot", within(0, 500), 0)
    .option(
      "--pixel-error <px>",
      "look through the rig's cameras, with this standard deviation per axis, and the ball filter",
      within(0, 100),
    )
    .option("--sync-error-us <us>", "the second camera's clock is late by this", within(0, 100_000), 0)
    .option("--loss <share>", "part of the looks in which a camera finds nothing", within(0, 1), 0)
    .option("--dead-ms <ms>", "one camera sees nothing for this long during each ball", within(0, 1000), 0)
    .option("--seed <n>", "of balls and noise", parseSeed, 7)
    .option("--threads <n>", "worker threads (default: one per core)", parseCount, availableParallelism())
    .option("--json <file>", "write summary and single balls as JSON; - prints them")
    .option("--svg <file>", "draw where the returns landed")
    .option("--quiet", "no progress")
    .addHelpText(
      "after",
      "\nExamples:\n  saccade play --tier amateur --robot gantry --svg landing.svg\n" +
        "  saccade play --tier elite --pixel-error 0.5 --latency-ms 10 --json out.json",
    )
    .action(async (options: PlayCommandOptions) => {
      done(await play(options));
    });
}

async function play(options: PlayCommandOptions): Promise<number> {
  const way = await wayFrom(options);
  const line = new LiveLine();
  const signal = interruptSignal();
  let returned = 0;
  const [results = []] = await playBalls([way], options.balls, {
    threads: options.threads,
    signal,
    progress: (played, news) => {
      returned += news.filter((result) => result.returned).length;
      if (!options.quiet) line.show(`${played} of ${options.balls} balls, ${returned} returned`);
    },
  });
  line.clear();
  if (results.length === 0)
    throw new SaccadeError("cancelled", "stopped before a ball was played to its end");
  const summary = summarize(results);
  const given = givenOf(options);
  if (options.svg !== undefined)
    await writeText(options.svg, await landingPlot(titleOf(options, summary), results, TARGET_M));
  const asked = { options: given, summary, balls: results };
  if (options.json === "-") process.stdout.write(`${JSON.stringify(asked, null, 2)}\n`);
  else {
    if (options.json !== undefined) await writeJson(options.json, asked);
    process.stdout.write(`${playTable(summary)}\n`);
  }
  if (!signal.aborted) return EXIT_OK;
  process.stderr.write(`stopped after ${results.length} of ${options.balls} balls\n`);
  return EXIT_INTERRUPTED;
}

async function wayFrom(options: PlayCommandOptions): Promise<PlayOptions> {
  const { tier, robot, seed, latencyMs, pixelError = null, syncErrorUs, loss, deadMs } = options;
  return {
    seed,
    launch: { tier, gate: REACHABLE, serveShare: 0 },
    robot: playRobot(robot, TARGET_M),
    sensing: {
      ...EXACT,
      latencyUs: Math.round(latencyMs * 1000),
      errorPx: pixelError,
      syncErrorUs: Math.round(syncErrorUs),
      loss,
      deadUs: Math.round(deadMs * 1000),
    },
    filter: await rigFilter(`${packageRoot()}pipelines/rig.yaml`, SPIN_SIGMA_RADPS[tier]),
    targetM: TARGET_M,
  };
}

/** What of the command line the result depends on. */
function givenOf(options: PlayCommandOptions): object {
  const { tier, robot, seed, latencyMs, pixelError, syncErrorUs, loss, deadMs } = options;
  return { tier, robot, seed, latencyMs, pixelError, syncErrorUs, loss, deadMs, targetM: TARGET_M };
}

const titleOf = ({ tier, robot }: PlayCommandOptions, { returned }: PlaySummary): string =>
  `${tier}, ${robot}: ${(100 * returned.share).toFixed(1)} % of ${returned.of} balls returned`;

/** A number in a range, its ends included. */
function within(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`"${text}" is not a number from ${String(least)} to ${String(most)}.`);
  };
}
