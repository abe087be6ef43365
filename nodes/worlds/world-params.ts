import { z } from "zod";
import { type CameraParams, cameraFrom } from "../camera-params.ts";
import { presetParam, rigCameraFrom } from "../sensor-params.ts";
import type { BallTimes } from "../../sims/ball-schedule.ts";
import { DEFAULT_MOTION_PX } from "../../sims/camera/event-camera.ts";
import type { RigCamera, RigParams } from "../../sims/camera/stage-rig.ts";
import { DEFAULT_LOOK } from "../../sims/camera/stage-scene.ts";
import type { JointLimit } from "../../sims/robot/limits.ts";

/** What every world with balls and event cameras lets a pipeline file say; `periodMs` is its own default. */
export const worldParams = (periodMs: number) => ({
  quantumUs: z.int().min(100).max(100_000).default(1000).describe("[us] between two messages per output"),
  balls: z.int().min(1).max(1e9).optional().describe("[-] the run ends after so many balls; absent = never"),
  ballPeriodMs: z.number().min(100).max(60_000).default(periodMs).describe("[ms] from one ball to the next"),
  jitterMs: z.number().min(0).max(10_000).default(100).describe("[ms] a ball comes up to this much later"),
  gapMs: z.number().min(1).max(10_000).default(100).describe("[ms] without a ball before the next may come"),
  preset: presetParam.default("ideal"),
  threshold: z
    .number()
    .min(0.01)
    .max(5)
    .optional()
    .describe("[ln] change of log light per event, both polarities; absent = the preset's"),
  maxMotionPx: z
    .number()
    .min(0.01)
    .max(2)
    .default(DEFAULT_MOTION_PX)
    .describe("[px] largest motion between two looks of the camera model"),
  ballShade: z
    .number()
    .min(0)
    .max(1)
    .default(DEFAULT_LOOK.ballShade)
    .describe("[-] part of the ball's light that is missing where it faces away from the lamp"),
  ballLight: z.number().min(0.1).max(1e6).default(DEFAULT_LOOK.ballLight).describe("[-] light of the ball"),
  roomLight: z.number().min(0.1).max(1e6).default(DEFAULT_LOOK.roomLight).describe("[-] light of the rest"),
  edgePx: z
    .number()
    .min(0.25)
    .max(5)
    .default(DEFAULT_LOOK.edgePx)
    .describe("[px] blur on either side of the ball's outline"),
});

/** Parameters as `worldParams` declares them, parsed. */
export type WorldParams = z.output<z.ZodObject<ReturnType<typeof worldParams>>>;

const US_PER_MS = 1000;

export const timesFrom = ({ ballPeriodMs, jitterMs, gapMs }: WorldParams): BallTimes => ({
  periodUs: Math.round(ballPeriodMs * US_PER_MS),
  jitterUs: Math.round(jitterMs * US_PER_MS),
  gapUs: Math.round(gapMs * US_PER_MS),
});

/** @param radiusM [m] of the ball. @param nowUs [us] the run's clock; the world begins with the quantum under way. */
export function rigFrom(params: WorldParams, radiusM: number, nowUs: number): RigParams {
  const { maxMotionPx, ballLight, ballShade, roomLight, edgePx, quantumUs } = params;
  return {
    mostMotionPx: maxMotionPx,
    look: { ...DEFAULT_LOOK, radiusM, ballLight, ballShade, roomLight, edgePx },
    startUs: Math.floor(nowUs / quantumUs) * quantumUs,
  };
}

/** A simulated camera. @throws SaccadeError as `cameraFrom` and `rigCameraFrom`. */
export const rigCamera = (camera: CameraParams, world: WorldParams): RigCamera =>
  rigCameraFrom(cameraFrom(camera), camera.sensor, world);

/** Limits of one joint, with its own as defaults. */
export const jointParams = (unit: "m" | "rad", { min, max, speed, acceleration }: JointLimit) =>
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
