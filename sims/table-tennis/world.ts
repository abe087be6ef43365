import type { ArmDescription } from "../../src/core/arm/arm.ts";
import type { CameraModel } from "../../src/core/camera.ts";
import { deriveSeed } from "../../src/core/random.ts";
import type { RubberName } from "../ball/rubber.ts";
import { BallSchedule, type BallTimes } from "../ball-schedule.ts";
import { BallWorld } from "../ball-world.ts";
import { paintBackdrop } from "../camera/backdrop.ts";
import type { Actors } from "../camera/stage.ts";
import { type RigCamera, type RigParams, StageRig } from "../camera/stage-rig.ts";
import { ArmBlade } from "../robot/arm-blade.ts";
import { ServoPlant, type ServoOptions } from "../robot/arm-plant.ts";
import { ArmRobot } from "../robot/arm-robot.ts";
import type { DrivenRobot } from "../robot/driven-robot.ts";
import { GANTRY_HOME, RacketMotion } from "../robot/gantry.ts";
import type { JointLimit } from "../robot/limits.ts";
import { Robot } from "../robot/robot.ts";
import { ABSENT_BLADE } from "./absent-blade.ts";
import { DISC_BLADE, type BladeMotion } from "./blade.ts";
import { checkWatchesTable } from "./free-place.ts";
import { hallFrom } from "./hall.ts";
import { createLauncher, type LaunchOptions } from "./launcher.ts";
import { racketActors } from "./racket-actors.ts";
import { Rally } from "./rally.ts";

/** What the cameras see besides the ball: nothing before a room of even light, or the racket in a hall with table and net. */
export type Scenery = "plain" | "hall";

/** What carries the racket: a gantry with the limits of x, y, z, yaw and pitch, or an arm behind its servo; or nobody plays. */
export type RobotChoice =
  | { readonly kind: "none" }
  | { readonly kind: "gantry"; readonly limits: readonly JointLimit[] }
  | { readonly kind: "arm"; readonly arm: ArmDescription; readonly servo: ServoOptions };

/** Everything that tells one table-tennis world from another. */
export interface TableTennisOptions {
  readonly seed: number;
  readonly cameras: readonly RigCamera[];
  readonly rig: RigParams;
  readonly scenery: Scenery;
  readonly robot: RobotChoice;
  readonly launch: LaunchOptions;
  /** What both faces of the racket wear. */
  readonly rubber: RubberName;
  readonly times: BallTimes;
  /** As `BallWorldParts` has it. */
  readonly commandsWait?: boolean;
}

/**
 * A table, balls that come to the robot's half, a racket in a robot's hand, and event cameras around it.
 * @throws SaccadeError `world-invalid` on unusable limits, times, pixels or launches, `geometry-invalid` on a camera that
 * cannot see the table.
 */
export function tableTennisWorld(options: TableTennisOptions): BallWorld<Rally> {
  const { seed, cameras, scenery } = options;
  for (const { model } of cameras) checkWatchesTable(model);
  const { robot, blade } = robotFrom(options.robot, options.rig.startUs);
  const game = new Rally(createLauncher(seed, options.launch), blade, {
    shape: DISC_BLADE,
    rubber: options.rubber,
  });
  const schedule = new BallSchedule(seed, options.times);
  const common = { game, robot, schedule, commandsWait: options.commandsWait === true };
  // runs that share the balls of a seed out begin at time 0 each, but their cameras' noise is not the same
  const { first = 0 } = options.times;
  const pixels = first === 0 ? seed : deriveSeed(seed, "cameras", String(first));
  if (scenery === "plain") {
    return new BallWorld({ ...common, rig: new StageRig(cameras, { ...options.rig, seed: pixels }) });
  }
  const actors = (afterS: number): Actors => racketActors(blade, DISC_BLADE, afterS);
  const backdrop = (camera: CameraModel): Float32Array =>
    paintBackdrop(camera, options.rig.look.edgePx, hallFrom(camera.positionM));
  const rig = new StageRig(cameras, { ...options.rig, seed: pixels, backdrop, actors: actors(0) });
  return new BallWorld({ ...common, rig, actors });
}

/** At rest at home at `nowUs` [us]. */
function robotFrom(
  choice: RobotChoice,
  nowUs: number,
): { readonly robot: DrivenRobot; readonly blade: BladeMotion } {
  if (choice.kind === "none") return { robot: new Robot([], []), blade: ABSENT_BLADE };
  if (choice.kind === "gantry") {
    const robot = new Robot(choice.limits, GANTRY_HOME);
    return { robot, blade: new RacketMotion(robot) };
  }
  const { arm, servo } = choice;
  const robot = new ArmRobot(arm, new ServoPlant(arm, servo), servo.deadTimeUs, nowUs);
  return { robot, blade: new ArmBlade(robot) };
}
