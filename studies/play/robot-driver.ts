import { ArmController } from "../../src/control/arm/arm-controller.ts";
import { RacketController } from "../../src/control/racket-controller.ts";
import type { JointCommand } from "../../src/core/joint-command.ts";
import type { BallState } from "../../src/core/perception.ts";
import { HitPointPredictor } from "../../src/tracking/hit-point.ts";
import { ArmBlade } from "../../sims/robot/arm-blade.ts";
import { ServoPlant } from "../../sims/robot/arm-plant.ts";
import { ArmRobot } from "../../sims/robot/arm-robot.ts";
import type { DrivenRobot } from "../../sims/robot/driven-robot.ts";
import { RacketMotion } from "../../sims/robot/gantry.ts";
import { Robot } from "../../sims/robot/robot.ts";
import type { BladeMotion } from "../../sims/table-tennis/blade.ts";
import type { ArmPlayRobot, GantryRobot, PlayRobot } from "./play-options.ts";

/** A robot at home, with the controller that drives it. Times are integer [us] since the ball's launch. */
export interface RobotDriver {
  readonly robot: DrivenRobot;
  readonly blade: BladeMotion;
  /** A command for what is now known of the ball, or why there is none. */
  onState(state: BallState, nowUs: number): JointCommand | string;
  /** [us] between two looks for idleness. */
  readonly idleUs: number;
  /** What to do when nothing else is to be done; call it every `idleUs`. */
  onIdle(nowUs: number): JointCommand | null;
}

const GANTRY_IDLE_US = 20_000;

export function createDriver(robot: PlayRobot): RobotDriver {
  return robot.kind === "gantry" ? gantryDriver(robot) : armDriver(robot);
}

function gantryDriver({ control, hitPoint }: GantryRobot): RobotDriver {
  const predictor = new HitPointPredictor(hitPoint);
  const controller = new RacketController(control);
  const robot = new Robot(control.stroke.limits, control.home);
  return {
    robot,
    blade: new RacketMotion(robot),
    idleUs: GANTRY_IDLE_US,
    onState: (state, nowUs) => {
      const hit = predictor.predict(state);
      return typeof hit === "string" ? hit : controller.onHitPoint(hit, nowUs);
    },
    onIdle: (nowUs) => controller.onIdle(nowUs)?.command ?? null,
  };
}

function armDriver({ control, servo }: ArmPlayRobot): RobotDriver {
  const controller = new ArmController(control, 0);
  const robot = new ArmRobot(control.arm, new ServoPlant(control.arm, servo), servo.deadTimeUs, 0);
  return {
    robot,
    blade: new ArmBlade(robot),
    idleUs: control.keepAliveUs,
    onState: (state, nowUs) => controller.onBall(state, nowUs),
    onIdle: (nowUs) => controller.onIdle(nowUs)?.command ?? null,
  };
}
