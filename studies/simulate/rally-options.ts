import type { BallTimes } from "../../sims/ball-schedule.ts";
import type { RigCamera, RigParams } from "../../sims/camera/stage-rig.ts";
import type { LaunchOptions } from "../../sims/table-tennis/launcher.ts";
import type { Scenery } from "../../sims/table-tennis/world.ts";
import type { PlayRobot } from "../play/play-options.ts";

/** A rally before event cameras. Plain data: it goes to worker threads. */
export interface RallyOptions {
  readonly seed: number;
  /** Their readout and clock act after the parts of a camera have been put together. */
  readonly cameras: readonly RigCamera[];
  readonly rig: RigParams;
  readonly scenery: Scenery;
  /** Who plays the balls, told where they really are; null = nobody. */
  readonly robot: PlayRobot | null;
  readonly launch: LaunchOptions;
  readonly times: BallTimes;
}

/** What one thread computes of a rally: some cameras, and of these some rows. */
export interface RallyPartOptions {
  /** [-] indices of the cameras. */
  readonly cameras: readonly number[];
  /** [px] the first row and the one behind the last; null = all. */
  readonly rows: readonly [from: number, to: number] | null;
  /** Whether it tells where the ball is. */
  readonly truth: boolean;
}

/**
 * Shares out the work: with one thread everything is one part, with more a camera is one, or some of its rows, as many as
 * there are threads for it.
 */
export function partsFor(cameras: readonly RigCamera[], threads: number): RallyPartOptions[] {
  if (threads === 1) return [{ cameras: cameras.map((_, i) => i), rows: null, truth: true }];
  const bands = Math.max(1, Math.floor(threads / cameras.length));
  return cameras.flatMap(({ model: { height } }, camera) =>
    Array.from({ length: Math.min(bands, height) }, (_, k, of = Math.min(bands, height)) => ({
      cameras: [camera],
      rows: [Math.round((k * height) / of), Math.round(((k + 1) * height) / of)] as const,
      truth: k === 0,
    })),
  );
}
