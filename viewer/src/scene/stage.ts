import {
  Color,
  Fog,
  PCFShadowMap,
  PerspectiveCamera,
  Scene,
  SRGBColorSpace,
  Vector3,
  WebGLRenderer,
  type Object3D,
} from "three";
import type { Vec3 } from "../../../src/core/vec3.ts";
import type { Quality } from "./quality.ts";

const BACKGROUND = 0x0b1018;

/** Renderer, scene and camera, fitted to the window. World frame as everywhere in the project: z is up. */
export class Stage {
  readonly renderer: WebGLRenderer;
  readonly camera = new PerspectiveCamera(42, 1, 0.03, 60);
  readonly #scene = new Scene();
  /** [px] taken away from the right by panels: the scene is centred in what is left. */
  readonly #insetPx: number;

  constructor(canvas: HTMLCanvasElement, quality: Quality, insetPx: number) {
    this.#insetPx = insetPx;
    this.renderer = new WebGLRenderer({
      canvas,
      antialias: quality.antialias,
      powerPreference: "high-performance",
    });
    this.renderer.setPixelRatio(Math.min(window.devicePixelRatio, quality.maxPixelRatio));
    this.renderer.outputColorSpace = SRGBColorSpace;
    this.renderer.shadowMap.enabled = quality.shadows;
    this.renderer.shadowMap.type = PCFShadowMap;
    this.camera.up.set(0, 0, 1);
    this.#scene.background = new Color(BACKGROUND);
    this.#scene.fog = new Fog(BACKGROUND, 5, 11);
    this.fit();
    window.addEventListener("resize", () => this.fit());
  }

  add(...objects: Object3D[]): void {
    this.#scene.add(...objects);
  }

  remove(...objects: Object3D[]): void {
    this.#scene.remove(...objects);
  }

  fit(): void {
    const { innerWidth: width, innerHeight: height } = window;
    this.renderer.setSize(width, height, false);
    this.camera.aspect = width / height;
    this.camera.setViewOffset(width, height, this.#insetPx / 2, 0, width, height);
    this.camera.updateProjectionMatrix();
  }

  /** [px] where a place [m, world frame] is on the screen, from its top left. */
  screenPx(placeM: Vec3): readonly [number, number] {
    const { x, y } = new Vector3(...placeM).project(this.camera);
    return [((x + 1) / 2) * window.innerWidth, ((1 - y) / 2) * window.innerHeight];
  }

  render(): void {
    this.renderer.render(this.#scene, this.camera);
  }
}
