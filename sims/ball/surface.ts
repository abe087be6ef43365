import type { Ball } from "./ball.ts";
import { BALL_PHYSICS } from "./constants.ts";
import { bounceOff, type Contact } from "./contact.ts";
import type { Material } from "./material.ts";

const RADIUS = BALL_PHYSICS.radius.value;

/** Something a ball can bounce off. `afterS` [s] counts from the start of the step, for surfaces that move in it. */
export interface Surface {
  /** [m] between ball and surface, endless plane meant; negative once the ball is through. */
  gapM(ball: Ball, afterS: number): number;
  /** Whether the plane is really there, where the ball touches it. */
  touches(ball: Ball, afterS: number): boolean;
  /** Applies the impulse. Returns the normal speed of departure [m/s]; at 0 the surface carries the ball. */
  bounce(ball: Ball, afterS: number): number;
}

/** A level, upward-facing surface at height `heightM`; `covers` says where it is. */
export function levelSurface(
  heightM: number,
  material: Material,
  covers: (xM: number, yM: number) => boolean,
): Surface {
  const contact: Contact = { nx: 0, ny: 0, nz: 1, ux: 0, uy: 0, uz: 0 };
  return {
    gapM: (ball) => ball.z - RADIUS - heightM,
    touches: (ball) => covers(ball.x, ball.y),
    bounce: (ball) => bounceOff(ball, contact, material),
  };
}

/**
 * An upright sheet in the plane y = 0 from the ground to `topM`, thin, with two sides and an upper edge; `covers` says
 * which stretch of it is there.
 */
export function uprightSheet(
  topM: number,
  material: Material,
  covers: (xM: number, zM: number) => boolean,
): Surface {
  const contact: Contact = { nx: 0, ny: NaN, nz: NaN, ux: 0, uy: 0, uz: 0 };
  return {
    gapM: ({ y, z }) => {
      const above = Math.max(0, z - topM);
      return Math.sqrt(y * y + above * above) - RADIUS;
    },
    touches: (ball) => covers(ball.x, ball.z),
    bounce: (ball) => {
      const above = Math.max(0, ball.z - topM);
      const distance = Math.sqrt(ball.y * ball.y + above * above);
      contact.ny = ball.y / distance;
      contact.nz = above / distance;
      return bounceOff(ball, contact, material);
    },
  };
}
