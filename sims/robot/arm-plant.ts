import type { ArmDescription } from "../../src/core/arm/arm.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import type { AxisState } from "../../src/core/motion/jerk-path.ts";
import type { JointMotion } from "../../src/core/motion/joint-motion.ts";
import { AxisLag } from "./axis-lag.ts";

/** What makes the joints of an arm follow their set points: a servo model, or bodies and torques. */
export interface ArmPlant {
  /** The joints as they really are. */
  readonly joints: readonly Readonly<AxisState>[];
  /** Moves set points and joints on to `setPointUs`, on the set points' clock. */
  advance(setPoints: JointMotion, setPointUs: number): void;
}

/** How a servo follows its set point. */
export interface ServoOptions {
  /** [us] from the arrival of a command to the first motion of the joints. */
  readonly deadTimeUs: number;
  /** [s] time constant of the joints behind their set points. */
  readonly lagS: number;
}

/**
 * Assumed: two interpolation cycles of 4 ms of a sensor interface between command and motion, and a loop of 30 Hz. Neither
 * is published for the KR 6.
 */
export const ASSUMED_SERVO: ServoOptions = { deadTimeUs: 8000, lagS: 0.005 };

/** The servo model: each joint follows its set point with a first-order lag. The dead time lies before the set points. */
export class ServoPlant implements ArmPlant {
  readonly joints: readonly AxisLag[];

  /** At rest at home. @throws SaccadeError `world-invalid` when lag or dead time are negative or not finite. */
  constructor(arm: ArmDescription, { deadTimeUs, lagS }: ServoOptions) {
    if (!(lagS >= 0 && lagS < Infinity && deadTimeUs >= 0 && deadTimeUs < Infinity)) {
      throw new SaccadeError(
        "world-invalid",
        `servo: lag ${lagS} s and dead time ${deadTimeUs} us must be finite and 0 or more`,
        { lagS, deadTimeUs },
      );
    }
    this.joints = arm.home.map((position) => new AxisLag(lagS, position));
  }

  advance(setPoints: JointMotion, setPointUs: number): void {
    setPoints.advance(setPointUs, this.joints);
  }
}
