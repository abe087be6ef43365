import type { ArmDescription, ArmJoint } from "../../core/arm/arm.ts";
import { SaccadeError } from "../../core/errors.ts";
import { exactAcos, exactAtan2, exactCos, exactSin } from "../../core/exact-math.ts";
import type { Vec3 } from "../../core/vec3.ts";

/** Branches of the inverse: bit 0 shoulder turned round, bit 1 elbow the other way, bit 2 wrist flipped. */
export const BRANCHES = 8;
const WRIST = 4;
const TURN = 2 * Math.PI;

/** [m] and [-] nearer than this to a singular pose counts as one. */
const SINGULAR_M = 1e-6;
const SINGULAR = 1e-9;

/**
 * Closed-form inverse kinematics of an arm with an ortho-parallel basis (A1 upright, A2 and A3 level and parallel) and a
 * spherical wrist (A4, A5, A6 meet in one point), with or without a linear axis under it. Method: the wrist's centre gives
 * A1 to A3 by a plane two-link triangle, the remaining rotation gives A4 to A6 (Pieper 1968; Brandstoetter et al. 2014).
 * Hot path: `solve` and `fit` allocate nothing.
 */
export class ArmInverse {
  /** [rad] of the branches after `solve`: six numbers each, each in about -pi..pi; NaN where there is none. */
  readonly branches = new Float64Array(BRANCHES * 6);
  /** After `solve`: the wrist's centre lies on A1's axis, the arm is stretched or folded, A4 and A6 are in line. */
  readonly singular = { shoulder: false, elbow: false, wrist: false };
  readonly #arm: ArmDescription;
  readonly #hasRail: boolean;
  readonly #geometry: Geometry;
  /** Flange rotation in the base frame (9), wrist's centre in the base frame (3). */
  readonly #flange = new Float64Array(12);

  /** @throws SaccadeError `geometry-invalid` when the arm is built in another way. */
  constructor(arm: ArmDescription) {
    this.#arm = arm;
    this.#hasRail = arm.joints[0]?.kind === "prismatic";
    this.#geometry = geometryOf(arm, this.#hasRail ? arm.joints.slice(1) : arm.joints);
  }

  /**
   * Finds all branches for a racket pose in the world (3x4 row-major, as `ArmKinematics.frames` has it); `railM` [m] is
   * the linear axis' position, 0 without one. Returns how many there are: 0, 4 or 8, joint limits not regarded.
   */
  solve(target: ArrayLike<number>, railM = 0): number {
    this.#toFlange(target, railM);
    const { singular } = this;
    singular.shoulder = singular.elbow = singular.wrist = false;
    const [cx, cy] = [this.#flange[9]!, this.#flange[10]!];
    const { lateral } = this.#geometry;
    const out = cx * cx + cy * cy - lateral * lateral;
    this.branches.fill(NaN);
    if (!(out >= 0)) return 0;
    const radius = Math.sqrt(out);
    singular.shoulder = radius < SINGULAR_M;
    const towards = exactAtan2(cy, cx);
    const forward = this.#solveArm(0, towards - exactAtan2(lateral, radius), radius);
    const backward = this.#solveArm(1, towards - exactAtan2(lateral, -radius), -radius);
    return forward + backward;
  }

  /**
   * Writes a branch as joint positions, the linear axis first if there is one: of the turns that lie within the limits,
   * each joint takes the one nearest to `near`. False when the branch does not exist or does not fit the limits.
   */
  fit(branch: number, near: ArrayLike<number>, out: Float64Array): boolean {
    const first = this.#hasRail ? 1 : 0;
    for (let i = 0; i < 6; i++) {
      const joint = this.#arm.joints[first + i];
      const angle = this.branches[branch * 6 + i]!;
      if (joint === undefined) return false;
      const { min, max } = joint.limits;
      let turned = angle + TURN * Math.round((near[first + i]! - angle) / TURN);
      if (turned > max) turned -= TURN * Math.ceil((turned - max) / TURN);
      if (turned < min) turned += TURN * Math.ceil((min - turned) / TURN);
      if (!(turned >= min && turned <= max)) return false;
      out[first + i] = turned;
    }
    return true;
  }

  /** Flange rotation and wrist's centre in the base frame. */
  #toFlange(target: ArrayLike<number>, railM: number): void {
    const { tool, mount } = this.#arm;
    const t = tool.rotation;
    const m = mount.rotation;
    const f = this.#flange;
    // columns of the flange in the base: mount^T target tool^T
    for (let c = 0; c < 3; c++) {
      const [ux, uy, uz] = [t[c * 3]!, t[c * 3 + 1]!, t[c * 3 + 2]!]; // flange axis c in the racket's frame
      const wx = target[0]! * ux + target[1]! * uy + target[2]! * uz;
      const wy = target[4]! * ux + target[5]! * uy + target[6]! * uz;
      const wz = target[8]! * ux + target[9]! * uy + target[10]! * uz;
      for (let r = 0; r < 3; r++) f[r * 3 + c] = m[r]! * wx + m[3 + r]! * wy + m[6 + r]! * wz;
    }
    const dx = target[3]! - mount.positionM[0];
    const dy = target[7]! - mount.positionM[1];
    const dz = target[11]! - mount.positionM[2];
    const rail = this.#geometry.rail;
    const base = this.#geometry.base;
    const [px, py, pz] = this.#geometry.wristToBlade;
    for (let r = 0; r < 3; r++) {
      const blade = m[r]! * dx + m[3 + r]! * dy + m[6 + r]! * dz - rail[r]! * railM - base[r]!;
      f[9 + r] = blade - (f[r * 3]! * px + f[r * 3 + 1]! * py + f[r * 3 + 2]! * pz);
    }
  }

  /** Both elbows for A1 turned by `theta1` [rad], with the wrist's centre `reach` [m] ahead of A1's axis. */
  #solveArm(shoulder: number, theta1: number, reach: number): number {
    const { shoulderX, shoulderZ, upper, upperAngle, fore, foreAngle } = this.#geometry;
    const x = reach - shoulderX;
    const z = this.#flange[11]! - shoulderZ;
    const cosine = (x * x + z * z - upper * upper - fore * fore) / (2 * upper * fore);
    if (!(Math.abs(cosine) <= 1 + SINGULAR)) return 0;
    if (Math.abs(cosine) > 1 - SINGULAR) this.singular.elbow = true;
    const bend = exactAcos(Math.min(1, Math.max(-1, cosine)));
    const towards = exactAtan2(z, x);
    for (let elbow = 0; elbow < 2; elbow++) {
      const gamma = elbow === 0 ? -bend : bend;
      const lift = towards - exactAtan2(fore * exactSin(gamma), upper + fore * exactCos(gamma));
      // a positive turn about y takes x to -z: angles from x to z fall
      const theta2 = upperAngle - lift;
      const theta3 = foreAngle - upperAngle - gamma;
      this.#solveWrist(shoulder + 2 * elbow, theta1, theta2, theta3);
    }
    return 4;
  }

  /** Both wrists: Rx(a4) Ry(a5) Rx(a6) = (Rz(a1) Ry(a2 + a3))^T flange. */
  #solveWrist(branch: number, theta1: number, theta2: number, theta3: number): void {
    const f = this.#flange;
    const s1 = exactSin(theta1);
    const c1 = exactCos(theta1);
    const s = exactSin(theta2 + theta3);
    const c = exactCos(theta2 + theta3);
    // rows of (Rz Ry)^T: (c1 c, s1 c, -s), (-s1, c1, 0), (c1 s, s1 s, c)
    const m00 = c1 * c * f[0]! + s1 * c * f[3]! - s * f[6]!;
    const m01 = c1 * c * f[1]! + s1 * c * f[4]! - s * f[7]!;
    const m02 = c1 * c * f[2]! + s1 * c * f[5]! - s * f[8]!;
    const m10 = -s1 * f[0]! + c1 * f[3]!;
    const m20 = c1 * s * f[0]! + s1 * s * f[3]! + c * f[6]!;
    const sine = Math.sqrt(m01 * m01 + m02 * m02);
    let theta4 = exactAtan2(m10, -m20);
    let theta6 = exactAtan2(m01, m02);
    if (sine < SINGULAR) {
      // in line: only the sum is known; A4 stays at 0
      this.singular.wrist = true;
      const m11 = -s1 * f[1]! + c1 * f[4]!;
      const m12 = -s1 * f[2]! + c1 * f[5]!;
      theta4 = 0;
      theta6 = exactAtan2(-m12, m11);
    }
    const theta5 = exactAtan2(sine, m00);
    this.#store(branch, [theta1, theta2, theta3, theta4, theta5, theta6]);
    this.#store(branch + WRIST, [theta1, theta2, theta3, theta4 + Math.PI, -theta5, theta6 + Math.PI]);
  }

  #store(branch: number, thetas: readonly [number, number, number, number, number, number]): void {
    const { signs } = this.#geometry;
    for (let i = 0; i < 6; i++) this.branches[branch * 6 + i] = signs[i]! * thetas[i]!;
  }
}

/** An arm of the form, in its plane. Lengths [m], angles [rad] from x towards z. */
interface Geometry {
  /** A1's origin in the base frame; the linear axis' direction there. */
  readonly base: Vec3;
  readonly rail: Vec3;
  /** A2 from A1, and how far aside of it the wrist's centre lies. */
  readonly shoulderX: number;
  readonly shoulderZ: number;
  readonly lateral: number;
  /** A2 to A3, and A3 to the wrist's centre. */
  readonly upper: number;
  readonly upperAngle: number;
  readonly fore: number;
  readonly foreAngle: number;
  /** Blade's centre from the wrist's centre, in the flange's frame. */
  readonly wristToBlade: Vec3;
  /** Directions of the axes against +z, +y, +y, +x, +y, +x. */
  readonly signs: readonly number[];
}

const FORM: readonly Vec3[] = [
  [0, 0, 1],
  [0, 1, 0],
  [0, 1, 0],
  [1, 0, 0],
  [0, 1, 0],
  [1, 0, 0],
];

function geometryOf(arm: ArmDescription, joints: readonly ArmJoint[]): Geometry {
  const refuse = (why: string): never => {
    throw new SaccadeError(
      "geometry-invalid",
      `arm ${arm.id}: ${why}; its inverse has a closed form for six revolute joints about z, y, y, x, y, x ` +
        "(either direction) whose last three axes meet in one point",
      { arm: arm.id },
    );
  };
  if (joints.length !== 6) refuse(`it has ${joints.length} joints behind the linear axis`);
  const odd = joints.find((joint, i) => signOf(joint, i) === 0);
  if (odd !== undefined) refuse(`joint ${odd.name} differs`);
  const [o1, o2, o3, o4, o5, o6] = joints.map(({ offsetM }) => offsetM) as [
    Vec3,
    Vec3,
    Vec3,
    Vec3,
    Vec3,
    Vec3,
  ];
  if (![o5[1], o5[2], o6[1], o6[2]].every((aside) => aside === 0)) refuse("the wrist's axes do not meet");
  const foreX = o4[0] + o5[0];
  const upper = Math.sqrt(o3[0] * o3[0] + o3[2] * o3[2]);
  const fore = Math.sqrt(foreX * foreX + o4[2] * o4[2]);
  if (!(upper > 0 && fore > 0)) refuse("upper arm and forearm need a length");
  const [x, y, z] = arm.tool.positionM;
  return {
    base: o1,
    rail: arm.joints[0]?.kind === "prismatic" ? arm.joints[0].axis : [0, 0, 0],
    shoulderX: o2[0],
    shoulderZ: o2[2],
    lateral: o2[1] + o3[1] + o4[1],
    upper,
    upperAngle: exactAtan2(o3[2], o3[0]),
    fore,
    foreAngle: exactAtan2(o4[2], foreX),
    wristToBlade: [x + o6[0], y, z],
    signs: joints.map(signOf),
  };
}

/** Direction of joint `i` against the form; 0 when it does not fit. */
function signOf({ axis, kind }: ArmJoint, i: number): number {
  const form = FORM[i] ?? [NaN, NaN, NaN];
  const along = axis[0] * form[0] + axis[1] * form[1] + axis[2] * form[2];
  return kind === "revolute" && Math.abs(along) > 1 - 1e-12 ? Math.sign(along) : 0;
}
