import type { Ball } from "./ball.ts";
import { BALL_PHYSICS } from "./constants.ts";
import type { Contact } from "./contact.ts";

const RADIUS = BALL_PHYSICS.radius.value;

/** Something a ball can bounce off. `afterS` [s] counts from the start of the step, for surfaces that move in it. */
export interface Surface {
  /** [m] between ball and surface; negative once they overlap, or the ball is through. */
  gapM(ball: Ball, afterS: number): number;
  /** Applies the impulse. Returns the normal speed of departure [m/s]; at 0 the surface carries the ball. */
  bounce(ball: Ball, afterS: number): number;
}

/** What a contact does to a ball; returns the normal speed of departure [m/s], 0 when the surface carries it. */
export type Bounce = (ball: Ball, contact: Contact) => number;

/** An endless level surface at height `heightM`, upward-facing. */
export function levelSurface(heightM: number, bounce: Bounce): Surface {
  const contact: Contact = { nx: 0, ny: 0, nz: 1, ux: 0, uy: 0, uz: 0 };
  return {
    gapM: (ball) => ball.z - RADIUS - heightM,
    bounce: (ball) => bounce(ball, contact),
  };
}

/** A level slab whose top is z = 0, centred on the z axis. [m] */
export interface Slab {
  readonly halfWidthM: number;
  readonly halfLengthM: number;
  readonly thicknessM: number;
}

/**
 * A slab, all around. Whoever asks after a bounce whether it was on the top, its edges included, looks at the ball's centre:
 * z >= 0.
 */
export function slabSurface({ halfWidthM, halfLengthM, thicknessM }: Slab, bounce: Bounce): Surface {
  const contact: Contact = { nx: 0, ny: 0, nz: 1, ux: 0, uy: 0, uz: 0 };
  // from the nearest point of the slab to the ball's centre
  const away = { x: 0, y: 0, z: 0 };
  const look = (ball: Ball): number => {
    away.x = ball.x - Math.min(halfWidthM, Math.max(-halfWidthM, ball.x));
    away.y = ball.y - Math.min(halfLengthM, Math.max(-halfLengthM, ball.y));
    away.z = ball.z - Math.min(0, Math.max(-thicknessM, ball.z));
    return Math.sqrt(away.x * away.x + away.y * away.y + away.z * away.z);
  };
  return {
    gapM: (ball) => look(ball) - RADIUS,
    bounce: (ball) => {
      const distance = look(ball);
      contact.nx = away.x / distance;
      contact.ny = away.y / distance;
      contact.nz = away.z / distance;
      return bounce(ball, contact);
    },
  };
}
