import { type Command, InvalidArgumentError } from "commander";
import { type PixelPreset, type SensorName, SENSORS } from "../../sims/camera/sensors.ts";
import { PIXEL_PRESETS } from "../../sims/camera/pixel-presets.ts";
import { LAUNCH_TIERS, type LaunchTier } from "../../sims/table-tennis/launcher.ts";
import type { Scenery } from "../../sims/table-tennis/world.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import { closest } from "../../src/runtime/file/suggest.ts";
import { PLAY_ROBOTS, type PlayRobotName } from "../../studies/play/robots.ts";
import { parseDurationMs } from "../file-options.ts";
import { parseCount, parseSeed } from "../parse-number.ts";
import { addTargetOptions, type TargetOptions } from "./target-options.ts";

const CAMERA_CHOICES = ["left", "right", "both"] as const;

/** The command line of `saccade simulate`. */
export interface SimulateCommandOptions extends TargetOptions {
  readonly camera: (typeof CAMERA_CHOICES)[number];
  readonly rig?: string;
  readonly sensor?: SensorName;
  readonly preset?: PixelPreset;
  readonly bias: Readonly<Record<string, number>>;
  readonly region?: PixelRegion;
  /** [events/ms] */
  readonly rateLimit?: number;
  readonly tier: LaunchTier;
  readonly robot: PlayRobotName | "none";
  readonly scenery: Scenery;
  /** [ms] */
  readonly duration?: number;
  readonly balls?: number;
  readonly seed: number;
  readonly threads?: number;
  readonly labels?: true;
  readonly json?: true;
  readonly quiet?: true;
}

/** [px] */
interface PixelRegion {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const SCENERIES = ["hall", "plain"] as const;
const PRESETS = Object.keys(PIXEL_PRESETS) as PixelPreset[];
const SENSOR_NAMES = Object.keys(SENSORS) as SensorName[];
const ROBOTS = ["none", ...PLAY_ROBOTS] as const;

export function addSimulateOptions(command: Command): Command {
  return addTargetOptions(command)
    .option(
      "--camera <name>",
      `${CAMERA_CHOICES.join(", ")}: which of the rig's cameras; both write <out> with the camera's id before its ending`,
      oneOf("camera", CAMERA_CHOICES),
      "left",
    )
    .option("--rig <file>", "where the cameras are and what they are like (default: pipelines/rig.yaml)")
    .option(
      "--sensor <name>",
      `${SENSOR_NAMES.join(", ")}: size, readout and biases of a sensor`,
      oneOf("sensor", SENSOR_NAMES),
    )
    .option(
      "--preset <name>",
      `${PRESETS.join(", ")}: what the pixels are like (default: the rig file's, or typical)`,
      oneOf("preset", PRESETS),
    )
    .option(
      "--bias <name=value>",
      "under the vendor's name, such as bias_fo=-20; may be repeated",
      addBias,
      {},
    )
    .option("--region <X,Y,WxH>", "the part of the sensor that is read, such as 320,180,640x360", parseRegion)
    .option("--rate-limit <n>", "event-rate control: events per millisecond", parseCount)
    .option(
      "--tier <tier>",
      `${LAUNCH_TIERS.join(", ")}: which balls come`,
      oneOf("tier", LAUNCH_TIERS),
      "amateur",
    )
    .option(
      "--robot <name>",
      `${ROBOTS.join(", ")}: who plays them, told where they are`,
      oneOf("robot", ROBOTS),
      "none",
    )
    .option(
      "--scenery <name>",
      `${SCENERIES.join(", ")}: table, net and floor, or even light`,
      oneOf("scenery", SCENERIES),
      "hall",
    )
    .option(
      "--duration <time>",
      "500ms, 10s, 2m (default: 5s, or as long as the balls last)",
      parseDurationMs,
    )
    .option("--balls <n>", "end after so many balls", parseCount)
    .option("--seed <n>", "of balls, pixels and noise", parseSeed, 7)
    .option("--threads <n>", "the files do not depend on it (default: one per core)", parseCount)
    .option("--labels", "write what made each event, too: signal, leak, shot noise, hot pixel")
    .option("--json", "print the card")
    .option("--quiet", "no progress");
}

/** Takes a name out of some, and tells which was meant. */
function oneOf<T extends string>(what: string, allowed: readonly T[]): (text: string) => T {
  return (text) => {
    const found = allowed.find((name) => name === text);
    if (found !== undefined) return found;
    const meant = closest(text, allowed);
    const hint = meant === null ? "" : `did you mean "${meant}"? `;
    throw new SaccadeError("usage", `no ${what} "${text}"; ${hint}there are ${allowed.join(", ")}`, {
      option: what,
    });
  };
}

function addBias(text: string, before: Readonly<Record<string, number>>): Record<string, number> {
  const [, name, value = ""] = /^(\w+)=(-?\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError(`a bias is name=number, found "${text}"`);
  return { ...before, [name]: Number(value) };
}

function parseRegion(text: string): PixelRegion {
  const [, x, y, width, height] = /^(\d+),(\d+),(\d+)x(\d+)$/.exec(text) ?? [];
  if (height !== undefined) {
    return { x: Number(x), y: Number(y), width: Number(width), height: Number(height) };
  }
  throw new InvalidArgumentError(
    `a region is like 320,180,640x360 (first column and row, size), found "${text}"`,
  );
}
