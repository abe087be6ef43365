import type { Vec3 } from "./vec3.ts";

/** Symmetric 2x2 matrix: xx, xy, yy. */
export type Covariance2 = readonly [number, number, number];

/** Where one camera sees the ball, and for which instant that is true. */
export interface Detection {
  /** Camera id, as the rig names it. */
  readonly camera: string;
  /** [px] ball centre, pixel centres at integer coordinates. NaN when `presence` is 0. */
  readonly xPx: number;
  readonly yPx: number;
  /** [px^2] covariance of (xPx, yPx). */
  readonly covariancePx2: Covariance2;
  /** [-] 0..1, confidence that a ball is in view. */
  readonly presence: number;
  /** [us] instant the place refers to, on the run's clock (about the middle of the window). */
  readonly validAtUs: number;
  /** [us] the events used lie in [windowStartUs, windowEndUs). */
  readonly windowStartUs: number;
  readonly windowEndUs: number;
}

/** A ball position from several cameras. World frame: origin at the table's centre on its surface, z up. */
export interface BallFix {
  /** [m] world frame. */
  readonly positionM: Vec3;
  /** [m^2] 3x3 row-major covariance of the position. */
  readonly covarianceM2: readonly number[];
  /** [px] root mean square of the reprojection error over the cameras used. */
  readonly reprojectionErrorPx: number;
  /** [us] instant the position refers to. */
  readonly validAtUs: number;
}

/** Estimated ball: position, velocity, spin, with covariance. World frame. */
export interface BallState {
  /** [m] */
  readonly positionM: Vec3;
  /** [m/s] */
  readonly velocityMps: Vec3;
  /** [rad/s] */
  readonly spinRadps: Vec3;
  /** SI units, 9x9 row-major over (position, velocity, spin). */
  readonly covariance: readonly number[];
  /** [us] instant the state refers to. */
  readonly validAtUs: number;
  /** [-] a new number each time the filter starts a new track. */
  readonly track: number;
}

/** Where and when the ball will cross the plane in which the racket meets it. World frame. */
export interface HitPoint {
  /** [m] */
  readonly positionM: Vec3;
  /** [m/s] of the ball on arrival. */
  readonly velocityMps: Vec3;
  /** [rad/s] of the ball on arrival. */
  readonly spinRadps: Vec3;
  /** [m^2] 3x3 row-major covariance of the position at `arrivalUs`. */
  readonly covarianceM2: readonly number[];
  /** [us] predicted time of arrival on the run's clock. */
  readonly arrivalUs: number;
  /** [-] track of the ball state it was predicted from. */
  readonly track: number;
}
