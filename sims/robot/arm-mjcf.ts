import type { ArmDescription } from "../../src/core/arm/arm.ts";
import type { Pose } from "../../src/core/arm/pose.ts";
import { DISC_BLADE } from "../table-tennis/blade.ts";
import { TABLE } from "../table-tennis/geometry.ts";

/** What an arm weighs and what its drives can give. One number per joint, a linear axis first if there is one. */
export interface ArmBody {
  /** [kg/m^3] of the links' capsules. */
  readonly densityKgpm3: number;
  /** [N m] or [N] the most that each drive gives at its joint. */
  readonly torques: readonly number[];
  /** [kg m^2] or [kg] inertia of each drive's rotor as its joint feels it. */
  readonly rotors: readonly number[];
}

/** Names of two bodies. */
export type BodyPair = readonly [string, string];

/** [kg] a racket with its rubbers, [m] half its thickness; usual. */
const RACKET_KG = 0.18;
const HALF_BLADE_M = 0.007;
/** [m], [kg] a grain in each joint: a moving body needs a mass even where the arm's description has no link for it. */
const GRAIN = { radiusM: 0.01, massKg: 0.02 } as const;

/**
 * The arm, its racket and the table as a model for MuJoCo (MJCF): hinges and slides, capsules, one motor per joint.
 * @param joined bodies that may touch, because they always do
 */
export function armMjcf(arm: ArmDescription, body: ArmBody, joined: readonly BodyPair[]): string {
  const half = [TABLE.halfWidthM, TABLE.halfLengthM, TABLE.thicknessM / 2];
  const excluded = joined.map(([a, b]) => `<exclude body1="${a}" body2="${b}"/>`);
  const motors = arm.joints.map((_, i) => `<motor joint="joint${i}"/>`);
  return `<mujoco>
<compiler angle="radian"/>
<option integrator="implicitfast" gravity="0 0 -9.81"/>
<worldbody>
<body name="table" pos="0 0 ${-TABLE.thicknessM / 2}"><geom type="box" size="${half.join(" ")}"/></body>
<body name="base" ${placed(arm.mount)}>
${capsules(arm, body, -1)}
${links(arm, body)}</body>
</worldbody>
<contact>${excluded.join("")}</contact>
<actuator>${motors.join("")}</actuator>
</mujoco>`;
}

/** One body inside the other, from the first joint to the racket. */
function links(arm: ArmDescription, body: ArmBody): string {
  return arm.joints.reduceRight((inner, { kind, offsetM, axis }, i) => {
    const type = kind === "revolute" ? "hinge" : "slide";
    const isLast = i === arm.joints.length - 1;
    return `<body name="link${i}" pos="${offsetM.join(" ")}">
<joint name="joint${i}" type="${type}" axis="${axis.join(" ")}" armature="${body.rotors[i] ?? 0}"/>
<geom type="sphere" size="${GRAIN.radiusM}" mass="${GRAIN.massKg}" contype="0" conaffinity="0"/>
${capsules(arm, body, i)}
${isLast ? racket(arm.tool) : ""}${inner}</body>
`;
  }, "");
}

const capsules = (arm: ArmDescription, { densityKgpm3 }: ArmBody, joint: number): string =>
  arm.capsules
    .filter((capsule) => capsule.joint === joint)
    .map(
      ({ fromM, toM, radiusM }) =>
        `<geom type="capsule" fromto="${[...fromM, ...toM].join(" ")}" size="${radiusM}" density="${densityKgpm3}"/>`,
    )
    .join("\n");

const racket = (tool: Pose): string =>
  `<geom type="cylinder" ${placed(tool)} size="${DISC_BLADE.halfLengthM} ${HALF_BLADE_M}" mass="${RACKET_KG}"/>\n`;

const placed = ({ positionM, rotation: r }: Pose): string =>
  `pos="${positionM.join(" ")}" xyaxes="${[r[0], r[3], r[6], r[1], r[4], r[7]].join(" ")}"`;
