import { exactAsin, exactAtan2, exactCos, exactSin } from "../core/exact-math.ts";
import type { Vec3 } from "../core/vec3.ts";

/** One number per joint of the racket robot: x, y, z (prismatic, world axes), yaw, pitch (revolute). */
export type JointVector = readonly [number, number, number, number, number];

/** What one joint can do. */
export interface JointLimit {
  /** [m] or [rad] */
  readonly min: number;
  readonly max: number;
  /** [m/s] or [rad/s] */
  readonly speed: number;
  /** [m/s^2] or [rad/s^2] */
  readonly acceleration: number;
}

export type RacketLimits = readonly [JointLimit, JointLimit, JointLimit, JointLimit, JointLimit];

/**
 * Unit normal of the racket's face: (-sin yaw cos pitch, cos yaw cos pitch, sin pitch), so that at 0, 0 it faces the
 * opponent (+y), yaw turns it to the left and pitch upwards.
 */
export function racketNormal(yawRad: number, pitchRad: number): Vec3 {
  const flat = exactCos(pitchRad);
  return [-exactSin(yawRad) * flat, exactCos(yawRad) * flat, exactSin(pitchRad)];
}

/** [rad] yaw and pitch whose `racketNormal` is the unit vector `normal`. */
export const racketAngles = (normal: Vec3): { readonly yawRad: number; readonly pitchRad: number } => ({
  yawRad: exactAtan2(-normal[0], normal[1]),
  pitchRad: exactAsin(Math.min(1, Math.max(-1, normal[2]))),
});

/** What is wrong with a pose that is to be passed at speed. */
export type LimitRefusal = "not-finite" | "outside-workspace" | "too-fast" | "no-run-up";

/**
 * Whether a pose can be passed at those velocities: inside the limits, and with room to get up to speed before it
 * (from rest, at the largest acceleration). Null when it can.
 */
export function checkLimits(
  limits: RacketLimits,
  positions: JointVector,
  velocities: JointVector,
): LimitRefusal | null {
  if (![...positions, ...velocities].every(Number.isFinite)) return "not-finite";
  for (const [i, limit] of limits.entries()) {
    const position = positions[i] ?? NaN;
    const speed = velocities[i] ?? NaN;
    if (position < limit.min || position > limit.max) return "outside-workspace";
    if (Math.abs(speed) > limit.speed) return "too-fast";
    const runUp = (speed * Math.abs(speed)) / (2 * limit.acceleration);
    if (position - runUp < limit.min || position - runUp > limit.max) return "no-run-up";
  }
  return null;
}

/** [s] that the slowest joint needs from rest to rest: bang-bang acceleration, speed cut at its limit. */
export function travelTimeS(limits: RacketLimits, from: JointVector, to: JointVector): number {
  let longest = 0;
  for (const [i, { speed, acceleration }] of limits.entries()) {
    const distance = Math.abs((to[i] ?? NaN) - (from[i] ?? NaN));
    const toFullSpeed = (speed * speed) / acceleration; // [m] or [rad] spent on speeding up and braking
    const time =
      distance < toFullSpeed
        ? 2 * Math.sqrt(distance / acceleration)
        : distance / speed + speed / acceleration;
    longest = Math.max(longest, time);
  }
  return longest;
}
