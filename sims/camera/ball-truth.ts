import type { CameraModel } from "../../src/core/camera.ts";
import type { Vec3 } from "../../src/core/vec3.ts";
import type { EllipseOutline } from "./ellipse-outline.ts";
import { BALL_NUMBERS } from "./stage.ts";
import type { StageMover } from "./stage-movers.ts";
import type { StagePath } from "./stage-path.ts";

/** [us] from one row of the truth to the next. */
const STEP_US = 100;

/** Where the ball really is in one camera's image. */
export interface BallTruthRow {
  /** [us] whole, by the run's clock. */
  readonly timeUs: number;
  /** [px] centre of its image, NaN when there is no ball in front of the camera; and radius of a disc of the same area. */
  readonly xPx: number;
  readonly yPx: number;
  readonly radiusPx: number;
  /** Whether its centre is inside the sensor and nothing nearer covers it. */
  readonly visible: boolean;
  /** [m], [m/s] of its centre, world frame, the velocity as a mean over the world's tick; NaN without a ball. */
  readonly positionM: Vec3;
  readonly velocityMps: Vec3;
}

/** Keeps a row every 100 us of what a camera would see of the ball if it saw everything. */
export class BallTruth {
  readonly #camera: CameraModel;
  readonly #path: StagePath;
  readonly #ball: StageMover & { readonly next: EllipseOutline };
  readonly #others: readonly StageMover[];
  readonly #pose: Float64Array;
  readonly #rate: Float64Array;
  #nextUs: number;
  #rows: BallTruthRow[] = [];

  /** @param movers of their own, the ball first. @param startUs [us] whole. */
  constructor(
    camera: CameraModel,
    path: StagePath,
    movers: readonly [StageMover & { readonly next: EllipseOutline }, ...StageMover[]],
    startUs: number,
  ) {
    this.#camera = camera;
    this.#path = path;
    [this.#ball, ...this.#others] = movers;
    this.#pose = new Float64Array(path.size);
    this.#rate = new Float64Array(BALL_NUMBERS);
    this.#nextUs = Math.ceil(startUs / STEP_US) * STEP_US;
  }

  /** Takes the path down before `untilUs`. */
  follow(untilUs: number): void {
    for (; this.#nextUs < untilUs; this.#nextUs += STEP_US) this.#rows.push(this.#rowAt(this.#nextUs));
  }

  /** The rows since the last call. */
  take(): BallTruthRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  #rowAt(timeUs: number): BallTruthRow {
    this.#path.at(timeUs, this.#pose);
    this.#ball.project(this.#pose);
    const ball = this.#ball.next;
    const [xM = NaN, yM = NaN, zM = NaN] = this.#pose;
    this.#path.rateAt(timeUs, this.#rate);
    const [vx = NaN, vy = NaN, vz = NaN] = this.#rate;
    const motion = { positionM: [xM, yM, zM], velocityMps: [vx, vy, vz] } as const;
    if (!ball.visible) return { timeUs, xPx: NaN, yPx: NaN, radiusPx: NaN, visible: false, ...motion };
    const { x, y } = ball;
    const { width, height } = this.#camera;
    const inside = x >= -0.5 && y >= -0.5 && x < width - 0.5 && y < height - 0.5;
    const visible = inside && !this.#others.some((other) => this.#hides(other, ball));
    return { timeUs, xPx: x, yPx: y, radiusPx: ball.meanRadiusPx, visible, ...motion };
  }

  #hides(other: StageMover, { x, y, depthM }: EllipseOutline): boolean {
    other.project(this.#pose);
    const { next } = other;
    return next.visible && next.depthM < depthM && next.distancePx(x, y) < 0;
  }
}
