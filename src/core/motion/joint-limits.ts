import { SaccadeError } from "../errors.ts";

/** What one joint can do: [m] for prismatic joints, [rad] for revolute ones, and those per second. */
export interface JointLimits {
  readonly min: number;
  readonly max: number;
  /** [1/s], [1/s^2], [1/s^3]; each above 0. */
  readonly speed: number;
  readonly acceleration: number;
  readonly jerk: number;
}

/**
 * The limits, once they are known to be usable.
 * @param joint for the message: number or name.
 * @throws SaccadeError `world-invalid` when one is not finite, not positive, or the range is empty.
 */
export function checkedLimits(limits: JointLimits, joint: string | number): JointLimits {
  const { min, max, speed, acceleration, jerk } = limits;
  const rates = [speed, acceleration, jerk];
  const isUsable =
    Number.isFinite(min) && Number.isFinite(max) && min < max && rates.every((r) => r > 0 && r < Infinity);
  if (isUsable) return limits;
  throw new SaccadeError(
    "world-invalid",
    `joint ${joint}: range ${min}..${max} must be finite and not empty, speed ${speed}, acceleration ` +
      `${acceleration} and jerk ${jerk} must be positive and finite`,
    { joint },
  );
}
