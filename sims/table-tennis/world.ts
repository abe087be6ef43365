import type { CameraModel } from "../../src/core/camera.ts";
import { BallSchedule, type BallTimes } from "../ball-schedule.ts";
import { BallWorld } from "../ball-world.ts";
import { type RigOptions, StageRig } from "../camera/stage-rig.ts";
import { GANTRY_HOME, RacketMotion } from "../robot/gantry.ts";
import type { JointLimit } from "../robot/limits.ts";
import { Robot } from "../robot/robot.ts";
import type { LaunchDistribution } from "./launcher.ts";
import { Rally } from "./rally.ts";

/** Everything that tells one table-tennis world from another. */
export interface TableTennisOptions {
  readonly seed: number;
  readonly cameras: readonly CameraModel[];
  readonly rig: RigOptions;
  /** Of the gantry's joints: x, y, z, yaw, pitch. */
  readonly limits: readonly JointLimit[];
  readonly launch: LaunchDistribution;
  readonly times: BallTimes;
}

/**
 * A table, balls that come to the robot's half, a racket on a gantry, and event cameras around it.
 * @throws SaccadeError `world-invalid` on unusable limits, times, pixels or launches.
 */
export function tableTennisWorld(options: TableTennisOptions): BallWorld<Rally> {
  const gantry = new Robot(options.limits, GANTRY_HOME);
  const rally = new Rally(options.seed, options.launch, new RacketMotion(gantry));
  const rig = new StageRig(options.cameras, options.rig, options.seed);
  return new BallWorld(rally, gantry, rig, new BallSchedule(options.seed, options.times));
}
