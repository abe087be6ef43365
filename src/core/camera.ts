import { distort, undistort, type Distortion, type Lens } from "./lens.ts";
import { add, cross, dot, normalize, scale, subtract, type Vec3 } from "./vec3.ts";

/**
 * A calibrated camera (OpenCV: x right, y down, z forward; pixel centres at integer coordinates).
 * `rotation` is world-to-camera, row-major 3x3: its rows are the camera's axes in world coordinates.
 */
export interface CameraModel {
  readonly id: string;
  /** [px] sensor size. */
  readonly width: number;
  readonly height: number;
  /** [px] focal lengths. */
  readonly fx: number;
  readonly fy: number;
  /** [px] principal point. */
  readonly cx: number;
  readonly cy: number;
  /** [m] optical centre, world frame. */
  readonly positionM: Vec3;
  /** [-] camera axes (right, down, forward) as unit vectors in the world frame. */
  readonly rotation: readonly [Vec3, Vec3, Vec3];
  /** Of the lens; absent for a pinhole. */
  readonly distortion?: Distortion;
}

/** What a camera needs besides its pose. */
export interface Intrinsics {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  /** [px] */
  readonly focalPx: number;
}

/**
 * A camera at `positionM` that looks at `targetM`, upright (image rows horizontal in the world), square pixels,
 * principal point in the middle of the sensor. The view may not be straight up or down.
 */
export function lookAt(intrinsics: Intrinsics, positionM: Vec3, targetM: Vec3): CameraModel {
  const forward = normalize(subtract(targetM, positionM));
  const right = normalize(cross(forward, [0, 0, 1]));
  const down = cross(forward, right);
  const { id, width, height, focalPx } = intrinsics;
  return {
    id,
    width,
    height,
    fx: focalPx,
    fy: focalPx,
    cx: (width - 1) / 2,
    cy: (height - 1) / 2,
    positionM,
    rotation: [right, down, forward],
  };
}

/** [m] a world point in camera coordinates (right, down, forward). */
export function toCamera(camera: CameraModel, pointM: Vec3): Vec3 {
  const d = subtract(pointM, camera.positionM);
  const [right, down, forward] = camera.rotation;
  return [dot(right, d), dot(down, d), dot(forward, d)];
}

/** [px] image of a world point and its depth [m] along the optical axis; meaningful only for a depth above 0. */
export function project(
  camera: CameraModel,
  pointM: Vec3,
): { readonly xPx: number; readonly yPx: number; readonly depthM: number } {
  const [x, y, z] = toCamera(camera, pointM);
  const [straightX, straightY] = [camera.cx + (camera.fx * x) / z, camera.cy + (camera.fy * y) / z];
  const lens = lensOf(camera);
  const [xPx, yPx] = lens === null ? [straightX, straightY] : distort(lens, straightX, straightY);
  return { xPx, yPx, depthM: z };
}

/** [-] unit direction, world frame, of the ray through a pixel; NaN where the lens's distortion cannot be undone. */
export function rayThrough(camera: CameraModel, xPx: number, yPx: number): Vec3 {
  const lens = lensOf(camera);
  const [x, y] = (lens === null ? [xPx, yPx] : undistort(lens, xPx, yPx)) ?? [NaN, NaN];
  const [right, down, forward] = camera.rotation;
  const across = add(scale(right, (x - camera.cx) / camera.fx), scale(down, (y - camera.cy) / camera.fy));
  return normalize(add(across, forward));
}

const lensOf = (camera: CameraModel): Lens | null =>
  camera.distortion === undefined ? null : { ...camera, ...camera.distortion };
