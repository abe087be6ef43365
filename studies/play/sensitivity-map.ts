import type { LaunchTier } from "../../sims/table-tennis/launcher.ts";
import type { BallResult } from "./ball-log.ts";
import { type Comparison, compare } from "./paired.ts";
import { playBalls, type PlayWatch } from "./play-balls.ts";
import { jobsOf } from "./play-job.ts";
import type { PlayRobotName } from "./robots.ts";
import { type PlaySummary, summarize } from "./summary.ts";
import { EXACT_WAY, type Way } from "./ways.ts";

/** What is varied, one thing at a time but for the latency, which is varied with exact and with blurred places. */
const LATENCIES_MS = [0, 10, 20, 40, 60, 80];
const PIXEL_ERRORS = [null, 0.25, 0.5, 1, 2];
const SYNC_ERRORS_US = [0, 100, 300, 1000];
/** [px] of the cells that vary something else: about what trackers reach on event cameras. */
const USUAL_PX = 0.5;

/** One cell of the map: a tier, a way to play it, what came of it, and what that costs against the cell that it starts from. */
export interface MapCell {
  readonly tier: LaunchTier;
  readonly way: Way;
  readonly summary: PlaySummary;
  /** Less the same without latency, else without clock error, else without pixel error; absent where nothing is wrong. */
  readonly cost?: Comparison;
}

/** What the map is made of. */
export interface MapTask {
  readonly tiers: readonly LaunchTier[];
  readonly robots: readonly PlayRobotName[];
  readonly seed: number;
  /** [-] balls of each cell. */
  readonly count: number;
  /** Folder that holds pipelines and models, with a slash at its end. */
  readonly root: string;
}

/** [-] cells of a map */
export const mapSize = ({ tiers, robots }: MapTask): number =>
  tiers.length * robots.length * mapWays(["gantry"]).length;

/**
 * Return rate and landing error over latency, pixel error and clock error, with what the oracle knows degraded: the same balls
 * in all cells of a tier. Interrupted, over the balls that all cells have played; empty when there are none.
 * @throws SaccadeError as `jobsOf` and `playBalls`
 */
export async function sensitivityMap(task: MapTask, watch: PlayWatch): Promise<MapCell[]> {
  const { tiers, robots, seed, count, root } = task;
  const ways = mapWays(robots);
  const jobs = await Promise.all(tiers.map((tier) => jobsOf(ways, { tier, seed, root, set: [] })));
  const played = await playBalls(jobs.flat(), count, watch);
  if ((played[0] ?? []).length === 0) return [];
  return tiers.flatMap((tier, t) =>
    cellsOf(tier, ways, played.slice(t * ways.length, (t + 1) * ways.length)),
  );
}

function mapWays(robots: readonly PlayRobotName[]): Way[] {
  const faults: Partial<Way>[] = [
    ...[null, USUAL_PX].flatMap((pixelError) => LATENCIES_MS.map((latencyMs) => ({ pixelError, latencyMs }))),
    ...PIXEL_ERRORS.filter((px) => px !== null && px !== USUAL_PX).map((pixelError) => ({ pixelError })),
    ...SYNC_ERRORS_US.slice(1).map((syncErrorUs) => ({ pixelError: USUAL_PX, syncErrorUs })),
  ];
  return robots.flatMap((robot) => faults.map((fault) => ({ robot, ...EXACT_WAY, ...fault })));
}

function cellsOf(
  tier: LaunchTier,
  ways: readonly Way[],
  played: readonly (readonly BallResult[])[],
): MapCell[] {
  return ways.map((way, i) => {
    const results = played[i] ?? [];
    const summary = summarize(results);
    const base = baseOf(way);
    const other = base === null ? -1 : ways.findIndex((candidate) => isSame(candidate, base));
    const theirs = played[other];
    return theirs === undefined
      ? { tier, way, summary }
      : { tier, way, summary, cost: compare(results, theirs) };
  });
}

/** The way that differs in the one thing that this cell is there for. */
function baseOf(way: Way): Way | null {
  if (way.latencyMs > 0) return { ...way, latencyMs: 0 };
  if (way.syncErrorUs > 0) return { ...way, syncErrorUs: 0 };
  return way.pixelError === null ? null : { ...way, pixelError: null };
}

const isSame = (a: Way, b: Way): boolean =>
  a.robot === b.robot &&
  a.latencyMs === b.latencyMs &&
  a.pixelError === b.pixelError &&
  a.syncErrorUs === b.syncErrorUs;

/** What ten milliseconds cost one robot in one tier. */
export interface LatencyCost {
  readonly tier: LaunchTier;
  readonly robot: PlayRobotName;
  readonly pixelError: number | null;
  /** [percentage points] of the return rate, below 0 where it falls. */
  readonly points: Comparison["returnPoints"];
  /** At least `COSTLY_POINTS` are lost: later comparisons of latencies can be made here. */
  readonly isCostly: boolean;
}

/** [percentage points] */
export const COSTLY_POINTS = 3;

/** What the first ten milliseconds cost, in every tier, for every robot, with exact and with blurred places. */
export const latencyCosts = (cells: readonly MapCell[]): LatencyCost[] =>
  cells.flatMap(({ tier, way, cost }) =>
    cost === undefined || way.latencyMs !== 10
      ? []
      : [
          {
            tier,
            robot: way.robot,
            pixelError: way.pixelError,
            points: cost.returnPoints,
            isCostly: cost.returnPoints.difference <= -COSTLY_POINTS,
          },
        ],
  );
