import { REACHABLE } from "../../sims/table-tennis/launch.ts";
import type { LaunchTier } from "../../sims/table-tennis/launcher.ts";
import type { BallFilterOptions } from "../../src/tracking/ball-filter.ts";
import { EXACT, type PlayOptions } from "./play-options.ts";
import { rigFilter } from "./rig.ts";
import { playRobot, type PlayRobotName } from "./robots.ts";

/** A way to play, as a user names it. */
export interface Way {
  readonly robot: PlayRobotName;
  /** [ms] */
  readonly latencyMs: number;
  /** [px] null = the true ball, unless a camera has another fault. */
  readonly pixelError: number | null;
  /** [us] */
  readonly syncErrorUs: number;
  /** [-] */
  readonly loss: number;
  /** [ms] */
  readonly deadMs: number;
}

/** Nothing goes wrong. */
export const NO_FAULTS = { latencyMs: 0, pixelError: null, syncErrorUs: 0, loss: 0, deadMs: 0 } as const;

/** Values of each setting; every combination is a way. */
export type WayLists = { readonly [K in keyof Way]: readonly Way[K][] };

/** All combinations, the last settings changing first. */
export function waysOf(lists: WayLists): Way[] {
  const { robot, latencyMs, pixelError, syncErrorUs, loss, deadMs } = lists;
  const faults = latencyMs.flatMap((latency) =>
    pixelError.flatMap((error) =>
      syncErrorUs.flatMap((sync) =>
        loss.flatMap((lost) =>
          deadMs.map((dead) => ({
            latencyMs: latency,
            pixelError: error,
            syncErrorUs: sync,
            loss: lost,
            deadMs: dead,
          })),
        ),
      ),
    ),
  );
  return robot.flatMap((name) => faults.map((fault) => ({ robot: name, ...fault })));
}

/** The way in words: robot, and what goes wrong. */
export function nameOf({ robot, latencyMs, pixelError, syncErrorUs, loss, deadMs }: Way): string {
  const parts = [
    ...(latencyMs === 0 ? [] : [`${latencyMs} ms late`]),
    ...(pixelError === null ? [] : [`${pixelError} px`]),
    ...(syncErrorUs === 0 ? [] : [`clocks ${syncErrorUs} us apart`]),
    ...(loss === 0 ? [] : [`${100 * loss} % lost`]),
    ...(deadMs === 0 ? [] : [`a camera dead for ${deadMs} ms`]),
  ];
  return `${robot}, ${parts.length === 0 ? "nothing wrong" : parts.join(", ")}`;
}

/** Which balls come. */
export interface Balls {
  readonly tier: LaunchTier;
  readonly seed: number;
}

/** [m] x and y where returns should land: as in pipelines/table-tennis.yaml. */
export const TARGET_M = [0, 0.8] as const;
/** [rad/s] per axis, of an unknown ball of a tier, for the filter: amateur balls spin by 0 to 150 rad/s, elite ones by a root mean square of 420. */
const SPIN_SIGMA_RADPS: Readonly<Record<LaunchTier, number>> = { amateur: 60, elite: 240, grid: 150 };

/** The filter for the balls of a tier. @param rigFile where the cameras are: pipelines/rig.yaml */
export const filterFor = (rigFile: string, tier: LaunchTier): Promise<BallFilterOptions> =>
  rigFilter(rigFile, SPIN_SIGMA_RADPS[tier]);

/** What a player needs to know to play that way. */
export function playOptions(way: Way, { tier, seed }: Balls, filter: BallFilterOptions): PlayOptions {
  const { robot, latencyMs, pixelError, syncErrorUs, loss, deadMs } = way;
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
    filter,
    targetM: TARGET_M,
  };
}
