import type { CameraModel } from "../../src/core/camera.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import type { EventBatch } from "../../src/core/event-batch.ts";
import { EventCamera } from "./event-camera.ts";
import type { PixelModel } from "./pixel-model.ts";
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
import { type StageLook, StageScene } from "./stage-scene.ts";

/** What a user says of the cameras of a rig. */
export interface RigParams {
  readonly pixels: PixelModel;
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
}

/** Several event cameras that watch one stage. Times are integer microseconds but for `follow`. */
export class StageRig {
  readonly startUs: number;
  readonly #path: StagePath;
  readonly #cameras: readonly EventCamera[];

  /** Begins without a ball. @throws SaccadeError `world-invalid` on a number out of its range. */
  constructor(cameras: readonly CameraModel[], options: RigOptions) {
    const { pixels, mostMotionPx, look, startUs, seed, actors = NO_ACTORS } = options;
    const path = new StagePath(poseNumbers(actors));
    writePose(path.add(startUs), null, actors);
    this.startUs = startUs;
    this.#path = path;
    this.#cameras = cameras.map((camera) => {
      const { id, width, height } = camera;
      const background = options.backdrop?.(camera) ?? null;
      const scene = new StageScene({
        camera,
        path,
        actors,
        look,
        background,
        mostMotionPx,
        startUs,
        rows: null,
      });
      return new EventCamera({ id, width, height, pixels, seed, startUs, rows: null }, scene);
    });
    for (const camera of this.#cameras) camera.adopt(startUs);
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
