import { z } from "zod";
import type { ArmControllerOptions } from "../../src/control/arm/arm-controller.ts";
import { RUBBER } from "../../src/control/rubber.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import { BALL_MODEL } from "../../src/tracking/ball-model.ts";
import { ARM_CHOICE } from "../arm-choice.ts";
import type { ArmSetup } from "../arm-file.ts";

const place = (low: number, high: number) => z.number().min(low).max(high);
const timeUs = (low: number, high: number) => z.int().min(low).max(high);

/** What a pipeline file may say about an arm's control. */
export const armParams = z.strictObject({
  arm: z.string().min(1).max(1024).default("kr6-r900").describe(ARM_CHOICE),
  robot: z.string().min(1).max(64).default("arm").describe("robot id in the commands"),
  targetM: z
    .tuple([place(-0.7625, 0.7625), place(0.05, 1.37)])
    .default([0, 0.8])
    .describe("[m] x and y of the landing point on the opponent's half"),
  flightsS: z
    .array(place(0.2, 1.5))
    .min(1)
    .max(8)
    .default([0.5, 0.6, 0.7])
    .describe("[s] flight times of a return, tried in this order"),
  netClearanceM: place(0, 0.5).default(0.05).describe("[m] least room between ball and net"),
  maxSigmaM: z
    .number()
    .positive()
    .max(10)
    .default(0.3)
    .describe("[m] balls whose place at contact is vaguer are not acted upon"),
  leadUs: timeUs(0, 200_000)
    .optional()
    .describe(
      "[us] by which the joints are behind their set points; absent = dead time and lag of the arm's servo",
    ),
  freezeUs: timeUs(0, 500_000).default(20_000).describe("[us] before contact the stroke stays as it is"),
  followThroughUs: timeUs(0, 500_000)
    .default(20_000)
    .describe("[us] the arm goes on as it is after the contact"),
  lostUs: timeUs(1000, 2_000_000)
    .default(150_000)
    .describe("[us] without news of the ball, after which its stroke is given up"),
  commandLifeUs: timeUs(1000, 5_000_000).default(250_000).describe("[us] shortest validity of a command"),
  keepAliveUs: timeUs(1000, 1_000_000).default(10_000).describe("[us] between two looks for idleness"),
});

/**
 * The controller's options.
 * @throws SaccadeError `config-invalid` when commands would die before the next one is due
 */
export function armControllerOptions(
  params: z.output<typeof armParams>,
  { arm, servo }: ArmSetup,
): ArmControllerOptions {
  if (params.commandLifeUs <= 2 * params.keepAliveUs) {
    throw new SaccadeError(
      "config-invalid",
      "commands die before the next one is due; make commandLifeUs more than twice keepAliveUs",
      { param: "commandLifeUs" },
    );
  }
  const servoUs = Math.round(servo.deadTimeUs + servo.lagS * 1e6);
  return { ...params, arm, model: BALL_MODEL, rubber: RUBBER, leadUs: params.leadUs ?? servoUs };
}
