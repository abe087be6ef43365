import type { JointLimits } from "../motion/joint-limits.ts";
import type { Vec3 } from "../vec3.ts";
import { checkedArm, type ArmDescription, type ArmJoint, type LinkCapsule } from "./arm.ts";
import type { Pose } from "./pose.ts";
import { gripCapsule } from "./racket-tool.ts";

/** Numbers of a data sheet that share unit, source and basis; one entry per joint, A1 to A6. */
interface Sheet<T> {
  readonly values: readonly [T, T, T, T, T, T];
  readonly unit: string;
  readonly source: string;
  readonly basis: "published" | "calibrated" | "assumed";
}

const SPEC =
  "ros-industrial/kuka_experimental, kuka_kr6_support, kr6r900sixx (from the maker's specification V12)";

/** KUKA KR 6 R900 sixx ("Agilus"), a six-axis arm with 0.9 m of reach. */
export const KR6_R900 = {
  offset: {
    values: [
      [0, 0, 0.4],
      [0.025, 0, 0],
      [0.455, 0, 0],
      [0, 0, 0.035],
      [0.42, 0, 0],
      [0.08, 0, 0],
    ],
    unit: "m",
    source: SPEC,
    basis: "published",
  },
  axis: {
    values: [
      [0, 0, -1],
      [0, 1, 0],
      [0, 1, 0],
      [-1, 0, 0],
      [0, 1, 0],
      [-1, 0, 0],
    ],
    unit: "-",
    source: SPEC,
    basis: "published",
  },
  range: {
    values: [
      [-170, 170],
      [-190, 45],
      [-120, 156],
      [-185, 185],
      [-120, 120],
      [-350, 350],
    ],
    unit: "deg",
    source: SPEC,
    basis: "published",
  },
  speed: { values: [360, 300, 360, 381, 388, 615], unit: "deg/s", source: SPEC, basis: "published" },
} as const satisfies {
  readonly offset: Sheet<Vec3>;
  readonly axis: Sheet<Vec3>;
  readonly range: Sheet<readonly [number, number]>;
  readonly speed: Sheet<number>;
};

/**
 * Neither acceleration nor jerk of this arm is published. Assumed for every axis alike: [s] from rest to full speed at
 * full acceleration (A1 then has 63 rad/s^2: 44 m/s^2 at a radius of 0.7 m), and from no acceleration to the full one.
 */
export const ASSUMED_RISE = { toFullSpeedS: 0.1, toFullAccelerationS: 0.025 } as const;

/** [m] the links as capsules: their lengths from the joints' offsets, their radii assumed. Without the tool. */
const CAPSULES: readonly LinkCapsule[] = [
  { joint: -1, fromM: [0, 0, 0.1], toM: [0, 0, 0.25], radiusM: 0.12 },
  { joint: 0, fromM: [0, 0, -0.08], toM: [0.025, 0, 0], radiusM: 0.12 },
  { joint: 1, fromM: [0, 0, 0], toM: [0.455, 0, 0], radiusM: 0.085 },
  { joint: 2, fromM: [0, 0, 0], toM: [0, 0, 0.035], radiusM: 0.085 },
  { joint: 3, fromM: [0, 0, 0], toM: [0.42, 0, 0], radiusM: 0.05 },
  { joint: 4, fromM: [0, 0, 0], toM: [0.06, 0, 0], radiusM: 0.045 },
];

const rad = (deg: number): number => (deg * Math.PI) / 180;

/** How one KR 6 R900 stands, what it holds and how hard it may accelerate. */
export interface Kr6Options {
  readonly mount: Pose;
  readonly tool: Pose;
  /** [rad] A1 to A6. */
  readonly home: readonly number[];
  /** [s] see `ASSUMED_RISE`. */
  readonly rise?: { readonly toFullSpeedS: number; readonly toFullAccelerationS: number };
}

/** @throws SaccadeError `world-invalid` when home lies outside the joints' ranges, or a number is not finite. */
export function kr6R900({ mount, tool, home, rise = ASSUMED_RISE }: Kr6Options): ArmDescription {
  const joints = KR6_R900.offset.values.map((offsetM, i): ArmJoint => {
    const axis = KR6_R900.axis.values[i] ?? [NaN, NaN, NaN];
    return { name: `A${i + 1}`, kind: "revolute", offsetM, axis, limits: limitsOf(i, rise) };
  });
  const capsules = [...CAPSULES, gripCapsule(5, tool)];
  return checkedArm({ id: "kr6-r900", mount, joints, tool, capsules, home });
}

function limitsOf(joint: number, rise: NonNullable<Kr6Options["rise"]>): JointLimits {
  const [min, max] = KR6_R900.range.values[joint] ?? [NaN, NaN];
  const speed = rad(KR6_R900.speed.values[joint] ?? NaN);
  const acceleration = speed / rise.toFullSpeedS;
  return {
    min: rad(min),
    max: rad(max),
    speed,
    acceleration,
    jerk: acceleration / rise.toFullAccelerationS,
  };
}
