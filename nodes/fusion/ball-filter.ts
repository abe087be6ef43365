import { filter, map, merge } from "rxjs";
import { z } from "zod";
import { SaccadeError } from "../../src/core/errors.ts";
import { derive, type Message } from "../../src/core/message.ts";
import type { BallState, Detection } from "../../src/core/perception.ts";
import { BALL_STATE, DETECTION } from "../../src/core/port-types.ts";
import { defineNode, type NodeContext } from "../../src/runtime/node.ts";
import { BallFilter, type BallFilterOptions } from "../../src/tracking/ball-filter.ts";
import { WindowRounds } from "../../src/tracking/window-rounds.ts";
import { dynamicsFrom, motionNoiseParams } from "../ball-dynamics-params.ts";
import { cameraParams } from "../camera-params.ts";
import { stereoRig } from "./stereo-rig.ts";

/** What a pipeline file may say about the ball filter. */
export const ballFilterParams = z.strictObject({
  left: cameraParams.describe("camera of the input `left`; the run goes by its clock"),
  right: cameraParams.describe("camera of the input `right`"),
  velocitySigmaMps: z.number().positive().max(100).default(10).describe("[m/s] of an unknown ball, per axis"),
  spinSigmaRadps: z.number().positive().max(2000).default(150).describe("[rad/s] likewise"),
  clockSigmaUs: z
    .number()
    .min(0)
    .max(20_000)
    .default(100)
    .describe("[us] how far apart the cameras' clocks may be (standard deviation); 0 = one clock"),
  clockWalkUs: z
    .number()
    .min(0)
    .max(1000)
    .default(10)
    .describe("[us per sqrt(s)] how fast they drift apart (random walk)"),
  minPresence: z.number().min(0).max(1).default(0.5).describe("[-] detections with less are not used"),
  gate: z
    .number()
    .min(1)
    .max(1e6)
    .default(13.8)
    .describe("[-] chi-square (2 degrees) of an outlier; 13.8 = 0.1 %"),
  maxOutliers: z
    .int()
    .min(0)
    .max(1000)
    .default(5)
    .describe("[-] pairs of outliers that the track survives; four that fit make up for one"),
  maxGapUs: z
    .int()
    .min(1000)
    .max(10_000_000)
    .default(150_000)
    .describe("[us] a longer silence ends the track"),
  minSightings: z.int().min(2).max(1000).default(10).describe("[-] detections before a track is told"),
  pairToleranceUs: z
    .int()
    .min(0)
    .max(100_000)
    .default(300)
    .describe(
      "[us] detections further apart, by the clocks as estimated and by their stamps, begin no track",
    ),
  maxErrorPx: z
    .number()
    .positive()
    .max(1000)
    .default(5)
    .describe("[px] a larger reprojection error begins no track"),
  noise: motionNoiseParams.prefault({}).describe("what the ball model leaves out"),
});

/** The filter's options. @throws SaccadeError as `stereoRig`. */
export function ballFilterOptions(values: z.output<typeof ballFilterParams>): BallFilterOptions {
  const { left, right, noise, maxErrorPx, clockSigmaUs, clockWalkUs, ...rest } = values;
  return {
    ...rest,
    cameras: stereoRig(left, right),
    dynamics: dynamicsFrom(noise),
    maxPairErrorPx: maxErrorPx,
    clocks: clockSigmaUs === 0 ? null : { sigmaUs: clockSigmaUs, walkUs: clockWalkUs },
  };
}

const inputs = {
  left: { type: DETECTION, policy: "drop-oldest", depth: 16 },
  right: { type: DETECTION, policy: "drop-oldest", depth: 16 },
} as const;

/**
 * One state per round of windows in which a detection was used, once a track is old enough; what happened to each detection is
 * counted. The state's oldest light shows how long a camera has been blind.
 */
export const ballFilterNode = defineNode({
  kind: "fusion/ball-filter",
  summary:
    "Estimates position, velocity and spin of the ball from what two cameras see (extended Kalman filter).",
  inputs,
  outputs: { state: BALL_STATE },
  params: ballFilterParams,
  costUs: 60,
  create: (values, context) => {
    const fusion = new Fusion(values, context);
    return ({ left, right }) => ({
      state: merge(
        left.pipe(map((message) => fusion.take(0, message))),
        right.pipe(map((message) => fusion.take(1, message))),
      ).pipe(filter((state) => state !== null)),
    });
  },
});

const SIDES = ["left", "right"] as const;

class Fusion {
  readonly #ball: BallFilter;
  readonly #options: BallFilterOptions;
  readonly #context: NodeContext;
  readonly #rounds = new WindowRounds(SIDES.length);
  /** The last detection used of each camera: what the next state comes from. */
  readonly #used: (Message<Detection> | null)[] = SIDES.map(() => null);
  #news = false;

  constructor(values: z.output<typeof ballFilterParams>, context: NodeContext) {
    this.#options = ballFilterOptions(values);
    this.#ball = new BallFilter(this.#options);
    this.#context = context;
    if (this.#options.clocks !== null) context.report("tracking", () => ({ clocks: this.#clocks() }));
  }

  /** @throws SaccadeError `config-invalid` when the detection is another camera's. */
  take(side: number, message: Message<Detection>): Message<BallState> | null {
    const detection = message.payload;
    this.#check(side, detection);
    const verdict = this.#ball.update(detection);
    this.#context.metrics.count(verdict);
    if (verdict === "used" || verdict === "started") {
      this.#used[side] = message;
      this.#news = true;
    }
    const complete = this.#rounds.heard(side, detection.windowStartUs, detection.windowEndUs);
    return complete && this.#news ? this.#tell() : null;
  }

  #tell(): Message<BallState> | null {
    this.#news = false;
    const state = this.#ball.state();
    if (state === null) return null;
    const sources = this.#used.filter((message) => message !== null && this.#isAlive(message, state));
    return derive(sources as Message<Detection>[], state);
  }

  /** A camera that saw nothing for so long no longer counts as a source of the state. */
  #isAlive({ payload }: Message<Detection>, state: BallState): boolean {
    return state.validAtUs - payload.validAtUs <= this.#options.maxGapUs;
  }

  #clocks(): Record<string, { readonly offsetUs: number; readonly sigmaUs: number }> {
    const offsets = this.#ball.clockOffsets();
    return Object.fromEntries(
      offsets.map(({ camera, offsetUs, sigmaUs }) => [camera, { offsetUs, sigmaUs }]),
    );
  }

  #check(side: number, { camera }: Detection): void {
    const expected = this.#options.cameras[side]?.id ?? "";
    if (camera === expected) return;
    const input = SIDES[side] ?? "";
    throw new SaccadeError(
      "config-invalid",
      `input "${input}" gets detections of camera "${camera}" but its parameters describe "${expected}"; ` +
        `wire that camera's tracker to it or correct ${input}.id`,
      { node: this.#context.id, input },
    );
  }
}
