import type { JointCommand } from "../../src/core/joint-command.ts";
import type { TrueBall } from "../../src/core/truth.ts";
import type { Actors } from "../../sims/camera/stage.ts";
import type { DrivenRobot } from "../../sims/robot/driven-robot.ts";
import { Robot } from "../../sims/robot/robot.ts";
import { ABSENT_BLADE } from "../../sims/table-tennis/absent-blade.ts";
import { type BladeMotion, DISC_BLADE } from "../../sims/table-tennis/blade.ts";
import { racketActors } from "../../sims/table-tennis/racket-actors.ts";
import type { PlayRobot } from "../play/play-options.ts";
import { createDriver } from "../play/robot-driver.ts";

/** A robot, and who tells it what to do. */
export interface RallyPlayer {
  readonly robot: DrivenRobot;
  readonly blade: BladeMotion;
  /** What the cameras see of it, in seconds since the tick began; null = nothing. */
  readonly actors: ((afterS: number) => Actors) | null;
  /** What it does now that the ball is there, or null = as before. Call it every `DECISION_US`. */
  decide(ball: TrueBall, nowUs: number): JointCommand | null;
}

/** [us] The true ball is known: planning anew more often changes little, and no command dies in between. */
export const DECISION_US = 20_000;
/** The ball is known exactly. */
const CERTAIN: readonly number[] = new Array<number>(81).fill(0);

/** @param robot null = nobody plays */
export function createPlayer(robot: PlayRobot | null): RallyPlayer {
  if (robot === null) {
    return { robot: new Robot([], []), blade: ABSENT_BLADE, actors: null, decide: () => null };
  }
  const driver = createDriver(robot);
  const { blade } = driver;
  const strike = (ball: TrueBall, nowUs: number): JointCommand | null => {
    const { positionM, velocityMps, spinRadps, index } = ball;
    const state = { positionM, velocityMps, spinRadps, covariance: CERTAIN, validAtUs: nowUs, track: index };
    const command = driver.onState(state, nowUs);
    return typeof command === "string" ? null : command;
  };
  return {
    robot: driver.robot,
    blade,
    actors: (afterS) => racketActors(blade, DISC_BLADE, afterS),
    decide: (ball, nowUs) => (ball.inPlay ? strike(ball, nowUs) : null) ?? driver.onIdle(nowUs),
  };
}
