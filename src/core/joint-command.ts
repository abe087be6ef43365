/**
 * What a robot is told: be at `positions` with `velocities` at `reachAtUs`.
 * After `validUntilUs` the sink or the robot stops following it and holds.
 */
export interface JointCommand {
  /** Robot id, as the world or the driver names it. */
  readonly robot: string;
  /** [m] for prismatic joints, [rad] for revolute ones, in the robot's joint order. Never NaN. */
  readonly positions: readonly number[];
  /** [m/s] or [rad/s] at the instant `reachAtUs`. */
  readonly velocities: readonly number[];
  /** [us] run's clock. */
  readonly reachAtUs: number;
  /** [us] run's clock; the command is dead afterwards. */
  readonly validUntilUs: number;
}
