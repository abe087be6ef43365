import { readFileSync } from "node:fs";
import { z } from "zod";
import { checkedArm, withLinearAxis, type ArmDescription, type ArmJoint } from "../src/core/arm/arm.ts";
import { rollPitchYaw } from "../src/core/arm/pose.ts";
import { gripCapsule, racketTool } from "../src/core/arm/racket-tool.ts";
import { SaccadeError } from "../src/core/errors.ts";
import { normalize, type Vec3 } from "../src/core/vec3.ts";
import { readConfig } from "../src/runtime/file/read-config.ts";
import { ASSUMED_SERVO, type ServoOptions } from "../sims/robot/arm-plant.ts";

/** An arm and how its servo follows. */
export interface ArmSetup {
  readonly arm: ArmDescription;
  readonly servo: ServoOptions;
}

const metres = z.number().min(-10).max(10);
const point = z.tuple([metres, metres, metres]);
const part = z.number().min(-1000).max(1000);
const direction = z
  .tuple([part, part, part])
  .refine((axis) => axis.some((along) => along !== 0), "must not be 0");
const angle = z.number().min(-10).max(10);
const rate = z.number().positive().max(1e7);

const limits = z.strictObject({
  min: z.number().min(-20).max(20).describe("[rad] or [m] lower end of the range"),
  max: z.number().min(-20).max(20).describe("[rad] or [m] upper end"),
  speed: rate.describe("[rad/s] or [m/s]"),
  acceleration: rate.describe("[rad/s^2] or [m/s^2]"),
  jerk: rate.describe("[rad/s^3] or [m/s^3]"),
});

/** What an arm's file says. Base frame: x forward, z along the first axis. */
export const armFileSchema = z.strictObject({
  id: z.string().min(1).max(64).describe("the arm's name in messages"),
  mount: z
    .strictObject({
      positionM: point.describe("[m] the base's origin, world frame"),
      rollPitchYawRad: z
        .tuple([angle, angle, angle])
        .default([0, 0, Math.PI / 2])
        .describe("[rad] Rz(yaw) Ry(pitch) Rx(roll); yaw pi/2 looks along the table"),
    })
    .describe("where the base stands"),
  joints: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(32).describe("for messages"),
        offsetM: point.describe("[m] origin in the frame of the joint before, all joints at 0"),
        axis: direction.describe("[-] it turns about this, right-handed, in the base frame, all joints at 0"),
        limits: limits.describe("what the joint can do"),
      }),
    )
    .length(6)
    .describe(
      "revolute, from base to flange, about z, y, y, x, y, x (either direction), the last three through one point",
    ),
  grip: z
    .strictObject({
      adapterM: z.number().min(0).max(1).describe("[m] along the flange's axis, to the handle's end"),
      racketM: z.number().min(0.05).max(0.5).describe("[m] from the handle's end to the blade's centre"),
      tiltRad: z
        .number()
        .min(-Math.PI)
        .max(Math.PI)
        .describe("[rad] between the flange's axis and the handle"),
    })
    .describe("how the racket is held"),
  home: z.array(angle).length(6).describe("[rad] where the arm waits"),
  capsules: z
    .array(
      z.strictObject({
        joint: z.int().min(-1).max(5).describe("in whose frame: 0 = the first joint, -1 = the base"),
        fromM: point.describe("[m] one end of the link's axis"),
        toM: point.describe("[m] the other end"),
        radiusM: z.number().positive().max(1).describe("[m] around it"),
      }),
    )
    .max(32)
    .describe("the links as the cameras and the table see them; adapter and handle are added"),
  rail: z
    .strictObject({
      direction: direction.describe("[-] world frame"),
      limits: limits.describe("what the axis can do"),
    })
    .optional()
    .describe("a linear axis under the base; it becomes the first joint"),
  servo: z
    .strictObject({
      deadTimeUs: z.int().min(0).max(200_000).describe("[us] from a command's arrival to the first motion"),
      lagS: z.number().min(0).max(0.5).describe("[s] time constant of the joints behind their set points"),
    })
    .default(ASSUMED_SERVO)
    .describe("how the joints follow"),
});

/**
 * Reads an arm's file, YAML or JSON.
 * @throws SaccadeError `file-unreadable`; `config-invalid` with every mistake in it; `world-invalid` as `checkedArm`
 */
export function readArmFile(file: string): ArmSetup {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new SaccadeError("file-unreadable", `cannot read the arm file ${file}`, { file }, { cause });
  }
  return setupFrom(readConfig(text, file, () => armFileSchema));
}

function setupFrom(file: z.output<typeof armFileSchema>): ArmSetup {
  const { id, mount, grip, home, rail, servo } = file;
  const tool = racketTool(grip);
  const joints = file.joints.map((joint): ArmJoint => ({
    ...joint,
    kind: "revolute",
    axis: unit(joint.axis),
  }));
  const [roll, pitch, yaw] = mount.rollPitchYawRad;
  const arm = checkedArm({
    id,
    mount: { positionM: mount.positionM, rotation: rollPitchYaw(roll, pitch, yaw) },
    joints,
    tool,
    capsules: [...file.capsules, gripCapsule(joints.length - 1, tool)],
    home,
  });
  return { arm: rail === undefined ? arm : withLinearAxis(arm, rail), servo };
}

/** An axis along x, y or z stays exactly that. */
const unit = (axis: Vec3): Vec3 =>
  axis.filter((along) => along !== 0).length === 1 ? signs(axis) : normalize(axis);
const signs = ([x, y, z]: Vec3): Vec3 => [Math.sign(x), Math.sign(y), Math.sign(z)];
