import { z } from "zod";
import { SaccadeError } from "../../src/core/errors.ts";
import {
  checkLimits,
  type JointLimit,
  type JointVector,
  type RacketLimits,
} from "../../src/control/racket-joints.ts";
import type { RacketControllerOptions } from "../../src/control/racket-controller.ts";
import { RUBBER } from "../../src/control/rubber.ts";
import { BALL_MODEL } from "../../src/tracking/ball-model.ts";

const joint = (unit: string, { min, max, speed, acceleration }: JointLimit) =>
  z
    .strictObject({
      min: z.number().min(-10).max(10).default(min).describe(`[${unit}] lower limit`),
      max: z.number().min(-10).max(10).default(max).describe(`[${unit}] upper limit`),
      speed: z.number().positive().max(1000).default(speed).describe(`[${unit}/s] speed limit`),
      acceleration: z
        .number()
        .positive()
        .max(1e5)
        .default(acceleration)
        .describe(`[${unit}/s^2] acceleration limit`),
    })
    .prefault({});

const linear = (min: number, max: number) => joint("m", { min, max, speed: 4.5, acceleration: 45 });
const angular = joint("rad", { min: -1.2, max: 1.2, speed: 15, acceleration: 300 });
const place = (low: number, high: number) => z.number().min(low).max(high);

/** What a pipeline file may say about the racket's control. */
export const racketParams = z.strictObject({
  robot: z.string().min(1).max(64).default("racket").describe("robot id in the commands"),
  limits: z
    .strictObject({
      x: linear(-1.2, 1.2),
      y: linear(-2.2, -1.4),
      z: linear(-0.1, 0.9),
      yaw: angular,
      pitch: angular,
    })
    .prefault({})
    .describe("what each joint can do"),
  home: z
    .tuple([place(-10, 10), place(-10, 10), place(-10, 10), place(-3.2, 3.2), place(-1.6, 1.6)])
    .default([0, -1.7, 0.25, 0, 0])
    .describe("[m], [rad] where the racket waits: x, y, z, yaw, pitch"),
  targetM: z
    .tuple([place(-0.7625, 0.7625), place(0.05, 1.37)])
    .default([0, 0.8])
    .describe("[m] x and y of the landing point on the opponent's half"),
  minFlightS: z.number().min(0.2).max(1.5).default(0.5).describe("[s] shortest flight of a return"),
  maxFlightS: z.number().min(0.2).max(1.5).default(0.7).describe("[s] longest flight of a return"),
  netClearanceM: z.number().min(0).max(0.5).default(0.05).describe("[m] least room between ball and net"),
  maxSigmaM: z.number().positive().max(10).default(0.3).describe("[m] vaguer hit points are not acted upon"),
  freezeUs: z
    .int()
    .min(0)
    .max(500_000)
    .default(20_000)
    .describe("[us] before contact the plan stays as it is"),
  followThroughUs: z
    .int()
    .min(0)
    .max(500_000)
    .default(60_000)
    .describe("[us] after contact, until the way home"),
  commandLifeUs: z
    .int()
    .min(1000)
    .max(5_000_000)
    .default(250_000)
    .describe("[us] longest validity of a command"),
  keepAliveUs: z
    .int()
    .min(1000)
    .max(1_000_000)
    .default(20_000)
    .describe("[us] between two looks for idleness"),
});

/**
 * The controller's options.
 * @throws SaccadeError `config-invalid` when the limits, the flight times or the home pose contradict each other.
 */
export function controllerOptions(params: z.output<typeof racketParams>): RacketControllerOptions {
  const { x, y, z: height, yaw, pitch } = params.limits;
  const limits: RacketLimits = [x, y, height, yaw, pitch];
  const home: JointVector = params.home;
  check(
    limits.every(({ min, max }) => min < max),
    "limits",
    "a joint's `min` is not below its `max`; swap them",
  );
  check(
    params.minFlightS <= params.maxFlightS,
    "minFlightS",
    `minFlightS ${String(params.minFlightS)} s exceeds maxFlightS ${String(params.maxFlightS)} s; swap them`,
  );
  check(
    checkLimits(limits, home, [0, 0, 0, 0, 0]) === null,
    "home",
    `home [${home.join(", ")}] lies outside the joint limits; move it inside`,
  );
  check(
    params.commandLifeUs > 2 * params.keepAliveUs,
    "commandLifeUs",
    "commands die before the next one is due; make commandLifeUs more than twice keepAliveUs",
  );
  const { targetM, netClearanceM, minFlightS, maxFlightS, robot } = params;
  const { maxSigmaM, freezeUs, followThroughUs, commandLifeUs } = params;
  const stroke = {
    model: BALL_MODEL,
    rubber: RUBBER,
    limits,
    targetM,
    netClearanceM,
    flightS: [minFlightS, maxFlightS],
  } as const;
  return { robot, stroke, home, maxSigmaM, freezeUs, followThroughUs, commandLifeUs };
}

function check(condition: boolean, param: string, message: string): void {
  if (!condition) throw new SaccadeError("config-invalid", message, { param });
}
