import { ARM_NAMES, namedArm, type ArmName } from "../../nodes/arm-choice.ts";
import { armControlFor, HIT_POINT, racketControlFor } from "./node-defaults.ts";
import type { PlayRobot } from "./play-options.ts";

export const PLAY_ROBOTS = ["gantry", ...ARM_NAMES] as const;
export type PlayRobotName = (typeof PLAY_ROBOTS)[number];

/** A robot by its name. @param targetM [m] x and y where returns should land */
export function playRobot(name: PlayRobotName, targetM: readonly [number, number]): PlayRobot {
  return name === "gantry" ? gantry(targetM) : arm(name, targetM);
}

const gantry = (targetM: readonly [number, number]): PlayRobot => ({
  kind: "gantry",
  control: racketControlFor(targetM),
  hitPoint: HIT_POINT,
});

/** An arm where it stands by default. */
function arm(name: ArmName, targetM: readonly [number, number]): PlayRobot {
  const setup = namedArm(name);
  return { kind: "arm", servo: setup.servo, control: armControlFor(setup, targetM) };
}
