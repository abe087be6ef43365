import type { CameraModel } from "../../src/core/camera.ts";
import type { EventBatch } from "../../src/core/event-batch.ts";
import { EventCamera } from "./event-camera.ts";
import type { PixelModel } from "./pixel-model.ts";
import { NO_ACTORS, type Place, poseNumbers, writeBall, writePose } from "./stage.ts";
import { StagePath } from "./stage-path.ts";
import { type StageLook, StageScene } from "./stage-scene.ts";

/** What all cameras of a rig share. */
export interface RigOptions {
  readonly pixels: PixelModel;
  /** [px] largest motion of an outline between two looks of a camera at the scene. */
  readonly mostMotionPx: number;
  readonly look: StageLook;
  /** [us] integer, when the cameras begin to look. */
  readonly startUs: number;
}

/** Several event cameras that watch one ball. Times are integer microseconds but for `follow`. */
export class StageRig {
  readonly startUs: number;
  readonly #path: StagePath;
  readonly #cameras: readonly EventCamera[];

  /** @throws SaccadeError `world-invalid` on a number out of its range. */
  constructor(cameras: readonly CameraModel[], options: RigOptions, seed: number) {
    const { pixels, mostMotionPx, look, startUs } = options;
    const actors = NO_ACTORS;
    const path = new StagePath(poseNumbers(actors));
    this.startUs = startUs;
    this.#path = path;
    this.#cameras = cameras.map((camera) => {
      const { id, width, height } = camera;
      const scene = new StageScene({
        camera,
        path,
        actors,
        look,
        background: null,
        mostMotionPx,
        startUs,
        rows: null,
      });
      return new EventCamera({ id, width, height, pixels, seed, startUs, rows: null }, scene);
    });
  }

  /** The ball has gone straight to this place until `timeUs`. */
  follow(timeUs: number, place: Place): void {
    writePose(this.#path.add(timeUs), place, NO_ACTORS);
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
    this.#path.clear();
    if (place !== null) writeBall(this.#path.add(nowUs), place);
    for (const camera of this.#cameras) camera.adopt(nowUs);
  }

  /** The events of each camera since the last call; the caller owns the batches. */
  take(nowUs: number): EventBatch[] {
    this.expose(nowUs);
    return this.#cameras.map((camera) => camera.take(nowUs));
  }
}
