import type { LinearAxis } from "../../src/core/arm/arm.ts";
import { kr6At, KR6_RAIL, KR6_STATION } from "../../src/core/arm/kr6-station.ts";
import { ASSUMED_SERVO } from "../../sims/robot/arm-plant.ts";
import { ARM_TASK } from "../arm/arm-task.ts";
import { HIT_POINT, racketControlFor } from "./node-defaults.ts";
import type { PlayRobot } from "./play-options.ts";

export const PLAY_ROBOTS = ["gantry", "kr6-r900", "kr6-r900-rail"] as const;
export type PlayRobotName = (typeof PLAY_ROBOTS)[number];

/** A robot by its name. @param targetM [m] x and y where returns should land */
export function playRobot(name: PlayRobotName, targetM: readonly [number, number]): PlayRobot {
  if (name === "gantry") return gantry(targetM);
  return kr6(targetM, name === "kr6-r900-rail" ? KR6_RAIL : null);
}

const gantry = (targetM: readonly [number, number]): PlayRobot => ({
  kind: "gantry",
  control: racketControlFor(targetM),
  hitPoint: HIT_POINT,
});

/** A KR 6 R900 where it stands by default, on its feet or on a linear axis. */
const kr6 = (targetM: readonly [number, number], rail: LinearAxis | null): PlayRobot => ({
  kind: "arm",
  servo: ASSUMED_SERVO,
  control: { ...ARM_TASK, arm: kr6At(KR6_STATION, rail), targetM },
});
