/** What one joint can do. */
export interface JointLimit {
  /** [m] or [rad] */
  readonly min: number;
  readonly max: number;
  /** [m/s] or [rad/s] */
  readonly speed: number;
  /** [m/s^2] or [rad/s^2] */
  readonly acceleration: number;
}
