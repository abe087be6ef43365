import { z } from "zod";
import { SaccadeError } from "../../src/core/errors.ts";
import { EVENTS, JOINT_COMMAND, TRUTH } from "../../src/core/port-types.ts";
import { type CheckContext, defineNode, type NodeContext } from "../../src/runtime/node.ts";
import { BALL_PHYSICS } from "../../sims/ball/constants.ts";
import { GANTRY_LIMITS } from "../../sims/robot/gantry.ts";
import { REACHABLE } from "../../sims/table-tennis/launch.ts";
import { AMATEUR_LAUNCH, LAUNCH_TIERS } from "../../sims/table-tennis/launcher.ts";
import type { Rally } from "../../sims/table-tennis/rally.ts";
import {
  tableTennisWorld,
  type RobotChoice,
  type TableTennisOptions,
} from "../../sims/table-tennis/world.ts";
import type { BallWorld } from "../../sims/ball-world.ts";
import { ARM_CHOICE, armFrom } from "../arm-choice.ts";
import { cameraParams } from "../camera-params.ts";
import { PlayTally } from "./play-tally.ts";
import { jointParams, rigCamera, rigFrom, timesFrom, worldParams } from "./world-params.ts";
import { droppedEvents, runWorld } from "./world-run.ts";

const [x, y, height, yaw, pitch] = GANTRY_LIMITS;

const params = z.strictObject({
  cameras: z.tuple([cameraParams, cameraParams]).describe("the left and the right event camera"),
  ...worldParams(1800),
  launcher: z
    .enum(LAUNCH_TIERS)
    .default(AMATEUR_LAUNCH.tier)
    .describe(
      "amateur: measured balls of amateur play; elite: by quantiles of match play; grid: speeds, spins and places in order",
    ),
  serveShare: z
    .number()
    .min(0)
    .max(1)
    .default(AMATEUR_LAUNCH.serveShare)
    .describe("[-] part of the amateur balls that is served: two bounces before the racket"),
  firstBall: z
    .int()
    .min(0)
    .max(1e9)
    .default(0)
    .describe("[-] number of the first ball: runs can share the balls of a seed out"),
  reachableOnly: z
    .boolean()
    .default(true)
    .describe("only balls that pass behind the table above its surface and within 1.1 m of its axis"),
  rubber: z
    .enum(["offensive", "allround", "defensive", "long-pips", "anti-spin"])
    .default("offensive")
    .describe("what the racket's faces wear, as measured"),
  robot: z
    .string()
    .min(1)
    .max(1024)
    .default("gantry")
    .describe(`what carries the racket: gantry, ${ARM_CHOICE}`),
  limits: z
    .strictObject({
      x: jointParams("m", x),
      y: jointParams("m", y),
      z: jointParams("m", height),
      yaw: jointParams("rad", yaw),
      pitch: jointParams("rad", pitch),
    })
    .prefault({})
    .describe("what the gantry's joints can do (assumed numbers); an arm has its own"),
  scenery: z
    .enum(["plain", "hall"])
    .default("plain")
    .describe(
      "plain: the ball before even light; hall: before table, net and floor, and racket and arm move, too",
    ),
  landingTargetM: z
    .tuple([z.number().min(-0.7625).max(0.7625), z.number().min(0).max(1.37)])
    .optional()
    .describe("[m] x and y where returns should land; gives the landing error in the report"),
});

/** The room as the node needs it: balls, robot and what the cameras see, in one time. */
export type Room = Pick<BallWorld<Rally>, "advance" | "command" | "runTimeUs" | "counts" | "drops" | "game">;
/** Makes a room that passes time in quanta of so many [us]. */
export type MakeRoom = (options: TableTennisOptions, quantumUs: number) => Room;

/**
 * The simulated table-tennis room. Messages of one quantum leave together at its end; `command` is fed by a feedback
 * edge. It costs nothing in virtual time: what it stands for is not computed by anybody.
 * @param makeRoom what the room is made by: a study may let its rooms share what their cameras see
 */
export const tableTennisWorldIn = (makeRoom: MakeRoom) =>
  defineNode({
    kind: "world/table-tennis",
    summary: "Balls, table, net, a racket robot and two event cameras, simulated; reports how it plays.",
    inputs: { command: { type: JOINT_COMMAND, policy: "latest", optional: true } },
    outputs: { left: EVENTS, right: EVENTS, truth: TRUTH },
    params,
    costUs: 0,
    check: (p, context) => {
      robotFrom(p, context);
    },
    create: (p, context) => {
      const { quantumUs, balls = null } = p;
      const options = optionsFrom(p, context);
      const world = makeRoom(options, quantumUs);
      const tally = new PlayTally(p.landingTargetM ?? null);
      context.report("play", () => ({
        ...tally.summary(),
        ...world.counts,
        ...droppedEvents(world, options.cameras),
        rimHits: world.game.racketCounts.rimHits,
        contactsOutsideFit: world.game.racketCounts.outsideFit,
      }));
      return ({ command }) => {
        const run = { world, quantumUs, balls, count: tally.add.bind(tally) };
        const { camera, truth } = runWorld(run, command, context);
        return { left: camera(0), right: camera(1), truth };
      };
    },
  });

export const tableTennisWorldNode = tableTennisWorldIn(tableTennisWorld);

/** @throws SaccadeError `config-invalid` on two cameras of one name, and as `rigCamera`, `armFrom` */
function optionsFrom(p: z.output<typeof params>, context: NodeContext): TableTennisOptions {
  const [left, right] = p.cameras;
  if (left.id === right.id) {
    throw new SaccadeError("config-invalid", `both cameras are called "${left.id}"; give each its own id`, {
      camera: left.id,
    });
  }
  return {
    seed: context.random("world").uint32(),
    cameras: [rigCamera(left, p), rigCamera(right, p)],
    rig: rigFrom(p, BALL_PHYSICS.radius.value, context.nowUs()),
    scenery: p.scenery,
    robot: robotFrom(p, context),
    launch: { tier: p.launcher, serveShare: p.serveShare, gate: p.reachableOnly ? REACHABLE : null },
    rubber: p.rubber,
    times: { ...timesFrom(p), first: p.firstBall },
  };
}

/** @throws SaccadeError as `armFrom` */
function robotFrom({ robot, limits }: z.output<typeof params>, context: CheckContext): RobotChoice {
  if (robot === "gantry") {
    return { kind: "gantry", limits: [limits.x, limits.y, limits.z, limits.yaw, limits.pitch] };
  }
  return { kind: "arm", ...armFrom(robot, "robot", (path) => context.resolvePath(path)) };
}
