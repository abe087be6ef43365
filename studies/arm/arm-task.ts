import type { ArmControllerOptions } from "../../src/control/arm/arm-controller.ts";
import { RUBBER } from "../../src/control/rubber.ts";
import { BALL_MODEL } from "../../src/tracking/ball-model.ts";
import { ASSUMED_SERVO } from "../../sims/robot/arm-plant.ts";

/** What the studies ask of an arm: returns to the middle of the opponent's half, with the servo's delay known. */
export const ARM_TASK: Omit<ArmControllerOptions, "arm"> = {
  robot: "arm",
  model: BALL_MODEL,
  rubber: RUBBER,
  targetM: [0, 0.8],
  netClearanceM: 0.05,
  flightsS: [0.5, 0.6, 0.7],
  leadUs: ASSUMED_SERVO.deadTimeUs + ASSUMED_SERVO.lagS * 1e6,
  followThroughUs: 20_000,
  keepAliveUs: 10_000,
  maxSigmaM: 0.3,
  freezeUs: 20_000,
  lostUs: 150_000,
  commandLifeUs: 250_000,
};
