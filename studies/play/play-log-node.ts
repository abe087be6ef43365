import { merge, tap } from "rxjs";
import { z } from "zod";
import { cameraFrom, cameraParams } from "../../nodes/camera-params.ts";
import { CameraScore } from "../../nodes/sinks/score-camera.ts";
import { TruthHistory } from "../../nodes/sinks/score-truth.ts";
import type { CameraModel } from "../../src/core/camera.ts";
import type { BallState, Detection } from "../../src/core/perception.ts";
import { BALL_STATE, DETECTION, TRUTH } from "../../src/core/port-types.ts";
import type { BallOutcome, WorldTruth } from "../../src/core/truth.ts";
import { defineNode, type AnyNodeSpec } from "../../src/runtime/node.ts";
import { BallLog, type BallResult, type PixelResult } from "./ball-log.ts";

const all = { policy: "lossless", depth: 1024 } as const;

/** Follows every ball of a pipeline as `BallPlayer` follows its own; `found` is told of each that has ended. */
export const playLogNode = (found: (result: BallResult) => void): AnyNodeSpec =>
  defineNode({
    kind: "sink/play-log",
    summary: "Follows single balls, for the benchmark in closed loop.",
    inputs: {
      truth: { type: TRUTH, ...all },
      state: { type: BALL_STATE, ...all },
      left: { type: DETECTION, ...all },
      right: { type: DETECTION, ...all },
    },
    outputs: {},
    params: z.strictObject({
      left: cameraParams.describe("camera of the input `left`"),
      right: cameraParams.describe("camera of the input `right`"),
      balls: z.int().min(1).describe("[-] the run ends when so many have ended"),
      targetM: z.tuple([z.number(), z.number()]).describe("[m] x and y where returns should land"),
    }),
    costUs: 0,
    create: ({ left, right, targetM, balls }, context) => {
      let ended = 0;
      const log = new PlayLog([cameraFrom(left), cameraFrom(right)], targetM, (result) => {
        found(result);
        if (++ended === balls) context.finish("all balls played");
      });
      return (inputs) =>
        merge(
          inputs.truth.pipe(tap(({ payload }) => log.onTruth(payload))),
          inputs.state.pipe(tap(({ payload }) => log.onState(payload, context.nowUs()))),
          inputs.left.pipe(tap(({ payload }) => log.onDetection(0, payload))),
          inputs.right.pipe(tap(({ payload }) => log.onDetection(1, payload))),
        );
    },
  });

class PlayLog {
  /** The ball in play, from its first sample to its verdict. */
  #ball: BallLog | null = null;
  /** [us] run's clock: its launch. */
  #launchUs = NaN;
  readonly #cameras: readonly CameraModel[];
  readonly #targetM: readonly [number, number];
  readonly #found: (result: BallResult) => void;
  #pixels: PixelScore | null = null;
  #previous: WorldTruth | null = null;

  constructor(
    cameras: readonly CameraModel[],
    targetM: readonly [number, number],
    found: (result: BallResult) => void,
  ) {
    this.#cameras = cameras;
    this.#targetM = targetM;
    this.#found = found;
  }

  onTruth(truth: WorldTruth): void {
    const { ball, timeUs, outcomes } = truth;
    const before = this.#previous;
    this.#previous = truth;
    if (ball.inPlay) {
      const isNew = before?.ball.inPlay !== true || before.ball.index !== ball.index;
      if (isNew) this.#begin(truth, before?.timeUs ?? 0);
      this.#ball?.sample(ball, timeUs - this.#launchUs);
    }
    if (this.#ball?.isPlayed === false) this.#pixels?.onTruth(truth);
    for (const outcome of outcomes) this.#end(outcome);
  }

  onState(state: BallState, nowUs: number): void {
    const ball = this.#previous?.ball;
    if (ball === undefined) return;
    this.#ball?.told(state, nowUs - state.validAtUs, ball, nowUs - this.#launchUs);
  }

  onDetection(camera: number, detection: Detection): void {
    if (this.#ball?.isPlayed === false) this.#pixels?.onDetection(camera, detection);
  }

  #end(outcome: BallOutcome): void {
    if (this.#ball === null) return;
    const pixels = this.#pixels?.result() ?? null;
    const result = this.#ball.result(outcome.index, outcome, this.#targetM);
    this.#found(pixels === null ? result : { ...result, pixels });
    this.#ball = null;
  }

  /** @param launchUs [us] when the ball came: at the beginning of the quantum of its first sample */
  #begin({ ball, timeUs }: WorldTruth, launchUs: number): void {
    this.#launchUs = launchUs;
    this.#ball = new BallLog(ball, timeUs - launchUs);
    this.#pixels = new PixelScore(this.#cameras);
  }
}

/** What the cameras' trackers make of one ball, until it is played. */
class PixelScore {
  readonly #history = new TruthHistory(() => undefined); // the oldest wait first: a few of the newest go unscored
  readonly #scores: readonly CameraScore[];

  constructor(cameras: readonly CameraModel[]) {
    this.#scores = cameras.map((camera) => new CameraScore(camera, this.#history));
  }

  onTruth(truth: WorldTruth): void {
    this.#history.add(truth);
    for (const score of this.#scores) score.onTruth(truth);
  }

  onDetection(camera: number, detection: Detection): void {
    this.#scores[camera]?.onDetection(detection);
  }

  result(): PixelResult | null {
    const figures = this.#scores.map((score) => score.figures());
    const count = figures.reduce((sum, { errorPx }) => sum + (errorPx?.n ?? 0), 0);
    if (count === 0) return null;
    const sum = figures.reduce(
      (total, { errorPx }) => total + (errorPx === undefined ? 0 : errorPx.mean * errorPx.n),
      0,
    );
    const lost = figures.map(({ lostPercent = 100 }) => lostPercent / 100);
    return { errorPx: sum / count, lost: lost.reduce((a, b) => a + b, 0) / lost.length };
  }
}
