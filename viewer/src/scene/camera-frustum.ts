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
  SRGBColorSpace,
} from "three";
import { rayThrough, type CameraModel } from "../../../src/core/camera.ts";
import { add, dot, scale, subtract, type Vec3 } from "../../../src/core/vec3.ts";

/** [m] along the ray to a corner: how large a frustum is drawn. */
const DEPTH = 0.55;
/** [m] how far the ray to the detection is drawn when nobody knows how far the ball is. */
const RAY = 4;

/** One event camera in the room: its frustum, its live picture on the far plane, and the ray to what it sees. */
export class CameraFrustum {
  readonly object = new Group();
  readonly #camera: CameraModel;
  readonly #ray: Line;
  readonly #picture: HTMLCanvasElement | null;
  readonly #texture: CanvasTexture | null;
  /** [px] of the picture when it was last taken over. */
  #width = 0;

  /** @param picture the canvas on which the camera's events are drawn; null leaves the far plane empty. */
  constructor(camera: CameraModel, colour: number, picture: HTMLCanvasElement | null) {
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
    this.#picture = picture;
    this.#texture = picture && pictureTexture(picture);
    if (this.#texture !== null) this.object.add(screen(far, this.#texture));
    this.#ray = new Line(
      new BufferGeometry(),
      new LineBasicMaterial({ color: colour, transparent: true, opacity: 0.4, blending: AdditiveBlending }),
    );
    this.#ray.geometry.setAttribute("position", new Float32BufferAttribute(new Float32Array(6), 3));
    this.#ray.frustumCulled = false;
    this.#ray.visible = false;
    this.object.add(this.#ray);
  }

  /** Takes over the camera's picture as it is now. */
  refresh(): void {
    if (this.#texture === null || this.#picture === null) return;
    if (this.#picture.width !== this.#width) this.#texture.dispose(); // textures keep the size they were made with
    this.#width = this.#picture.width;
    this.#texture.needsUpdate = true;
  }

  /** Draws the ray through a pixel, as far as the ball [m, world frame] when its place is known; null hides the ray. */
  pointAt(pixel: { readonly xPx: number; readonly yPx: number } | null, ballM: Vec3 | null): void {
    this.#ray.visible = pixel !== null;
    if (pixel === null) return;
    const from = this.#camera.positionM;
    const direction = rayThrough(this.#camera, pixel.xPx, pixel.yPx);
    const length = ballM === null ? RAY : dot(direction, subtract(ballM, from));
    const to = add(from, scale(direction, length));
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

function pictureTexture(picture: HTMLCanvasElement): CanvasTexture {
  const texture = new CanvasTexture(picture);
  texture.colorSpace = SRGBColorSpace;
  texture.generateMipmaps = false;
  texture.minFilter = LinearFilter;
  return texture;
}

/** The far plane with the picture's light added to what lies behind; corners in the picture's order: top left, top right, bottom right, bottom left. */
function screen(far: readonly Vec3[], map: CanvasTexture): Mesh {
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new Float32BufferAttribute(far.flat(), 3));
  geometry.setAttribute("uv", new Float32BufferAttribute([0, 1, 1, 1, 1, 0, 0, 0], 2));
  geometry.setIndex([0, 2, 1, 0, 3, 2]);
  const material = new MeshBasicMaterial({
    map,
    side: DoubleSide,
    transparent: true,
    blending: AdditiveBlending,
    depthWrite: false,
  });
  return new Mesh(geometry, material);
}
