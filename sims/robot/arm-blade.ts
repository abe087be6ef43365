import { ArmKinematics } from "../../src/core/arm/arm-kinematics.ts";
import type { Capsule } from "../camera/stage.ts";
import type { BladeMotion } from "../table-tennis/blade.ts";
import type { ArmRobot } from "./arm-robot.ts";

/** [-] painted orange; assumed. */
const ARM_ALBEDO = 0.7;

/** The blade in an arm's hand during one tick, and the links behind it. Hot path: `at` and the fields allocate nothing. */
export class ArmBlade implements BladeMotion {
  x = NaN;
  y = NaN;
  z = NaN;
  nx = NaN;
  ny = NaN;
  nz = NaN;
  ux = NaN;
  uy = NaN;
  uz = NaN;
  readonly #robot: ArmRobot;
  readonly #kinematics: ArmKinematics;
  readonly #positions: Float64Array;
  readonly #velocities: Float64Array;
  readonly #jacobian: Float64Array;
  /** Velocity of the centre, angular velocity; computed when asked for. */
  readonly #twist = new Float64Array(6);
  #hasTwist = false;
  #tick = -1;
  #afterS = NaN;

  constructor(robot: ArmRobot) {
    this.#robot = robot;
    this.#kinematics = new ArmKinematics(robot.arm);
    const n = robot.arm.joints.length;
    this.#positions = new Float64Array(n);
    this.#velocities = new Float64Array(n);
    this.#jacobian = new Float64Array(6 * n);
    this.at(0);
  }

  get vx(): number {
    return this.#velocity(0);
  }
  get vy(): number {
    return this.#velocity(1);
  }
  get vz(): number {
    return this.#velocity(2);
  }
  get wx(): number {
    return this.#velocity(3);
  }
  get wy(): number {
    return this.#velocity(4);
  }
  get wz(): number {
    return this.#velocity(5);
  }

  at(afterS: number): void {
    if (this.#tick === this.#robot.tick && this.#afterS === afterS) return;
    this.#tick = this.#robot.tick;
    this.#afterS = afterS;
    this.#hasTwist = false;
    this.#robot.stateInto(this.#positions, this.#velocities, afterS);
    const kinematics = this.#kinematics;
    kinematics.set(this.#positions);
    const f = kinematics.frames;
    const t = kinematics.toolAt;
    this.ux = f[t]!;
    this.nx = f[t + 2]!;
    this.x = f[t + 3]!;
    this.uy = f[t + 4]!;
    this.ny = f[t + 6]!;
    this.y = f[t + 7]!;
    this.uz = f[t + 8]!;
    this.nz = f[t + 10]!;
    this.z = f[t + 11]!;
  }

  /** The arm's links at the instant last asked for; allocates. */
  get links(): readonly Capsule[] {
    return this.#kinematics.capsules().map((capsule) => ({ ...capsule, albedo: ARM_ALBEDO }));
  }

  #velocity(row: number): number {
    if (!this.#hasTwist) {
      const n = this.#velocities.length;
      this.#kinematics.jacobianInto(this.#jacobian);
      for (let r = 0; r < 6; r++) {
        let sum = 0;
        for (let j = 0; j < n; j++) sum += this.#jacobian[r * n + j]! * this.#velocities[j]!;
        this.#twist[r] = sum;
      }
      this.#hasTwist = true;
    }
    return this.#twist[row]!;
  }
}
