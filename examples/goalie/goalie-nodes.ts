import { filter, map, scan } from "rxjs";
import { z } from "zod";
import {
  cameraFrom,
  cameraParams,
  defineNode,
  derive,
  DETECTION,
  JOINT_COMMAND,
  type Message,
  rayThrough,
} from "../../nodes/sdk.ts";

/** Where the ball rolls: [m] on the floor, [m/s], at the instant of the last detection [us]. */
interface Roll {
  readonly message: Message<unknown>;
  readonly x: number;
  readonly y: number;
  readonly vx: number;
  readonly vy: number;
  readonly atUs: number;
}

/** Sends the paddle to where the ball will cross the goal line (y = 0). */
export const keeper = defineNode({
  kind: "control/keeper",
  summary: "Follows the ball over the floor and sends the paddle to where it will cross the goal line.",
  inputs: { detection: { type: DETECTION, policy: "latest" } },
  outputs: { command: JOINT_COMMAND },
  params: z.strictObject({
    camera: cameraParams,
    ballRadiusM: z
      .number()
      .positive()
      .max(1)
      .default(0.02)
      .describe("[m] height of its centre above the floor"),
    smoothing: z
      .number()
      .positive()
      .max(1)
      .default(0.1)
      .describe("[-] weight of a new place; 1 trusts it alone"),
  }),
  costUs: 20,
  create: ({ camera, ballRadiusM, smoothing }) => {
    const model = cameraFrom(camera);
    const follow = (
      before: Roll | null,
      message: Message<{ xPx: number; yPx: number; validAtUs: number }>,
    ): Roll => {
      const { xPx, yPx, validAtUs: atUs } = message.payload;
      const ray = rayThrough(model, xPx, yPx);
      const depth = (ballRadiusM - model.positionM[2]) / ray[2];
      const [x, y] = [model.positionM[0] + depth * ray[0], model.positionM[1] + depth * ray[1]];
      const dt = before === null ? Infinity : (atUs - before.atUs) / 1e6;
      if (before === null || dt <= 0 || dt > 0.05) return { message, x, y, vx: 0, vy: 0, atUs };
      // An alpha-beta filter: predict, then move place and velocity towards what was seen.
      const [dx, dy] = [x - before.x - before.vx * dt, y - before.y - before.vy * dt];
      const gain = (smoothing * smoothing) / (2 - smoothing) / dt;
      return {
        message,
        x: x - (1 - smoothing) * dx,
        y: y - (1 - smoothing) * dy,
        vx: before.vx + gain * dx,
        vy: before.vy + gain * dy,
        atUs,
      };
    };
    return ({ detection }) => ({
      command: detection.pipe(
        filter(({ payload }) => payload.presence > 0.5),
        scan(follow, null as Roll | null),
        filter((roll) => roll !== null),
        filter(({ vy }) => vy < -0.2),
        map(({ message, x, y, vx, vy, atUs }) => {
          const arrivalS = -y / vy;
          const target = Math.max(-0.25, Math.min(0.25, x + vx * arrivalS));
          const reachAtUs = Math.round(atUs + arrivalS * 1e6);
          return derive(message, {
            robot: "paddle",
            positions: [target],
            velocities: [0],
            reachAtUs,
            validUntilUs: reachAtUs + 100_000,
          });
        }),
      ),
    });
  },
});
