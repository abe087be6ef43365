import { assert } from "../../src/core/errors.ts";
import { exactCos, exactSin } from "../../src/core/exact-math.ts";
import type { BladeMotion } from "../table-tennis/blade.ts";
import type { Joint } from "./joint.ts";
import type { JointLimit } from "./limits.ts";
import type { Robot } from "./robot.ts";

/**
 * A racket on a gantry: joints x, y, z [m] move the blade's centre along the world's axes, yaw and pitch [rad] turn its
 * face. All numbers are assumed: the reach covers a robot's place behind the table, the speed is that of one KUKA
 * KR 6 R900 axis (A1, 360 deg/s at 0.7 m: 4.4 m/s), accelerations are not published.
 */
export const GANTRY_LIMITS = [
  { min: -1.2, max: 1.2, speed: 4.5, acceleration: 45 },
  { min: -2.2, max: -1.4, speed: 4.5, acceleration: 45 },
  { min: -0.1, max: 0.9, speed: 4.5, acceleration: 45 },
  { min: -1.2, max: 1.2, speed: 15, acceleration: 300 },
  { min: -1.2, max: 1.2, speed: 15, acceleration: 300 },
] as const satisfies readonly JointLimit[];

/** Where the gantry waits for the first command: x, y, z [m], yaw, pitch [rad]. */
export const GANTRY_HOME = [0, -1.7, 0.25, 0, 0] as const;

function jointOf(gantry: Robot, index: number): Joint {
  const joint = gantry.joints[index];
  assert(joint !== undefined, "a gantry has five joints");
  return joint;
}

/**
 * The racket during one tick of its gantry. The normal is (-sin yaw cos pitch, cos yaw cos pitch, sin pitch): +y at rest,
 * yaw turns it about the world's z axis from +y towards -x, pitch raises it. The handle hangs down.
 */
export class RacketMotion implements BladeMotion {
  x = NaN;
  y = NaN;
  z = NaN;
  vx = NaN;
  vy = NaN;
  vz = NaN;
  nx = NaN;
  ny = NaN;
  nz = NaN;
  ux = NaN;
  uy = NaN;
  uz = NaN;
  wx = NaN;
  wy = NaN;
  wz = NaN;
  readonly #x: Joint;
  readonly #y: Joint;
  readonly #z: Joint;
  readonly #yaw: Joint;
  readonly #pitch: Joint;

  constructor(gantry: Robot) {
    this.#x = jointOf(gantry, 0);
    this.#y = jointOf(gantry, 1);
    this.#z = jointOf(gantry, 2);
    this.#yaw = jointOf(gantry, 3);
    this.#pitch = jointOf(gantry, 4);
    this.at(0);
  }

  /** Sets the fields to `afterS` seconds into the planned tick. */
  at(afterS: number): void {
    this.x = this.#x.positionAfter(afterS);
    this.y = this.#y.positionAfter(afterS);
    this.z = this.#z.positionAfter(afterS);
    this.vx = this.#x.velocityAfter(afterS);
    this.vy = this.#y.velocityAfter(afterS);
    this.vz = this.#z.velocityAfter(afterS);
    const yaw = this.#yaw.positionAfter(afterS);
    const pitch = this.#pitch.positionAfter(afterS);
    const sinYaw = exactSin(yaw);
    const cosYaw = exactCos(yaw);
    const level = exactCos(pitch);
    const rise = exactSin(pitch);
    this.nx = -sinYaw * level;
    this.ny = cosYaw * level;
    this.nz = rise;
    this.ux = sinYaw * rise;
    this.uy = -cosYaw * rise;
    this.uz = level;
    // yaw turns about z, pitch about the face's own level axis
    const pitching = this.#pitch.velocityAfter(afterS);
    this.wx = pitching * cosYaw;
    this.wy = pitching * sinYaw;
    this.wz = this.#yaw.velocityAfter(afterS);
  }
}
