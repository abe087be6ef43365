import type { Vec3 } from "../../src/core/vec3.ts";
import { AirCurve } from "./air-curve.ts";

/** Position, velocity and spin of a ball at one instant. World frame. */
export interface BallKinematics {
  /** [m] */
  readonly positionM: Vec3;
  /** [m/s] */
  readonly velocityMps: Vec3;
  /** [rad/s] */
  readonly spinRadps: Vec3;
}

/** A ball in motion: x, y, z [m], velocity [m/s], spin [rad/s], world frame. Flat and mutable: a hot path steps it. */
export class Ball {
  x = NaN;
  y = NaN;
  z = NaN;
  vx = NaN;
  vy = NaN;
  vz = NaN;
  wx = NaN;
  wy = NaN;
  wz = NaN;
  /** What the air does to it at its present spin; kept by `fly`. */
  readonly air = new AirCurve();

  set({ positionM, velocityMps, spinRadps }: BallKinematics): void {
    [this.x, this.y, this.z] = positionM;
    [this.vx, this.vy, this.vz] = velocityMps;
    [this.wx, this.wy, this.wz] = spinRadps;
  }

  copy(from: Ball): void {
    this.x = from.x;
    this.y = from.y;
    this.z = from.z;
    this.vx = from.vx;
    this.vy = from.vy;
    this.vz = from.vz;
    this.wx = from.wx;
    this.wy = from.wy;
    this.wz = from.wz;
  }

  /** A copy that stays as it is. */
  kinematics(): BallKinematics {
    return {
      positionM: [this.x, this.y, this.z],
      velocityMps: [this.vx, this.vy, this.vz],
      spinRadps: [this.wx, this.wy, this.wz],
    };
  }
}
