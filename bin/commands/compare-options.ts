import { availableParallelism } from "node:os";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { BackendName } from "../../src/backends/backend.ts";
import { LINK_NAMES, type LinkName } from "../../src/backends/link-profiles.ts";
import type { SubmissionMode } from "../../src/backends/link.ts";
import type { PixelPreset } from "../../sims/camera/sensors.ts";
import { PIXEL_PRESETS } from "../../sims/camera/pixel-presets.ts";
import { LAUNCH_TIERS, type LaunchTier } from "../../sims/table-tennis/launcher.ts";
import { allChips } from "../../studies/compare/compare-rows.ts";
import { PLAY_ROBOTS, type PlayRobotName } from "../../studies/play/robots.ts";
import { findBackend } from "../find-backend.ts";
import { listOf, oneOf, parseCount, parseSeed } from "../parse-number.ts";

/** The command line of `saccade compare`, parsed. */
export interface CompareOptions {
  readonly model?: string;
  readonly native?: ReadonlyMap<BackendName, string>;
  readonly tracker?: readonly string[];
  readonly chip: readonly BackendName[];
  readonly link: readonly LinkName[];
  readonly submission: SubmissionMode;
  readonly tier: LaunchTier;
  readonly robot: PlayRobotName;
  readonly noise: PixelPreset;
  readonly balls: number;
  readonly set: readonly string[];
  readonly seed: number;
  readonly threads: number;
  readonly keep?: string;
  readonly json?: string;
  readonly svg?: string;
  readonly quiet?: true;
}

const PRESETS = Object.keys(PIXEL_PRESETS) as PixelPreset[];

export function addCompareOptions(command: Command): Command {
  return addScene(addChips(command))
    .option("--balls <n>", "so many, the same for every row", parseCount, 1000)
    .option("--set <node.param=value>", "override a parameter of the pipeline; may be repeated", append, [])
    .option("--seed <n>", "of balls, noise and links", parseSeed, 7)
    .option("--threads <n>", "worker threads, one per core", parseCount, availableParallelism())
    .option(
      "--keep <file>",
      "keep what each row makes of a ball in this file, and play only what is not there",
    )
    .option("--json <file>", "write rows, comparisons and single balls as JSON; - prints them")
    .option("--svg <file>", "draw return rates and powers with their intervals")
    .option("--quiet", "no progress");
}

function addChips(command: Command): Command {
  const chips = allChips();
  return command
    .option("--model <folder>", "the model that every chip maps (default: that of pipelines/chips/loop.yaml)")
    .option(
      "--native <chip=folder>",
      "a model made for one chip, for the second table; may be repeated (default: models/ball-sim-speck, models/ball-sim-truenorth)",
      addNative,
    )
    .option(
      "--tracker <kind>",
      "a tracker on the host beside the usual ones, KIND or KIND:FOLDER with its model; may be repeated (default: dense:models/ball-sim-int8)",
      append,
    )
    .addOption(
      new Option("--chip <chip>", `which, in a list: ${chips.join(", ")}`)
        .argParser(listOf(chipOf))
        .default(chips, "all"),
    )
    .addOption(
      new Option("--link <link>", `which, in a list: ${LINK_NAMES.join(", ")}`)
        .argParser(listOf(oneOf(LINK_NAMES)))
        .default([], "none, an equal one for all (pcie), and those that a chip has"),
    )
    .addOption(
      new Option(
        "--submission <how>",
        "a window goes out when the one before is back, or when the chip is free",
      )
        .choices(["serial", "pipelined"])
        .default("serial"),
    );
}

const addScene = (command: Command): Command =>
  command
    .addOption(new Option("--tier <tier>", "which balls come").choices(LAUNCH_TIERS).default("elite"))
    .option("--robot <robot>", `who plays them: ${PLAY_ROBOTS.join(", ")}`, oneOf(PLAY_ROBOTS), "kr6-r900")
    .option("--noise <preset>", `pixels of the cameras: ${PRESETS.join(", ")}`, oneOf(PRESETS), "ideal");

const append = (value: string, before: readonly string[] = []): string[] => [...before, value];

const chipOf = (name: string): BackendName => findBackend(name).name;

function addNative(
  text: string,
  before: ReadonlyMap<BackendName, string> = new Map(),
): ReadonlyMap<BackendName, string> {
  const [, chip, folder] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (chip === undefined || folder === undefined)
    throw new InvalidArgumentError(`a model for a chip is CHIP=FOLDER, found "${text}".`);
  return new Map([...before, [chipOf(chip), folder]]);
}
