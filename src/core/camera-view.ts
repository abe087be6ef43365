import type { CameraModel } from "./camera.ts";
import type { Distortion } from "./lens.ts";

/**
 * A point as a camera sees it, and how its image moves with it. One object, written anew for each point: a hot path asks
 * thousands of times a second and allocates nothing.
 */
export class CameraView {
  readonly camera: CameraModel;
  /** [m] along the optical axis; everything else is void unless it is above 0. */
  depthM = NaN;
  /** [px] */
  xPx = NaN;
  yPx = NaN;
  /** [px/m] derivatives of xPx and yPx by the point's world coordinates. */
  readonly dx = new Float64Array(3);
  readonly dy = new Float64Array(3);
  readonly #lens: Distortion | null;
  // derivatives of the distorted place by the undistorted one, both in units of the focal length
  #xx = 1;
  #xy = 0;
  #yx = 0;
  #yy = 1;

  constructor(camera: CameraModel) {
    this.camera = camera;
    this.#lens = camera.distortion ?? null;
  }

  /** Looks at a point [m], world frame. */
  see(xM: number, yM: number, zM: number): void {
    const { rotation, positionM, fx, fy, cx, cy } = this.camera;
    const [right, down, forward] = rotation;
    const ox = xM - positionM[0];
    const oy = yM - positionM[1];
    const oz = zM - positionM[2];
    const depth = forward[0] * ox + forward[1] * oy + forward[2] * oz;
    const u = (right[0] * ox + right[1] * oy + right[2] * oz) / depth;
    const v = (down[0] * ox + down[1] * oy + down[2] * oz) / depth;
    this.depthM = depth;
    this.xPx = cx + fx * u;
    this.yPx = cy + fy * v;
    if (this.#lens !== null) this.#distort(this.#lens, u, v);
    const [xx, xy] = [(fx * this.#xx) / depth, (fx * this.#xy) / depth];
    const [yx, yy] = [(fy * this.#yx) / depth, (fy * this.#yy) / depth];
    for (let axis = 0; axis < 3; axis++) {
      const du = right[axis as 0] - u * forward[axis as 0];
      const dv = down[axis as 0] - v * forward[axis as 0];
      this.dx[axis] = xx * du + xy * dv;
      this.dy[axis] = yx * du + yy * dv;
    }
  }

  /** Moves the image by the lens's distortion (see lens.ts) and keeps its derivative. */
  #distort({ k1, k2, k3, p1, p2 }: Distortion, u: number, v: number): void {
    const { fx, fy, cx, cy } = this.camera;
    const r2 = u * u + v * v;
    const gain = 1 + r2 * (k1 + r2 * (k2 + r2 * k3));
    const slope = 2 * (k1 + r2 * (2 * k2 + r2 * 3 * k3)); // of the gain, over u or v
    this.xPx = cx + fx * (u * gain + 2 * p1 * u * v + p2 * (r2 + 2 * u * u));
    this.yPx = cy + fy * (v * gain + p1 * (r2 + 2 * v * v) + 2 * p2 * u * v);
    this.#xx = gain + slope * u * u + 2 * p1 * v + 6 * p2 * u;
    this.#xy = slope * u * v + 2 * p1 * u + 2 * p2 * v;
    this.#yx = slope * u * v + 2 * p1 * u + 2 * p2 * v;
    this.#yy = gain + slope * v * v + 6 * p1 * v + 2 * p2 * u;
  }
}
