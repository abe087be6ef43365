import { dirname, join } from "node:path";
import { stringify } from "yaml";
import type { PixelPreset } from "../../sims/camera/sensors.ts";
import type { LaunchTier } from "../../sims/table-tennis/launcher.ts";
import { deriveSeed } from "../../src/core/random.ts";
import { parsePipeline } from "../../src/runtime/file/load.ts";
import type { PipelinePlan } from "../../src/runtime/plan.ts";
import type { Registry } from "../../src/runtime/registry.ts";
import { deadTime } from "./dead-time.ts";
import { ballSeed } from "./perception.ts";
import { type BallDoubt, doubtParams } from "./rig.ts";

/**
 * How a pipeline plays balls. Its file has a `world/table-tennis` called `world`, trackers called `left-tracker` and
 * `right-tracker`, and a `fusion/ball-filter` called `ball` that takes their detections. Plain data.
 */
export interface PipelineTask {
  /** Absolute. */
  readonly file: string;
  /** `node.param=value` laid over the file, as on the command line. */
  readonly set: readonly string[];
  /** Kind of both trackers and parameters beside their camera; null = as the file has them. */
  readonly tracker: {
    readonly kind: string;
    readonly params: Readonly<Record<string, string | number>>;
    /** It has a parameter `seed`, of chance that no two runs share. */
    readonly hasSeed?: true;
  } | null;
  readonly tier: LaunchTier;
  readonly seed: number;
  /** What the filter is told of such balls. */
  readonly doubt: BallDoubt;
  /** [m] */
  readonly targetM: readonly [number, number];
  /** What the pixels of both cameras are like. */
  readonly noise: PixelPreset;
  /** [us] by which detections come later than they would. */
  readonly latencyUs: number;
  /** [px] added to them, standard deviation per axis. */
  readonly errorPx: number;
  /** [us] by which the second camera's clock is late. */
  readonly syncErrorUs: number;
  /** [-] part of the events lost by chance. */
  readonly loss: number;
  /** [us] for which one camera sees nothing during each ball. */
  readonly deadUs: number;
}

/** Balls `first` .. `end`-1. */
export interface BallRange {
  readonly first: number;
  readonly end: number;
}

/** [ms] from ball to ball: the slowest amateur balls and their returns take 1.9 s. */
const PERIOD_MS = 2200;
const SIDES = ["left", "right"] as const;
type Side = (typeof SIDES)[number];

/**
 * The pipeline, in virtual time, with what the task lays over it: which balls, faults between world, trackers and filter, no
 * budgets (they would act on late messages; here the lateness is to be seen), no threads, and a log of single balls.
 * @throws PipelineFileError with everything that is wrong with it
 */
export async function planPipeline(
  task: PipelineTask,
  balls: BallRange,
  registry: Registry,
): Promise<PipelinePlan> {
  const { file, set, seed } = task;
  const overlay = stringify({
    version: 1,
    include: [file],
    vars: { "right-camera": { sensor: { clockOffsetUs: task.syncErrorUs } } },
    nodes: { ...nodesOf(task, balls), ...sideNodes(task, balls, "left"), ...sideNodes(task, balls, "right") },
    budgets: [],
  });
  const durationMs = (balls.end - balls.first) * PERIOD_MS;
  const plan = await parsePipeline(overlay, join(dirname(file), "(play)"), {
    registry,
    set,
    seed,
    clock: "virtual",
    durationMs,
  });
  return { ...plan, threads: [], nodes: plan.nodes.map((node) => ({ ...node, thread: null })) };
}

function nodesOf({ tier, targetM, noise, doubt }: PipelineTask, { first, end }: BallRange): object {
  const launches = {
    launcher: tier,
    firstBall: first,
    ballPeriodMs: PERIOD_MS,
    jitterMs: 0,
  };
  const cameras = { left: "${left-camera}", right: "${right-camera}" };
  return {
    world: { params: { ...launches, preset: noise } },
    ball: { params: doubtParams(doubt), in: { left: "left-faults", right: "right-faults" } },
    "play-log": {
      kind: "sink/play-log",
      params: { ...cameras, targetM, balls: end - first },
      in: { truth: "world.truth", state: "ball", left: "left-faults", right: "right-faults" },
    },
  };
}

/** A tracker with its faults before and behind it. */
function sideNodes(task: PipelineTask, balls: BallRange, side: Side): object {
  const { tracker, loss, latencyUs, errorPx } = task;
  const seedOf = (name: string): number => deriveSeed(task.seed, name, side, String(balls.first));
  const seed = seedOf("faults");
  const kind = tracker === null ? {} : { kind: tracker.kind, params: trackerParams(tracker, side, seedOf) };
  return {
    [`${side}-loss`]: {
      kind: "filter/loss",
      params: { share: loss, seed, deadUs: deadTimes(task, balls, SIDES.indexOf(side)) },
      in: { events: `world.${side}` },
    },
    [`${side}-tracker`]: { ...kind, in: { events: `${side}-loss` } },
    [`${side}-faults`]: {
      kind: "fault/detections",
      params: { latencyUs, errorPx, seed },
      in: { detection: `${side}-tracker` },
    },
  };
}

function trackerParams(
  { params, hasSeed }: NonNullable<PipelineTask["tracker"]>,
  camera: Side,
  seedOf: (name: string) => number,
): object {
  return { camera, ...params, ...(hasSeed === true ? { seed: seedOf("tracker") } : {}) };
}

/** [us] on the clock of a camera, when it is dead. */
function deadTimes(
  { seed, deadUs, syncErrorUs }: PipelineTask,
  { first, end }: BallRange,
  camera: number,
): number[][] {
  if (deadUs === 0) return [];
  return Array.from({ length: end - first }, (_, i) => {
    const dead = deadTime(ballSeed(seed, first + i), deadUs, SIDES.length);
    const originUs = i * PERIOD_MS * 1000 + (camera === 1 ? syncErrorUs : 0);
    return dead.camera === camera ? [[originUs + dead.fromUs, originUs + dead.toUs]] : [];
  }).flat();
}
