import type { CameraModel } from "../../src/core/camera.ts";
import type { EventBatch } from "../../src/core/event-batch.ts";
import { BallPath, type Place } from "./ball-path.ts";
import { BallScene, type BallLook } from "./ball-scene.ts";
import { EventCamera } from "./event-camera.ts";

/** What all cameras of a rig share; see `EventCameraOptions` and `BallLook`. */
export interface RigOptions {
  readonly threshold: number;
  readonly mostMotionPx: number;
  readonly look: BallLook;
  /** [us] integer, when the cameras begin to look. */
  readonly startUs: number;
}

/** Several event cameras that watch one ball. Times are integer microseconds but for `follow`. */
export class BallRig {
  readonly startUs: number;
  readonly #path = new BallPath();
  readonly #cameras: readonly EventCamera[];

  constructor(cameras: readonly CameraModel[], options: RigOptions) {
    this.startUs = options.startUs;
    this.#cameras = cameras.map((model) => {
      const { width, height } = model;
      const scene = new BallScene(model, this.#path, options.look);
      const { threshold, mostMotionPx, startUs } = options;
      return new EventCamera({ width, height, threshold, mostMotionPx, startUs }, scene);
    });
  }

  /** The ball has gone straight to this place until `timeUs`. */
  follow(timeUs: number, place: Place): void {
    this.#path.add(timeUs, place);
  }

  /** The cameras see what was followed up to here. */
  expose(nowUs: number): void {
    for (const camera of this.#cameras) camera.expose(nowUs);
    this.#path.keepLast();
  }

  /**
   * Takes the ball away (`place` null) or puts it down somewhere. Nobody sees it happen: the pixels take the new
   * picture for granted. (A ball comes out of a machine and is picked up by a hand; neither is in the picture.)
   */
  replace(nowUs: number, place: Place | null): void {
    this.expose(nowUs);
    this.#path.clear();
    if (place !== null) this.#path.add(nowUs, place);
    for (const camera of this.#cameras) camera.adopt();
  }

  /** The events of each camera since the last call; the caller owns the batches. */
  take(nowUs: number): EventBatch[] {
    this.expose(nowUs);
    return this.#cameras.map((camera) => camera.take(nowUs));
  }
}
