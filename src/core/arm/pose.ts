import { exactCos, exactSin } from "../exact-math.ts";
import type { Vec3 } from "../vec3.ts";

/** 3x3 rotation, row-major: its columns are the turned axes. */
export type Rotation = readonly [number, number, number, number, number, number, number, number, number];

/** Where a frame stands in another one: a point p of it is `rotation * p + positionM` there. */
export interface Pose {
  /** [m] */
  readonly positionM: Vec3;
  readonly rotation: Rotation;
}

export const NO_ROTATION: Rotation = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** Rz(yaw) Ry(pitch) Rx(roll) [rad]: roll first, all about the axes that stay. */
export function rollPitchYaw(rollRad: number, pitchRad: number, yawRad: number): Rotation {
  const [sr, cr] = [exactSin(rollRad), exactCos(rollRad)];
  const [sp, cp] = [exactSin(pitchRad), exactCos(pitchRad)];
  const [sy, cy] = [exactSin(yawRad), exactCos(yawRad)];
  return [
    cy * cp,
    cy * sp * sr - sy * cr,
    cy * sp * cr + sy * sr,
    sy * cp,
    sy * sp * sr + cy * cr,
    sy * sp * cr - cy * sr,
    -sp,
    cp * sr,
    cp * cr,
  ];
}

/** Rotation whose columns are three orthonormal axes. */
export const fromAxes = (x: Vec3, y: Vec3, z: Vec3): Rotation => [
  x[0],
  y[0],
  z[0],
  x[1],
  y[1],
  z[1],
  x[2],
  y[2],
  z[2],
];

/** The inverse of r applied to v. */
export const rotateBack = (r: Rotation, v: Vec3): Vec3 => [
  r[0] * v[0] + r[3] * v[1] + r[6] * v[2],
  r[1] * v[0] + r[4] * v[1] + r[7] * v[2],
  r[2] * v[0] + r[5] * v[1] + r[8] * v[2],
];
