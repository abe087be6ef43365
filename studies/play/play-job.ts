import { resolve } from "node:path";
import { createDefaultRegistry } from "../../nodes/registry.ts";
import { REACHABLE } from "../../sims/table-tennis/launch.ts";
import type { LaunchTier } from "../../sims/table-tennis/launcher.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import type { BallFilterOptions } from "../../src/tracking/ball-filter.ts";
import type { PipelineTask } from "./pipeline-task.ts";
import { EXACT, type PlayOptions } from "./play-options.ts";
import { type BallDoubt, rigFilter } from "./rig.ts";
import { playRobot } from "./robots.ts";
import { isPipelineFile, type Way } from "./ways.ts";

/** A way to play, with all that a thread needs to know. Plain data. */
export type PlayJob =
  | { readonly kind: "oracle"; readonly options: PlayOptions }
  | { readonly kind: "pipeline"; readonly task: PipelineTask };

/** Which balls come. */
export interface Balls {
  readonly tier: LaunchTier;
  readonly seed: number;
}

/** What jobs are made from. */
export interface JobParts extends Balls {
  /** Folder that holds pipelines and models, with a slash at its end. */
  readonly root: string;
  /** `node.param=value`, laid over every pipeline. */
  readonly set: readonly string[];
}

/** [m] x and y where returns should land: as in pipelines/table-tennis.yaml. */
export const TARGET_M = [0, 0.8] as const;
/**
 * What the filter is told of a tier. Amateur balls spin by 0 to 150 rad/s. Elite ones spin by 420 rad/s (root mean square) and fly, as
 * those of the grid, faster than the filter's law was fitted to (3 to 9 m/s): of walks from 0.05 to 0.4 m/s per sqrt(s), 0.2 foretells
 * the hit points of 600 of them best, 23 mm off (median) 200 ms ahead, where 0.05 is 28 mm off (`saccade play --tier elite
 * --pixel-error 0.3 --seed 11 --balls 600`).
 */
const DOUBT: Readonly<Record<LaunchTier, BallDoubt>> = {
  amateur: { spinSigmaRadps: 60 },
  elite: { spinSigmaRadps: 240, velocityWalk: 0.2 },
  grid: { spinSigmaRadps: 150, velocityWalk: 0.2 },
};
/** Trackers with a trained network, and what one runs that names no model. */
const DEFAULT_MODELS: ReadonlyMap<string, string> = new Map([
  ["spiking", "models/ball-sim"],
  ["dense", "models/ball-sim-int8"],
]);

/** The jobs of some ways. @throws SaccadeError `usage` on a tracker that does not exist, and as `readRig` */
export async function jobsOf(ways: readonly Way[], parts: JobParts): Promise<PlayJob[]> {
  const filter = await filterFor(`${parts.root}pipelines/rig.yaml`, parts.tier);
  return ways.map((way) =>
    way.tracker === "oracle"
      ? { kind: "oracle", options: playOptions(way, parts, filter) }
      : { kind: "pipeline", task: pipelineTask(way, parts) },
  );
}

/** The filter for the balls of a tier. @param rigFile where the cameras are: pipelines/rig.yaml */
export const filterFor = (rigFile: string, tier: LaunchTier): Promise<BallFilterOptions> =>
  rigFilter(rigFile, DOUBT[tier]);

/** What a player needs to know to play with the true ball, or what faulty cameras would make of it. */
export function playOptions(way: Way, { tier, seed }: Balls, filter: BallFilterOptions): PlayOptions {
  const { robot, loss, pixelError: errorPx } = way;
  return {
    seed,
    launch: { tier, gate: REACHABLE, serveShare: 0 },
    robot: playRobot(robot, TARGET_M),
    sensing: { ...EXACT, ...timesUs(way), errorPx, loss },
    filter,
    targetM: TARGET_M,
  };
}

function pipelineTask(way: Way, parts: JobParts): PipelineTask {
  const { tracker } = way;
  if (!isPipelineFile(tracker)) return trackerTask(way, parts, trackerOf(tracker, parts.root));
  return { ...commonOf(way, parts), file: resolve(tracker), set: parts.set, tracker: null };
}

/** The main pipeline of a way's robot with a tracker of its own; what the way says of trackers does not count. */
export function trackerTask(
  way: Way,
  parts: JobParts,
  tracker: NonNullable<PipelineTask["tracker"]>,
): PipelineTask {
  const common = { ...commonOf(way, parts), tracker };
  const { root, set } = parts;
  if (way.robot === "gantry") return { ...common, file: `${root}pipelines/table-tennis.yaml`, set };
  const file = `${root}pipelines/table-tennis-arm.yaml`;
  return { ...common, file, set: [`vars.arm=${way.robot}`, ...set] };
}

function commonOf(way: Way, { tier, seed }: JobParts): Omit<PipelineTask, "file" | "set" | "tracker"> {
  const { noise, loss, pixelError } = way;
  return {
    ...timesUs(way),
    tier,
    seed,
    noise,
    loss,
    errorPx: pixelError ?? 0,
    doubt: DOUBT[tier],
    targetM: TARGET_M,
  };
}

const timesUs = ({ latencyMs, syncErrorUs, deadMs }: Way) => ({
  latencyUs: Math.round(latencyMs * 1000),
  syncErrorUs: Math.round(syncErrorUs),
  deadUs: Math.round(deadMs * 1000),
});

/** Trackers that find the ball in one camera's events, by their kinds without the family. */
export function trackerNames(): string[] {
  return createDefaultRegistry()
    .list()
    .filter(({ kind, inputs, outputs }) => {
      const isTracker = kind.startsWith("tracker/") && inputs["events"] !== undefined;
      return isTracker && outputs["detection"] !== undefined;
    })
    .map(({ kind }) => kind.slice("tracker/".length));
}

/** Trackers that need no model. */
export const geometricTrackers = (): string[] => trackerNames().filter((name) => !DEFAULT_MODELS.has(name));

/** What plays for a tracker's name, as `Way` has it. @throws SaccadeError `usage` on one that does not exist */
export function trackerOf(tracker: string, root: string): NonNullable<PipelineTask["tracker"]> {
  const [name = "", model] = tracker.split(/:(.*)/s);
  const names = trackerNames();
  if (!names.includes(name)) {
    const allowed = ["oracle", ...names].join(", ");
    throw new SaccadeError(
      "usage",
      `play: there is no tracker "${name}"; there are ${allowed}, or a pipeline file (.yaml)`,
    );
  }
  const usual = DEFAULT_MODELS.get(name);
  const folder = model ?? (usual === undefined ? undefined : `${root}${usual}`);
  return { kind: `tracker/${name}`, params: folder === undefined ? {} : { model: resolve(folder) } };
}
