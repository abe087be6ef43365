import { ArmKinematics } from "../../core/arm/arm-kinematics.ts";
import type { ArmDescription } from "../../core/arm/arm.ts";
import { exactCos, exactSin } from "../../core/exact-math.ts";
import type { AxisState } from "../../core/motion/jerk-path.ts";
import type { JointLimits } from "../../core/motion/joint-limits.ts";
import type { JointMotion } from "../../core/motion/joint-motion.ts";
import type { AxisGoal } from "../../core/motion/timed-move.ts";
import type { Vec3 } from "../../core/vec3.ts";
import { ArmClearance, type ArmObstacle } from "./arm-clearance.ts";
import { ArmInverse, BRANCHES } from "./arm-inverse.ts";
import type { PoseList } from "./pose-list.ts";
import { StrikeSpeeds } from "./strike-speeds.ts";

/** The blade as the ball shall meet it. World frame. */
export interface BladeTarget {
  /** [m] */
  readonly centreM: Vec3;
  /** [-] unit normal of the face. */
  readonly normal: Vec3;
  /** [m/s] of the centre. */
  readonly velocityMps: Vec3;
  /** [s] from now. */
  readonly inS: number;
}

/** [rad] handle directions to try: so many, spread evenly over `spanRad` around the middle. */
export interface HandleRange {
  readonly middleRad: number;
  readonly spanRad: number;
  readonly count: number;
}

/** One place to look at. */
export interface SearchTask {
  readonly target: BladeTarget;
  readonly handles: HandleRange;
  /** Where the arm is. */
  readonly motion: JointMotion;
  /** Where to put what is found, under which number. */
  readonly list: PoseList;
  readonly place: number;
}

/** [m] positions of the linear axis to try, beside the one that it has: the blade's place along it, and this far off. */
const RAIL_OFFSETS_M = [0, -0.3, 0.3] as const;
/** [-] a joint this near to the end of its range, in shares of it, costs extra. */
const END_SHARE = 0.05;
const END_COST = 4;
const LOAD_COST = 0.1;

/**
 * Finds joint positions and speeds that hold the racket's face somewhere, clear of table and arm: which way the handle points is
 * free, and so is, where there is one, the linear axis. Hot path: nothing is allocated after the constructor.
 */
export class PoseSearch {
  /** What the last pose left out would have run into; the caller sets it back. */
  obstacle: ArmObstacle | null = null;
  readonly #arm: ArmDescription;
  readonly #kinematics: ArmKinematics;
  readonly #inverse: ArmInverse;
  readonly #speeds: StrikeSpeeds;
  readonly #clearance: ArmClearance;
  readonly #frame = new Float64Array(12);
  readonly #normal = new Float64Array(3);
  readonly #velocity = new Float64Array(3);
  readonly #positions: Float64Array;
  readonly #velocities: Float64Array;
  readonly #jacobian: Float64Array;
  readonly #near: Float64Array;
  readonly #goal: AxisGoal = { position: NaN, velocity: NaN, inS: NaN };
  /** Direction of the linear axis in the world, if there is one. */
  readonly #rail: Vec3 | null;

  /** @throws SaccadeError `geometry-invalid` when the arm has no closed-form inverse. */
  constructor(arm: ArmDescription) {
    const n = arm.joints.length;
    this.#arm = arm;
    this.#kinematics = new ArmKinematics(arm);
    this.#clearance = new ArmClearance(this.#kinematics);
    this.#inverse = new ArmInverse(arm);
    this.#speeds = new StrikeSpeeds(arm.joints.map(({ limits }) => limits.speed));
    this.#positions = new Float64Array(n);
    this.#velocities = new Float64Array(n);
    this.#near = new Float64Array(n);
    this.#jacobian = new Float64Array(6 * n);
    const first = arm.joints[0];
    this.#rail = first?.kind === "prismatic" ? railDirection(this.#kinematics, first.axis) : null;
  }

  /** Adds what it finds for one place to the list. */
  search(task: SearchTask): void {
    const { target, handles, motion } = task;
    this.#normal.set(target.normal);
    this.#velocity.set(target.velocityMps);
    for (let i = 0; i < motion.axes.length; i++) this.#near[i] = motion.axes[i]!.position;
    const { middleRad, spanRad, count } = handles;
    for (let h = 0; h < count; h++) {
      const handleRad = middleRad + spanRad * ((h + 0.5) / count - 0.5);
      handleFrame(target.centreM, target.normal, handleRad, this.#frame);
      if (this.#rail === null) this.#branches(task, 0, handleRad);
      else this.#alongRail(task, this.#rail, handleRad);
    }
  }

  #alongRail(task: SearchTask, rail: Vec3, handleRad: number): void {
    const { min, max } = this.#arm.joints[0]!.limits;
    this.#branches(task, this.#near[0]!, handleRad);
    const [x, y, z] = task.target.centreM;
    const [mx, my, mz] = this.#arm.mount.positionM;
    const along = (x - mx) * rail[0] + (y - my) * rail[1] + (z - mz) * rail[2];
    for (const offset of RAIL_OFFSETS_M) {
      this.#branches(task, Math.min(max, Math.max(min, along + offset)), handleRad);
    }
  }

  #branches(task: SearchTask, railM: number, handleRad: number): void {
    const { list, motion, target } = task;
    const positions = this.#positions;
    const velocities = this.#velocities;
    if (this.#inverse.solve(this.#frame, railM) === 0) return;
    if (this.#rail !== null) positions[0] = railM;
    for (let branch = 0; branch < BRANCHES; branch++) {
      if (!this.#inverse.fit(branch, this.#near, positions)) continue;
      // a joint that may still be moving when it arrives needs half as much as one that must stop
      velocities.fill(0);
      if (!list.wants(this.#cost(motion, target.inS) / 2)) continue;
      this.#kinematics.set(positions);
      const obstacle = this.#clearance.obstacle();
      if (obstacle !== null) {
        this.obstacle = obstacle;
        continue;
      }
      this.#kinematics.jacobianInto(this.#jacobian);
      if (!this.#speeds.solve(this.#jacobian, this.#normal, this.#velocity, velocities)) continue;
      const cost = this.#cost(motion, target.inS);
      if (!list.wants(cost)) continue;
      const pose = list.insert(cost);
      pose.handleRad = handleRad;
      pose.place = task.place;
      pose.positions.set(positions);
      pose.velocities.set(velocities);
    }
  }

  /** [-] the hardest joint's share of its limits, a little of all joints' together, and what lies near the ends of ranges. */
  #cost(motion: JointMotion, inS: number): number {
    let [most, sum, ends] = [0, 0, 0];
    const { axes } = motion;
    const goal = this.#goal;
    for (let i = 0; i < axes.length; i++) {
      const axis = axes[i]!;
      goal.position = this.#positions[i]!;
      goal.velocity = this.#velocities[i]!;
      goal.inS = inS;
      const load = jointLoad(axis.limits, axis, goal);
      most = Math.max(most, load);
      sum += load * load;
      const { min, max } = axis.limits;
      const room = Math.min(this.#positions[i]! - min, max - this.#positions[i]!) / (max - min);
      ends += Math.max(0, END_SHARE - room);
    }
    return most + (LOAD_COST * sum) / axes.length + END_COST * ends;
  }
}

/** The linear axis in the world, from two poses of the arm. */
function railDirection(kinematics: ArmKinematics, axis: Vec3): Vec3 {
  const [from, to] = [kinematics.place(0, [0, 0, 0]), kinematics.place(0, axis)];
  return [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
}

/**
 * Writes the racket's frame (3x4, row-major) for a face: the handle points along `cos h up + sin h (normal x up)`, where up
 * is the direction in the face nearest to the world's z. At 0 the tip is up and the hand below the blade.
 */
export function handleFrame(centreM: Vec3, normal: Vec3, handleRad: number, out: Float64Array): void {
  const [nx, ny, nz] = normal;
  const flat = Math.sqrt(nx * nx + ny * ny);
  // a face that lies flat has no up of its own: take +y
  const [ax, ay, az] = flat > 1e-9 ? [(-nz * nx) / flat, (-nz * ny) / flat, flat] : [0, 1, 0];
  const [bx, by, bz] = [ny * az - nz * ay, nz * ax - nx * az, nx * ay - ny * ax];
  const c = exactCos(handleRad);
  const s = exactSin(handleRad);
  const [ux, uy, uz] = [c * ax + s * bx, c * ay + s * by, c * az + s * bz];
  out[0] = ux;
  out[1] = ny * uz - nz * uy;
  out[2] = nx;
  out[3] = centreM[0];
  out[4] = uy;
  out[5] = nz * ux - nx * uz;
  out[6] = ny;
  out[7] = centreM[1];
  out[8] = uz;
  out[9] = nx * uy - ny * ux;
  out[10] = nz;
  out[11] = centreM[2];
}

/**
 * [-] share of its limits that a joint needs to be somewhere with a velocity in a time: of speed, and of acceleration for
 * +a then -a (see `Joint` in the gantry for the formula). Jerk makes the time a little shorter. An estimate for choosing,
 * not a promise.
 */
function jointLoad(
  limits: JointLimits,
  from: Readonly<AxisState>,
  { position, velocity, inS }: Readonly<AxisGoal>,
): number {
  const { speed, acceleration, jerk } = limits;
  const t = Math.max(0.01, inS - acceleration / jerk);
  const change = velocity - from.velocity;
  const beyond = position - from.position - from.velocity * t;
  const half = t * change - 2 * beyond;
  const root = Math.sqrt(half * half + t * t * change * change);
  const size = (half > 0 ? -half - root : root - half) / (t * t);
  const switchS = size === 0 ? 0 : (t + change / size) / 2;
  const peak = Math.max(Math.abs(velocity), Math.abs(from.velocity + size * switchS));
  return Math.max(Math.abs(size) / acceleration, peak / speed);
}
