import { project, type CameraModel } from "../../src/core/camera.ts";
import { square } from "../../src/core/matrix.ts";
import type { Detection } from "../../src/core/perception.ts";
import type { TrueBall, WorldTruth } from "../../src/core/truth.ts";
import type { Vec3 } from "../../src/core/vec3.ts";
import { ErrorStatistics, type ErrorSummary } from "./score-statistics.ts";
import type { TruthHistory } from "./score-truth.ts";

/** How well one camera's tracker does. */
export interface CameraFigures {
  /** [px] place found against the ball at the instant it is said to be valid for. */
  readonly errorPx?: ErrorSummary;
  /** [px] newest place available against the ball at that moment, sampled with the truth: error and latency in one. */
  readonly streamingErrorPx?: ErrorSummary;
  /** [%] detections without the ball, of those with the ball in view. */
  readonly lostPercent?: number;
  /** [-] seen where a ball was in view, and where none was. */
  readonly detection: { readonly truePositive: number; readonly falsePositive: number };
}

const PRESENT = 0.5; // [-] presence from which on a detection says that it sees the ball
const LARGEST_PX = 100;
const BIN_PX = 0.02;

/** Compares the detections of one camera with the truth. */
export class CameraScore {
  readonly #camera: CameraModel;
  readonly #history: TruthHistory;
  readonly #error = new ErrorStatistics(LARGEST_PX, BIN_PX);
  readonly #streaming = new ErrorStatistics(LARGEST_PX, BIN_PX);
  #newest: Detection | null = null;
  #ball = -1;
  #inView = 0;
  #found = 0;
  #false = 0;

  constructor(camera: CameraModel, history: TruthHistory) {
    this.#camera = camera;
    this.#history = history;
  }

  onDetection(detection: Detection): void {
    if (Number.isFinite(detection.xPx)) this.#newest = detection;
    this.#history.ask(detection.validAtUs, (ball) =>
      this.#compare(detection, ball === null ? null : this.#view(ball.positionM)),
    );
  }

  onTruth({ ball }: WorldTruth): void {
    this.#forgetOldBall(ball);
    const seen = ball.inPlay ? this.#view(ball.positionM) : null;
    if (seen === null || this.#newest === null) return;
    this.#streaming.add(distance(this.#newest, seen));
  }

  figures(): CameraFigures {
    const errorPx = this.#error.summary();
    const streamingErrorPx = this.#streaming.summary();
    return {
      ...(errorPx && { errorPx }),
      ...(streamingErrorPx && { streamingErrorPx }),
      ...(this.#inView > 0 && { lostPercent: 100 * (1 - this.#found / this.#inView) }),
      detection: { truePositive: this.#found, falsePositive: this.#false },
    };
  }

  /** The last ball's place says nothing about the next one. */
  #forgetOldBall(ball: TrueBall): void {
    if (ball.inPlay && ball.index === this.#ball) return;
    this.#ball = ball.inPlay ? ball.index : -1;
    this.#newest = null;
  }

  #compare(detection: Detection, seen: Pixel | null): void {
    const present = detection.presence >= PRESENT;
    if (seen === null) {
      if (present) this.#false++;
      return;
    }
    this.#inView++;
    if (!present) return;
    this.#found++;
    this.#error.add(distance(detection, seen));
  }

  /** Image of a point, or null when it is out of view. */
  #view(pointM: Vec3): Pixel | null {
    const { xPx, yPx, depthM } = project(this.#camera, pointM);
    const { width, height } = this.#camera;
    const inside = xPx >= 0 && yPx >= 0 && xPx <= width - 1 && yPx <= height - 1;
    return depthM > 0 && inside ? { xPx, yPx } : null;
  }
}

interface Pixel {
  readonly xPx: number;
  readonly yPx: number;
}

const distance = (a: Pixel, b: Pixel): number => Math.sqrt(square(a.xPx - b.xPx) + square(a.yPx - b.yPx));
