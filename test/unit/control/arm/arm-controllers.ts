import type { ArmControllerOptions } from "../../../../src/control/arm/arm-controller.ts";
import { RUBBER } from "../../../../src/control/rubber.ts";
import type { BallState } from "../../../../src/core/perception.ts";
import { BALL_MODEL } from "../../../../src/tracking/ball-model.ts";
import { someArm } from "../../core/arm/arms.ts";

export const ARM_CONTROL: ArmControllerOptions = {
  arm: someArm(),
  robot: "arm",
  model: BALL_MODEL,
  rubber: RUBBER,
  targetM: [0, 0.8],
  netClearanceM: 0.05,
  flightsS: [0.5, 0.6, 0.7],
  leadUs: 13_000,
  followThroughUs: 20_000,
  keepAliveUs: 10_000,
  maxSigmaM: 0.3,
  freezeUs: 20_000,
  lostUs: 150_000,
  commandLifeUs: 250_000,
};

/** A ball on its way to the robot's half, as somebody who knows it exactly says at 0. */
export const INCOMING: BallState = {
  positionM: [0.1, 1.4, 0.35],
  velocityMps: [0.1, -5, 1.3],
  spinRadps: [40, 20, -10],
  covariance: new Array<number>(81).fill(0),
  validAtUs: 0,
  track: 3,
};
