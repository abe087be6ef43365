import type { CameraModel } from "../../src/core/camera.ts";

/**
 * One point as a camera sees it, and how its image moves with it: an object that is written anew for each point, so that
 * nothing is allocated.
 */
export class CameraView {
  /** [m] along the optical axis; the rest is void unless it is above 0. */
  depthM = NaN;
  /** [px] */
  x = NaN;
  y = NaN;
  /** [px/m] derivatives of x and y by the point's world coordinates. */
  readonly dx = new Float64Array(3);
  readonly dy = new Float64Array(3);
  readonly camera: CameraModel;

  constructor(camera: CameraModel) {
    this.camera = camera;
  }

  /** Looks at a point [m], world frame. */
  lookAt(xM: number, yM: number, zM: number): void {
    const { rotation, positionM, fx, fy, cx, cy } = this.camera;
    const [right, down, forward] = rotation;
    const ox = xM - positionM[0];
    const oy = yM - positionM[1];
    const oz = zM - positionM[2];
    const depth = forward[0] * ox + forward[1] * oy + forward[2] * oz;
    this.depthM = depth;
    if (!(depth > 0)) return;
    const u = (right[0] * ox + right[1] * oy + right[2] * oz) / depth;
    const v = (down[0] * ox + down[1] * oy + down[2] * oz) / depth;
    this.x = cx + fx * u;
    this.y = cy + fy * v;
    for (let axis = 0; axis < 3; axis++) {
      this.dx[axis] = (fx * (right[axis]! - u * forward[axis]!)) / depth;
      this.dy[axis] = (fy * (down[axis]! - v * forward[axis]!)) / depth;
    }
  }
}
