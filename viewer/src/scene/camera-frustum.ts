import {
  AdditiveBlending,
  BufferGeometry,
  CanvasTexture,
  DoubleSide,
  Float32BufferAttribute,
  Group,
  Line,
  LineBasicMaterial,
  LineSegments,
  LinearFilter,
  Mesh,
  MeshBasicMaterial,
} from "three";
import { rayThrough, type CameraModel } from "../../../src/core/camera.ts";
import { add, scale, type Vec3 } from "../../../src/core/vec3.ts";

/** [m] along the ray to a corner: how large a frustum is drawn. */
const DEPTH = 0.55;
/** [m] how far the ray to the detection is drawn. */
const RAY = 4;

/** One event camera in the room: its frustum, its live picture on the far plane, and the ray to what it sees. */
export class CameraFrustum {
  readonly object = new Group();
  readonly #camera: CameraModel;
  readonly #ray: Line;
  readonly #texture: CanvasTexture;

  /** @param picture the canvas on which the camera's events are drawn. */
  constructor(camera: CameraModel, colour: number, picture: HTMLCanvasElement) {
    this.#camera = camera;
    const { width: w, height: h } = camera;
    const corners = [
      [-0.5, -0.5],
      [w - 0.5, -0.5],
      [w - 0.5, h - 0.5],
      [-0.5, h - 0.5],
    ] as const;
    const far = corners.map(([x, y]) => add(camera.positionM, scale(rayThrough(camera, x, y), DEPTH)));
    this.object.add(frame(camera.positionM, far, colour));
    this.#texture = new CanvasTexture(picture);
    this.#texture.generateMipmaps = false;
    this.#texture.minFilter = LinearFilter;
    this.object.add(screen(far, this.#texture));
    this.#ray = new Line(
      new BufferGeometry(),
      new LineBasicMaterial({ color: colour, transparent: true, opacity: 0.4, blending: AdditiveBlending }),
    );
    this.#ray.geometry.setAttribute("position", new Float32BufferAttribute(new Float32Array(6), 3));
    this.#ray.frustumCulled = false;
    this.#ray.visible = false;
    this.object.add(this.#ray);
  }

  /** Tells that the camera's picture has changed. */
  refresh(): void {
    this.#texture.needsUpdate = true;
  }

  /** Draws the ray through a pixel; null hides it. */
  pointAt(pixel: { readonly xPx: number; readonly yPx: number } | null): void {
    this.#ray.visible = pixel !== null;
    if (pixel === null) return;
    const from = this.#camera.positionM;
    const to = add(from, scale(rayThrough(this.#camera, pixel.xPx, pixel.yPx), RAY));
    const position = this.#ray.geometry.getAttribute("position");
    position.setXYZ(0, ...from);
    position.setXYZ(1, ...to);
    position.needsUpdate = true;
  }
}

function frame(apex: Vec3, far: readonly Vec3[], colour: number): LineSegments {
  const points: number[] = [];
  far.forEach((corner, i) => {
    points.push(...apex, ...corner, ...corner, ...(far[(i + 1) % 4] ?? corner));
  });
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new Float32BufferAttribute(points, 3));
  return new LineSegments(
    geometry,
    new LineBasicMaterial({ color: colour, transparent: true, opacity: 0.7 }),
  );
}

/** The far plane with the picture on it; corners in the picture's order: top left, top right, bottom right, bottom left. */
function screen(far: readonly Vec3[], map: CanvasTexture): Mesh {
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new Float32BufferAttribute(far.flat(), 3));
  geometry.setAttribute("uv", new Float32BufferAttribute([0, 1, 1, 1, 1, 0, 0, 0], 2));
  geometry.setIndex([0, 2, 1, 0, 3, 2]);
  const material = new MeshBasicMaterial({
    map,
    side: DoubleSide,
    transparent: true,
    opacity: 0.85,
    depthWrite: false,
  });
  return new Mesh(geometry, material);
}
