import { availableParallelism } from "node:os";
import { type Command, Option } from "commander";
import type { PixelPreset } from "../../sims/camera/sensors.ts";
import { PIXEL_PRESETS } from "../../sims/camera/pixel-presets.ts";
import { LAUNCH_TIERS, type LaunchTier } from "../../sims/table-tennis/launcher.ts";
import { trackerNames } from "../../studies/play/play-job.ts";
import type { Reference } from "../../studies/play/play-ways.ts";
import { PLAY_ROBOTS, type PlayRobotName } from "../../studies/play/robots.ts";
import { type Way, waysOf } from "../../studies/play/ways.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import { listOf, numberFrom, oneOf, parseCount, parseSeed } from "../parse-number.ts";

/** The command line of `saccade play`, parsed. */
export interface PlayCommandOptions {
  readonly tier?: LaunchTier;
  readonly robot: readonly PlayRobotName[];
  readonly tracker: readonly string[];
  readonly balls: number;
  readonly latencyMs: readonly number[];
  readonly pixelError?: readonly number[];
  readonly syncErrorUs: readonly number[];
  readonly loss: readonly number[];
  readonly deadMs: readonly number[];
  readonly noise: readonly PixelPreset[];
  readonly set: readonly string[];
  readonly against: Reference;
  readonly seed: number;
  readonly threads: number;
  readonly json?: string;
  readonly svg?: string;
  readonly map?: string;
  readonly quiet?: true;
}

const PRESETS = Object.keys(PIXEL_PRESETS) as PixelPreset[];
const MOST_WAYS = 100;

/** Who plays what, how often, and what is done with it. */
export function addPlayOptions(command: Command): Command {
  return addFaults(addPlayers(command))
    .addOption(
      new Option(
        "--against <way>",
        "compare with the first of the ways, or with the robot that knows the ball at once",
      )
        .choices(["first", "oracle"])
        .default("first"),
    )
    .option("--seed <n>", "of balls, noise and faults", parseSeed, 7)
    .option("--threads <n>", "worker threads (default: one per core)", parseCount, availableParallelism())
    .option("--json <file>", "write summaries, comparisons and single balls as JSON; - prints them")
    .option("--svg <file>", "draw where the balls landed")
    .option(
      "--map <file>",
      "instead: the oracle degraded, return rate and landing over latency, pixel error and clock error, drawn as SVG; " +
        "amateur and elite, or the tier told, for each robot",
    )
    .option("--quiet", "no progress");
}

function addPlayers(command: Command): Command {
  return command
    .addOption(
      new Option("--tier <tier>", "which balls come").choices(LAUNCH_TIERS).default(undefined, "amateur"),
    )
    .option("--robot <robot>", `who plays them: ${PLAY_ROBOTS.join(", ")}`, listOf(oneOf(PLAY_ROBOTS)), [
      "gantry",
    ])
    .option(
      "--tracker <tracker>",
      `who tells where the ball is: oracle; in simulated cameras, through the pipeline, ${trackerNames().join(", ")} ` +
        "(spiking:FOLDER and dense:FOLDER name their models); or a pipeline file (.yaml)",
      listOf((text) => text),
      ["oracle"],
    )
    .option("--balls <n>", "so many", parseCount, 1000);
}

/** What can go wrong between the light and the robot. */
function addFaults(command: Command): Command {
  return command
    .option(
      "--latency-ms <ms>",
      "oracle: from the light to the command's arrival at the robot; a tracker's detections come later by this",
      listOf(numberFrom(0, 500)),
      [0],
    )
    .option(
      "--pixel-error <px>",
      "oracle: look through the rig's cameras, with this standard deviation per axis, and the ball filter; of a tracker: added",
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
      "part of the looks in which a camera finds nothing; with a tracker, of the events",
      listOf(numberFrom(0, 1)),
      [0],
    )
    .option(
      "--dead-ms <ms>",
      "one camera sees nothing for this long during each ball",
      listOf(numberFrom(0, 1000)),
      [0],
    )
    .option(
      "--noise <preset>",
      `pixels of simulated cameras: ${PRESETS.join(", ")}`,
      listOf(oneOf(PRESETS)),
      ["ideal"],
    )
    .option("--set <node.param=value>", "override a parameter of the pipeline; may be repeated", append, []);
}

const append = (value: string, before: string[]): string[] => [...before, value];

/** The ways that a command line asks for. @throws SaccadeError `usage` when they are too many */
export function askedWays(options: PlayCommandOptions): Way[] {
  const { robot, tracker, noise, latencyMs, pixelError = [null], syncErrorUs, loss, deadMs } = options;
  const ways = waysOf({ robot, tracker, noise, latencyMs, pixelError, syncErrorUs, loss, deadMs });
  if (ways.length <= MOST_WAYS) return ways;
  throw new SaccadeError(
    "usage",
    `play: the lists make ${ways.length} combinations; at most ${MOST_WAYS} are played at once`,
  );
}
