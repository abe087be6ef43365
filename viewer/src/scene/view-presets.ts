import { Vector3, type PerspectiveCamera } from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";
import type { CameraModel } from "../../../src/core/camera.ts";
import type { Vec3 } from "../../../src/core/vec3.ts";

/** A place to look from and a place to look at [m], world frame. */
interface Pose {
  readonly eye: Vec3;
  readonly target: Vec3;
}

const UMPIRE: Pose = { eye: [3.75, -1.0, 1.45], target: [0, -0.25, -0.12] };
const ROBOT: Pose = { eye: [0.25, -3.45, 1.15], target: [0.02, 0, -0.2] };
const ABOVE: Pose = { eye: [0.23, -0.15, 4.3], target: [0.22, -0.15, 0] };
/** [m] from the ball to the camera that follows it. */
const FOLLOW: Vec3 = [1.05, -0.95, 0.42];

/** Names of the presets in the order of their keys, 1 to 6. */
export const VIEW_NAMES = [
  "Umpire",
  "Robot eye",
  "Follow ball",
  "Above",
  "Left camera",
  "Right camera",
] as const;
export type ViewName = (typeof VIEW_NAMES)[number];

/** [1/s] how fast the view glides to where it should be. */
const GLIDE = 7;
const GLIDE_AFTER_BALL = 16;

/** The viewpoint: presets to glide to, the mouse to leave them. */
export class ViewPresets {
  readonly controls: OrbitControls;
  readonly #camera: PerspectiveCamera;
  readonly #rig = new Map<ViewName, Pose>([
    ["Umpire", UMPIRE],
    ["Robot eye", ROBOT],
    ["Above", ABOVE],
  ]);
  #name: ViewName = "Umpire";
  #gliding = false;
  readonly #eye = new Vector3();
  readonly #target = new Vector3();

  constructor(camera: PerspectiveCamera, element: HTMLElement) {
    this.#camera = camera;
    this.controls = new OrbitControls(camera, element);
    this.controls.minDistance = 0.2;
    this.controls.maxDistance = 9;
    this.controls.addEventListener("start", () => (this.#gliding = false));
    camera.position.set(...UMPIRE.eye);
    this.controls.target.set(...UMPIRE.target);
    this.controls.update();
  }

  get name(): ViewName {
    return this.#name;
  }

  /** Makes the view of an event camera known. */
  addCamera(name: "Left camera" | "Right camera", camera: CameraModel): void {
    const [x, y, z] = camera.positionM;
    const forward = camera.rotation[2];
    const target: Vec3 = [x + 2.5 * forward[0], y + 2.5 * forward[1], z + 2.5 * forward[2]];
    this.#rig.set(name, { eye: camera.positionM, target });
  }

  has(name: ViewName): boolean {
    return name === "Follow ball" || this.#rig.has(name);
  }

  select(name: ViewName): void {
    if (!this.has(name)) return;
    this.#name = name;
    this.#gliding = true;
  }

  /** Moves the viewpoint on by `elapsedS`; `ball` [m] is what the follower follows. */
  advance(elapsedS: number, ball: Vec3 | null): void {
    const pose = this.#pose(ball);
    if (this.#gliding && pose !== null) {
      const rate = this.#name === "Follow ball" ? GLIDE_AFTER_BALL : GLIDE;
      const part = 1 - Math.exp(-rate * elapsedS);
      this.#camera.position.lerp(this.#eye.set(...pose.eye), part);
      this.controls.target.lerp(this.#target.set(...pose.target), part);
      const arrived = this.#camera.position.distanceTo(this.#eye) < 1e-3;
      if (arrived && this.#name !== "Follow ball") this.#gliding = false;
    }
    this.controls.update();
  }

  #pose(ball: Vec3 | null): Pose | null {
    if (this.#name !== "Follow ball") return this.#rig.get(this.#name) ?? null;
    if (ball === null) return null;
    const eye: Vec3 = [ball[0] + FOLLOW[0], ball[1] + FOLLOW[1], Math.max(ball[2], -0.2) + FOLLOW[2]];
    return { eye, target: ball };
  }
}
