import type { CameraModel } from "../../src/core/camera.ts";
import type { Distortion } from "../../src/core/lens.ts";

const NO_DISTORTION: Distortion = { k1: 0, k2: 0, k3: 0, p1: 0, p2: 0 };

/**
 * One point as a camera sees it, and how its image moves with it: what `project` of `src/core/camera.ts` gives, with
 * derivatives, in an object that is written anew for each point, so that nothing is allocated.
 */
export class CameraView {
  /** [m] along the optical axis; NaN out of the lens's reach. The rest is void unless it is above 0. */
  depthM = NaN;
  /** [px] */
  x = NaN;
  y = NaN;
  /** [px/m] derivatives of x and y by the point's world coordinates. */
  readonly dx = new Float64Array(3);
  readonly dy = new Float64Array(3);
  readonly #camera: CameraModel;
  readonly #lens: Distortion;

  constructor(camera: CameraModel) {
    this.#camera = camera;
    this.#lens = camera.distortion ?? NO_DISTORTION;
  }

  /** Looks at a point [m], world frame. */
  lookAt(xM: number, yM: number, zM: number): void {
    const { rotation, positionM, fx, fy, cx, cy } = this.#camera;
    const [right, down, forward] = rotation;
    const ox = xM - positionM[0];
    const oy = yM - positionM[1];
    const oz = zM - positionM[2];
    const depth = forward[0] * ox + forward[1] * oy + forward[2] * oz;
    this.depthM = depth;
    if (!(depth > 0)) return;
    const u = (right[0] * ox + right[1] * oy + right[2] * oz) / depth;
    const v = (down[0] * ox + down[1] * oy + down[2] * oz) / depth;
    const { k1, k2, k3, p1, p2 } = this.#lens;
    const r2 = u * u + v * v;
    const gain = 1 + r2 * (k1 + r2 * (k2 + r2 * k3));
    const rise = k1 + r2 * (2 * k2 + r2 * 3 * k3); // of the gain, by r2
    // where the image of a ray that leans out further would come back in, the model says nothing of a real lens
    if (!(gain + 2 * r2 * rise > 0)) {
      this.depthM = NaN;
      return;
    }
    this.x = cx + fx * (u * gain + 2 * p1 * u * v + p2 * (r2 + 2 * u * u));
    this.y = cy + fy * (v * gain + p1 * (r2 + 2 * v * v) + 2 * p2 * u * v);
    const mixed = 2 * (u * v * rise + p1 * u + p2 * v);
    const uu = gain + 2 * (u * u * rise + p1 * v + 3 * p2 * u);
    const vv = gain + 2 * (v * v * rise + 3 * p1 * v + p2 * u);
    for (let axis = 0; axis < 3; axis++) {
      const du = (right[axis]! - u * forward[axis]!) / depth;
      const dv = (down[axis]! - v * forward[axis]!) / depth;
      this.dx[axis] = fx * (uu * du + mixed * dv);
      this.dy[axis] = fy * (mixed * du + vv * dv);
    }
  }
}
