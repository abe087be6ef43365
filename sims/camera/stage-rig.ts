import type { CameraModel } from "../../src/core/camera.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import type { EventBatch } from "../../src/core/event-batch.ts";
import { BallTruth, type BallTruthRow } from "./ball-truth.ts";
import type { LabelledBatch } from "./camera-output.ts";
import { EventCamera } from "./event-camera.ts";
import { type Flicker, FlickerScene } from "./flicker-scene.ts";
import { type ClockModel, type ReadoutDrops, runTimeUs } from "./readout-model.ts";
import type { Scene } from "./scene.ts";
import type { SensorModel } from "./sensors.ts";
import {
  type Actors,
  BALL_NUMBERS,
  NO_ACTORS,
  type Place,
  poseNumbers,
  writeBall,
  writePose,
} from "./stage.ts";
import { StagePath } from "./stage-path.ts";
import { moversOf, type StageLook, StageScene } from "./stage-scene.ts";

/** One camera of a rig: where it is and what it is like. */
export interface RigCamera {
  readonly model: CameraModel;
  readonly sensor: SensorModel;
  /** Absent = as the run's. */
  readonly clock?: ClockModel;
  /** Light that flickers in its image; absent = none. */
  readonly flicker?: Flicker;
}

/** What a user says of the cameras of a rig. */
export interface RigParams {
  /** [px] largest motion of an outline between two looks of a camera at the scene. */
  readonly mostMotionPx: number;
  readonly look: StageLook;
  /** [us] integer, when the cameras begin to look. */
  readonly startUs: number;
}

/** What all cameras of a rig share. */
export interface RigOptions extends RigParams {
  readonly seed: number;
  /** [-] light of every pixel of a camera where nothing moves, row-major; absent = the look's `roomLight`. */
  readonly backdrop?: (camera: CameraModel) => Float32Array;
  /** Who is on the stage besides the ball, as they are when the cameras begin; absent = nobody. */
  readonly actors?: Actors;
  /** [px] the rows that are computed, as in `EventCameraOptions`; absent = all. */
  readonly rows?: readonly [from: number, to: number];
  /** Keep the ball's true image for `takeTruth`. */
  readonly truth?: true;
}

/** Several event cameras that watch one stage. Times are integer microseconds but for `follow`. */
export class StageRig {
  readonly startUs: number;
  readonly #path: StagePath;
  readonly #cameras: readonly EventCamera[];
  readonly #truths: readonly BallTruth[];
  readonly #clocks: readonly (ClockModel | undefined)[];

  /** Begins without a ball. @throws SaccadeError `world-invalid` or `geometry-invalid` on a number out of its range. */
  constructor(cameras: readonly RigCamera[], options: RigOptions) {
    const { startUs, actors = NO_ACTORS, look } = options;
    const path = new StagePath(poseNumbers(actors));
    writePose(path.add(startUs), null, actors);
    this.startUs = startUs;
    this.#path = path;
    this.#clocks = cameras.map(({ clock }) => clock);
    this.#cameras = cameras.map((camera) => cameraOf(camera, path, options));
    this.#truths = cameras
      .filter(() => options.truth === true)
      .map(({ model }) => new BallTruth(model, path, moversOf({ camera: model, actors, look }), startUs));
    for (const camera of this.#cameras) camera.adopt(startUs);
  }

  /** [us] the run's time at which a camera's clock shows `shownUs`. */
  runTimeUs(camera: number, shownUs: number): number {
    const clock = this.#clocks[camera];
    return clock === undefined ? shownUs : runTimeUs(clock, shownUs);
  }

  /** What the readout of each camera lost so far. */
  get drops(): ReadoutDrops[] {
    return this.#cameras.map((camera) => camera.drops);
  }

  /**
   * The ball, if there is one, and the actors have gone straight to where they are until `timeUs`.
   * @throws SaccadeError `world-invalid` on a number that is not finite
   */
  follow(timeUs: number, ball: Place | null, actors: Actors = NO_ACTORS): void {
    const pose = this.#path.add(timeUs);
    writePose(pose, ball, actors);
    checkPose(pose, ball !== null);
  }

  /** The cameras see what was followed up to here. */
  expose(nowUs: number): void {
    for (const camera of this.#cameras) camera.expose(nowUs);
    for (const truth of this.#truths) truth.follow(nowUs);
    this.#path.forgetBefore(nowUs);
  }

  /**
   * Takes the ball away (`place` null) or puts it down somewhere. Nobody sees it happen: the pixels take the new
   * picture for granted. (A ball comes out of a machine and is picked up by a hand; neither is in the picture.)
   */
  replace(nowUs: number, place: Place | null): void {
    this.expose(nowUs);
    const pose = this.#path.restart(nowUs);
    writeBall(pose, place);
    checkPose(pose, place !== null);
    for (const camera of this.#cameras) camera.adopt(nowUs);
  }

  /** The events of each camera since the last call; the caller owns the batches. */
  take(nowUs: number): EventBatch[] {
    this.expose(nowUs);
    return this.#cameras.map((camera) => camera.take(nowUs));
  }

  /** As `take`, with the cause of each event. */
  takeLabelled(nowUs: number): LabelledBatch[] {
    this.expose(nowUs);
    return this.#cameras.map((camera) => camera.takeLabelled(nowUs));
  }

  /** Per camera a row every 100 us since the last call, up to the last `expose`; empty unless asked for in the options. */
  takeTruth(): BallTruthRow[][] {
    return this.#truths.map((truth) => truth.take());
  }
}

function cameraOf(camera: RigCamera, path: StagePath, options: RigOptions): EventCamera {
  const { model, sensor, clock = null, flicker } = camera;
  const { startUs, seed, look, mostMotionPx, actors = NO_ACTORS } = options;
  const { id, width, height } = model;
  const rows = options.rows ?? null;
  const background = options.backdrop?.(model) ?? null;
  const stage = { camera: model, path, actors, look, background, mostMotionPx, startUs, rows };
  const still: Scene = new StageScene(stage);
  const scene =
    flicker === undefined ? still : new FlickerScene(still, flicker, startUs, rows ?? [0, height]);
  const { pixels, readout } = sensor;
  return new EventCamera({ id, width, height, pixels, readout, clock, seed, startUs, rows }, scene);
}

function checkPose(pose: Float64Array, hasBall: boolean): void {
  for (let i = hasBall ? 0 : BALL_NUMBERS; i < pose.length; i++) {
    if (Number.isFinite(pose[i])) continue;
    throw new SaccadeError(
      "world-invalid",
      `${i < BALL_NUMBERS ? "the ball" : "an actor"} is at ${String(pose[i])}; places must be finite [m]`,
      { number: i },
    );
  }
}
