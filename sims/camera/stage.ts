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

/** A round blade, such as a racket's. Radius, thickness and albedo stay what they are at the first instant. */
export interface Blade {
  /** [m] centre, world frame. */
  readonly centreM: Vec3;
  /** [-] unit normal of its face. */
  readonly normal: Vec3;
  /** [m] */
  readonly radiusM: number;
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

// A pose of the whole stage as numbers: the ball's place (NaN = no ball), then per blade centre and normal, then per
// capsule both ends.
const BALL_NUMBERS = 3;
const ACTOR_NUMBERS = 6;

export const poseNumbers = (actors: Actors): number =>
  BALL_NUMBERS + ACTOR_NUMBERS * (actors.blades.length + actors.capsules.length);

/** Index of the first number of an actor: blades first, then capsules. */
export const actorAt = (index: number): number => BALL_NUMBERS + ACTOR_NUMBERS * index;

/** Writes a pose to `out`. */
export function writePose(out: Float64Array, ball: Place | null, actors: Actors): void {
  writeBall(out, ball);
  let at = BALL_NUMBERS;
  for (const { centreM, normal } of actors.blades) at = writePair(out, at, centreM, normal);
  for (const { fromM, toM } of actors.capsules) at = writePair(out, at, fromM, toM);
}

export function writeBall(out: Float64Array, ball: Place | null): void {
  out[0] = ball === null ? NaN : ball.x;
  out[1] = ball === null ? NaN : ball.y;
  out[2] = ball === null ? NaN : ball.z;
}

function writePair(out: Float64Array, at: number, a: Vec3, b: Vec3): number {
  out[at] = a[0];
  out[at + 1] = a[1];
  out[at + 2] = a[2];
  out[at + 3] = b[0];
  out[at + 4] = b[1];
  out[at + 5] = b[2];
  return at + ACTOR_NUMBERS;
}
