import { RUBBER } from "../../src/control/rubber.ts";
import { kr6R900 } from "../../src/core/arm/kr6-r900.ts";
import { rollPitchYaw } from "../../src/core/arm/pose.ts";
import { racketTool } from "../../src/core/arm/racket-tool.ts";
import { BALL_MODEL } from "../../src/tracking/ball-model.ts";
import { ASSUMED_SERVO } from "../../sims/robot/arm-plant.ts";
import { HIT_POINT, racketControlFor } from "./node-defaults.ts";
import type { PlayRobot } from "./play-options.ts";

export const PLAY_ROBOTS = ["gantry", "kr6-r900"] as const;
export type PlayRobotName = (typeof PLAY_ROBOTS)[number];

/** A robot by its name. @param targetM [m] x and y where returns should land */
export function playRobot(name: PlayRobotName, targetM: readonly [number, number]): PlayRobot {
  return name === "gantry" ? gantry(targetM) : kr6(targetM);
}

const gantry = (targetM: readonly [number, number]): PlayRobot => ({
  kind: "gantry",
  control: racketControlFor(targetM),
  hitPoint: HIT_POINT,
});

/** A KR 6 R900 behind the table's middle, racket tilted on its flange; place and grip are assumed. */
function kr6(targetM: readonly [number, number]): PlayRobot {
  const arm = kr6R900({
    mount: { positionM: [0.1, -2.2, -0.4], rotation: rollPitchYaw(0, 0, Math.PI / 2) },
    tool: racketTool({ adapterM: 0.05, racketM: 0.17, tiltRad: 0.7 }),
    home: [0, -1.5, 1.6, 0, 0.6, 0],
  });
  const servo = ASSUMED_SERVO;
  return {
    kind: "arm",
    servo,
    control: {
      arm,
      robot: "arm",
      model: BALL_MODEL,
      rubber: RUBBER,
      targetM,
      netClearanceM: 0.05,
      flightsS: [0.5, 0.6, 0.7],
      leadUs: servo.deadTimeUs + servo.lagS * 1e6,
      followThroughUs: 30_000,
      maxSigmaM: 0.3,
      freezeUs: 20_000,
      lostUs: 150_000,
      commandLifeUs: 250_000,
    },
  };
}
