import { z } from "zod";
import { SaccadeError } from "../../src/core/errors.ts";
import { EVENTS, JOINT_COMMAND, TRUTH } from "../../src/core/port-types.ts";
import { defineNode } from "../../src/runtime/node.ts";
import { GOALIE, PADDLE_LIMIT } from "../../sims/goalie/constants.ts";
import { goalieWorld } from "../../sims/goalie/world.ts";
import { cameraParams } from "../camera-params.ts";
import { wilson95 } from "./proportion.ts";
import { jointParams, rigCamera, rigFrom, timesFrom, worldParams } from "./world-params.ts";
import { droppedEvents, runWorld } from "./world-run.ts";

const params = z.strictObject({
  camera: cameraParams.describe("the event camera; 128 x 128 pixels above the field will do"),
  ...worldParams(1500),
  minSpeedMps: z.number().min(1).max(20).default(1.2).describe("[m/s] slowest ball"),
  maxSpeedMps: z.number().min(1).max(20).default(3).describe("[m/s] fastest ball; speeds are uniform"),
  limit: jointParams("m", PADDLE_LIMIT).describe("what the paddle's axis can do (assumed numbers)"),
});

/**
 * A robot goalie: balls roll over the floor (z = 0) from y = 1 m towards the goal line (y = 0), a paddle on one axis (its
 * one joint is x [m]) must be there. `command` is fed by a feedback edge. Costs nothing in virtual time.
 */
export const goalieWorldNode = defineNode({
  kind: "world/goalie",
  summary:
    "Balls rolling at a goal, a paddle on one axis and one event camera, simulated; reports its saves.",
  inputs: { command: { type: JOINT_COMMAND, policy: "latest", optional: true } },
  outputs: { events: EVENTS, truth: TRUTH },
  params,
  costUs: 0,
  create: (p, context) => {
    if (p.minSpeedMps > p.maxSpeedMps) {
      throw new SaccadeError(
        "config-invalid",
        `minSpeedMps ${p.minSpeedMps} exceeds maxSpeedMps ${p.maxSpeedMps}; swap them`,
        { param: "minSpeedMps" },
      );
    }
    const camera = rigCamera(p.camera, p);
    const world = goalieWorld({
      seed: context.random("world").uint32(),
      camera,
      rig: rigFrom(p, GOALIE.ballRadius.value, context.nowUs()),
      limit: p.limit,
      shots: { speedMps: [p.minSpeedMps, p.maxSpeedMps] },
      times: timesFrom(p),
    });
    const tally = { balls: 0, saves: 0 };
    context.report("play", () => ({
      ...tally,
      ...rates(tally),
      ...world.counts,
      ...droppedEvents(world, [camera]),
    }));
    return ({ command }) => {
      const { quantumUs, balls = null } = p;
      const count = ({ returned }: { readonly returned: boolean }): number => {
        if (returned) tally.saves++;
        return ++tally.balls;
      };
      const streams = runWorld({ world, quantumUs, balls, count }, command, context);
      return { events: streams.camera(0), truth: streams.truth };
    };
  },
});

/** Absent before the first ball has ended. */
function rates({ balls, saves }: { readonly balls: number; readonly saves: number }): object {
  return balls === 0 ? {} : { saveRate: saves / balls, ci95: wilson95(saves, balls) };
}
