import type { TrueRacket } from "../../src/core/truth.ts";
import type { Capsule } from "../camera/stage.ts";

/**
 * How a racket's blade moves through one tick, world frame: whatever carries a racket (gantry, arm) implements this and a
 * ball can be struck with it. The blade is a rigid, flat plate. Fields are those of the instant last asked for.
 */
export interface BladeMotion {
  /** Sets the fields to `afterS` [s] into the tick, whose motion is planned. */
  at(afterS: number): void;
  /** [m] centre of the blade. */
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** [m/s] of the centre. */
  readonly vx: number;
  readonly vy: number;
  readonly vz: number;
  /** [-] unit normal of the face that strikes; the back looks the other way. */
  readonly nx: number;
  readonly ny: number;
  readonly nz: number;
  /** [-] unit vector in the face, from the handle to the blade's tip: the ellipse's long axis. */
  readonly ux: number;
  readonly uy: number;
  readonly uz: number;
  /** [rad/s] angular velocity of the blade. */
  readonly wx: number;
  readonly wy: number;
  readonly wz: number;
  /** What carries the blade, for the cameras: always as many; absent = nothing that can be seen. */
  readonly links?: readonly Capsule[];
}

/** Outline of a blade: an ellipse. [m] */
export interface BladeShape {
  /** Half the length along the handle's direction, and half the width across it. */
  readonly halfLengthM: number;
  readonly halfWidthM: number;
}

/** A blade of about 157 x 150 mm, taken as a disc; published racket radii range from 76 to 80 mm. */
export const DISC_BLADE: BladeShape = { halfLengthM: 0.076, halfWidthM: 0.076 };

/** The racket at the tick's beginning, as truth. */
export function trueRacket(blade: BladeMotion): TrueRacket {
  blade.at(0);
  return {
    positionM: [blade.x, blade.y, blade.z],
    velocityMps: [blade.vx, blade.vy, blade.vz],
    normal: [blade.nx, blade.ny, blade.nz],
    along: [blade.ux, blade.uy, blade.uz],
  };
}
