import { BallSchedule, type BallTimes } from "../ball-schedule.ts";
import { BallWorld } from "../ball-world.ts";
import { type RigCamera, type RigParams, StageRig } from "../camera/stage-rig.ts";
import type { JointLimit } from "../robot/limits.ts";
import { Robot } from "../robot/robot.ts";
import { ShootOut, type ShotDistribution } from "./shoot-out.ts";

/** Everything that tells one goalie's world from another. */
export interface GoalieOptions {
  readonly seed: number;
  readonly camera: RigCamera;
  readonly rig: RigParams;
  readonly limit: JointLimit;
  readonly shots: ShotDistribution;
  readonly times: BallTimes;
}

/**
 * Balls rolling at a goal, a paddle on one axis at rest in the middle, and one event camera.
 * @throws SaccadeError `world-invalid` on unusable limits, times or pixels.
 */
export function goalieWorld(options: GoalieOptions): BallWorld<ShootOut> {
  const keeper = new Robot([options.limit], [0]);
  const game = new ShootOut(options.seed, options.shots, keeper);
  const rig = new StageRig([options.camera], { ...options.rig, seed: options.seed });
  const schedule = new BallSchedule(options.seed, options.times);
  return new BallWorld({ game, robot: keeper, rig, schedule });
}
