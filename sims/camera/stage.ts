import type { Vec3 } from "../../src/core/vec3.ts";

/** A place without its time, as a ball has one: [m], world frame. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/**
 * A rod with round ends, in the world frame: what an arm is drawn from, one per link. Radius and albedo of a capsule stay
 * what they are at the first instant.
 */
export interface Capsule {
  /** [m] ends of its axis. */
  readonly fromM: Vec3;
  readonly toM: Vec3;
  /** [m] */
  readonly radiusM: number;
  /** [-] light that it sends back, 0 .. 1. */
  readonly albedo: number;
}

/** A flat plate with an elliptic outline, such as a racket's blade. What is not place or direction never changes. */
export interface Blade {
  /** [m] centre, world frame. */
  readonly centreM: Vec3;
  /** [-] unit normal of its face, and unit vector in the face along its length. */
  readonly normal: Vec3;
  readonly along: Vec3;
  /** [m] */
  readonly halfLengthM: number;
  readonly halfWidthM: number;
  readonly thicknessM: number;
  /** [-] 0 .. 1 */
  readonly albedo: number;
}

/** What moves besides the ball, at one instant; always the same number of each. */
export interface Actors {
  readonly blades: readonly Blade[];
  readonly capsules: readonly Capsule[];
}

export const NO_ACTORS: Actors = { blades: [], capsules: [] };

// A pose of the whole stage as numbers: the ball's place (NaN = no ball), then per blade centre, normal and length
// direction, then per capsule both ends.
/** [-] the first numbers of a pose. */
export const BALL_NUMBERS = 3;
const BLADE_NUMBERS = 9;
const CAPSULE_NUMBERS = 6;

/** [-] how many numbers a pose has. */
export const poseNumbers = ({ blades, capsules }: Actors): number =>
  BALL_NUMBERS + BLADE_NUMBERS * blades.length + CAPSULE_NUMBERS * capsules.length;

/** Index in a pose of the first number of blade `index`. */
export const bladeAt = (index: number): number => BALL_NUMBERS + BLADE_NUMBERS * index;

/** Index in a pose of the first number of capsule `index` of a stage with so many blades. */
export const capsuleAt = (index: number, blades: number): number => bladeAt(blades) + CAPSULE_NUMBERS * index;

/** Writes a pose to `out`. */
export function writePose(out: Float64Array, ball: Place | null, { blades, capsules }: Actors): void {
  writeBall(out, ball);
  let at = BALL_NUMBERS;
  for (const { centreM, normal, along } of blades) {
    at = writeVector(out, at, centreM);
    at = writeVector(out, at, normal);
    at = writeVector(out, at, along);
  }
  for (const { fromM, toM } of capsules) {
    at = writeVector(out, at, fromM);
    at = writeVector(out, at, toM);
  }
}

export function writeBall(out: Float64Array, ball: Place | null): void {
  out[0] = ball === null ? NaN : ball.x;
  out[1] = ball === null ? NaN : ball.y;
  out[2] = ball === null ? NaN : ball.z;
}

function writeVector(out: Float64Array, at: number, vector: Vec3): number {
  out[at] = vector[0];
  out[at + 1] = vector[1];
  out[at + 2] = vector[2];
  return at + 3;
}
