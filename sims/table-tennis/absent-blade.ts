import type { BladeMotion } from "./blade.ts";

/** [m] so far under the floor that no ball gets there. */
const AWAY_M = -1000;

/** Nobody's racket, for a game in which nobody plays the ball. */
export const ABSENT_BLADE: BladeMotion = {
  at: () => undefined,
  ...{ x: 0, y: 0, z: AWAY_M },
  ...{ vx: 0, vy: 0, vz: 0 },
  ...{ nx: 0, ny: 1, nz: 0 },
  ...{ ux: 0, uy: 0, uz: 1 },
  ...{ wx: 0, wy: 0, wz: 0 },
};
