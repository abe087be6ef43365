import { SaccadeError } from "../errors.ts";
import { checkedLimits, type JointLimits } from "../motion/joint-limits.ts";
import { norm, scale, type Vec3 } from "../vec3.ts";
import { rotateBack, type Pose } from "./pose.ts";

/**
 * One joint. In the zero pose all frames of an arm are parallel to its base frame; the joint turns or shifts its own
 * frame, and all after it, about or along `axis`.
 */
export interface ArmJoint {
  readonly name: string;
  readonly kind: "revolute" | "prismatic";
  /** [m] origin in the frame of the joint before (the base for the first one). */
  readonly offsetM: Vec3;
  /** [-] unit vector. */
  readonly axis: Vec3;
  readonly limits: JointLimits;
}

/** A cylinder with round ends: all points closer than the radius to a line from one point to another. [m] */
export interface Capsule {
  readonly fromM: Vec3;
  readonly toM: Vec3;
  readonly radiusM: number;
}

/** A capsule that is part of a link: in the frame of that joint, -1 for the base. */
export interface LinkCapsule extends Capsule {
  readonly joint: number;
}

/**
 * An arm with a racket in its hand: everything that its motion, its inverse and its picture are made from. Base frame:
 * x forward, z along the first axis; world frame: origin at the table's centre, the robot at negative y.
 */
export interface ArmDescription {
  readonly id: string;
  /** Base frame in the world. */
  readonly mount: Pose;
  readonly joints: readonly ArmJoint[];
  /**
   * Racket frame in the frame of the last joint: origin at the blade's centre, x from the handle to the tip, z the normal
   * of the face that strikes.
   */
  readonly tool: Pose;
  readonly capsules: readonly LinkCapsule[];
  /** [m] or [rad] where the arm waits. */
  readonly home: readonly number[];
}

const UNIT_TOLERANCE = 1e-9;

/**
 * The description, once it is known to be usable.
 * @throws SaccadeError `world-invalid` on limits, axes or numbers that are not, and on a home outside the limits.
 */
export function checkedArm(arm: ArmDescription): ArmDescription {
  const refuse = (what: string, where: Record<string, string | number>): never => {
    throw new SaccadeError("world-invalid", `arm ${arm.id}: ${what}`, { arm: arm.id, ...where });
  };
  const places = [...arm.mount.positionM, ...arm.mount.rotation, ...arm.tool.positionM, ...arm.tool.rotation];
  if (!places.every(Number.isFinite)) refuse("mount and tool must be finite", {});
  if (arm.joints.length === 0) refuse("an arm needs at least one joint", {});
  if (arm.home.length !== arm.joints.length)
    refuse(`home has ${arm.home.length} values for ${arm.joints.length} joints`, {});
  for (const [i, joint] of arm.joints.entries()) {
    const { min, max } = checkedLimits(joint.limits, joint.name);
    const home = arm.home[i] ?? NaN;
    if (!(home >= min && home <= max))
      refuse(`home ${home} of joint ${joint.name} must lie in ${min}..${max}`, { joint: joint.name });
    if (!joint.offsetM.every(Number.isFinite) || !(Math.abs(norm(joint.axis) - 1) < UNIT_TOLERANCE))
      refuse(`joint ${joint.name} needs a finite offset and an axis of length 1`, { joint: joint.name });
  }
  return arm;
}

/** A linear axis below the base. */
export interface LinearAxis {
  /** Direction in the world; any length above 0. */
  readonly direction: Vec3;
  readonly limits: JointLimits;
}

/** The same arm on a linear axis, which becomes its first joint, with its home in the middle of the range. */
export function withLinearAxis(arm: ArmDescription, { direction, limits }: LinearAxis): ArmDescription {
  const along = rotateBack(arm.mount.rotation, scale(direction, 1 / norm(direction)));
  const rail: ArmJoint = { name: "rail", kind: "prismatic", offsetM: [0, 0, 0], axis: along, limits };
  const capsules = arm.capsules.map((capsule) => ({ ...capsule, joint: capsule.joint + 1 }));
  const home = [(limits.min + limits.max) / 2, ...arm.home];
  return checkedArm({ ...arm, joints: [rail, ...arm.joints], capsules, home });
}
