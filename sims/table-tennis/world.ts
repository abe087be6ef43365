import type { CameraModel } from "../../src/core/camera.ts";
import type { RubberName } from "../ball/rubber.ts";
import { BallSchedule, type BallTimes } from "../ball-schedule.ts";
import { BallWorld } from "../ball-world.ts";
import { paintBackdrop } from "../camera/backdrop.ts";
import type { Actors } from "../camera/stage.ts";
import { type RigCamera, type RigParams, StageRig } from "../camera/stage-rig.ts";
import { GANTRY_HOME, RacketMotion } from "../robot/gantry.ts";
import type { JointLimit } from "../robot/limits.ts";
import { Robot } from "../robot/robot.ts";
import { DISC_BLADE } from "./blade.ts";
import { checkWatchesTable } from "./free-place.ts";
import { hallFrom } from "./hall.ts";
import { createLauncher, type LaunchOptions } from "./launcher.ts";
import { racketActors } from "./racket-actors.ts";
import { Rally } from "./rally.ts";

/** What the cameras see besides the ball: nothing before a room of even light, or the racket in a hall with table and net. */
export type Scenery = "plain" | "hall";

/** Everything that tells one table-tennis world from another. */
export interface TableTennisOptions {
  readonly seed: number;
  readonly cameras: readonly RigCamera[];
  readonly rig: RigParams;
  readonly scenery: Scenery;
  /** Of the gantry's joints: x, y, z, yaw, pitch. */
  readonly limits: readonly JointLimit[];
  readonly launch: LaunchOptions;
  /** What both faces of the racket wear. */
  readonly rubber: RubberName;
  readonly times: BallTimes;
}

/**
 * A table, balls that come to the robot's half, a racket on a gantry, and event cameras around it.
 * @throws SaccadeError `world-invalid` on unusable limits, times, pixels or launches, `geometry-invalid` on a camera that
 * cannot see the table.
 */
export function tableTennisWorld(options: TableTennisOptions): BallWorld<Rally> {
  const { seed, cameras, scenery } = options;
  for (const { model } of cameras) checkWatchesTable(model);
  const robot = new Robot(options.limits, GANTRY_HOME);
  const blade = new RacketMotion(robot);
  const game = new Rally(createLauncher(seed, options.launch), blade, {
    shape: DISC_BLADE,
    rubber: options.rubber,
  });
  const schedule = new BallSchedule(seed, options.times);
  if (scenery === "plain") {
    return new BallWorld({ game, robot, schedule, rig: new StageRig(cameras, { ...options.rig, seed }) });
  }
  const actors = (afterS: number): Actors => racketActors(blade, DISC_BLADE, afterS);
  const backdrop = (camera: CameraModel): Float32Array =>
    paintBackdrop(camera, options.rig.look.edgePx, hallFrom(camera.positionM));
  const rig = new StageRig(cameras, { ...options.rig, seed, backdrop, actors: actors(0) });
  return new BallWorld({ game, robot, rig, schedule, actors });
}
