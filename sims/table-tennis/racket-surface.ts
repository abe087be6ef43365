import type { Ball } from "../ball/ball.ts";
import { BALL_PHYSICS } from "../ball/constants.ts";
import { bounceOff, isInRubberFit, RUBBER_MATERIAL, type Contact } from "../ball/contact.ts";
import type { Surface } from "../ball/surface.ts";
import { BLADE_RADIUS_M, type RacketMotion } from "../robot/gantry.ts";

const RADIUS = BALL_PHYSICS.radius.value;

/**
 * One side of a moving racket: a thin disc of rubber, far heavier than the ball, without an edge. `side` 1 is the face
 * that the normal points out of, -1 its back; both wear the same rubber.
 */
export class RacketSurface implements Surface {
  readonly #motion: RacketMotion;
  readonly #side: 1 | -1;
  readonly #contact: Contact = { nx: NaN, ny: NaN, nz: NaN, ux: NaN, uy: NaN, uz: NaN };
  /** Contacts so far, and those at speeds for which nobody measured the rubber. */
  contacts = 0;
  contactsOutsideFit = 0;

  constructor(motion: RacketMotion, side: 1 | -1) {
    this.#motion = motion;
    this.#side = side;
  }

  gapM(ball: Ball, afterS: number): number {
    this.#motion.at(afterS);
    return this.#side * this.#height(ball) - RADIUS;
  }

  touches(ball: Ball, afterS: number): boolean {
    this.#motion.at(afterS);
    const { x, y, z } = this.#motion;
    const [dx, dy, dz] = [ball.x - x, ball.y - y, ball.z - z];
    const height = this.#height(ball);
    return dx * dx + dy * dy + dz * dz - height * height <= BLADE_RADIUS_M * BLADE_RADIUS_M;
  }

  bounce(ball: Ball, afterS: number): number {
    this.#motion.at(afterS);
    const m = this.#motion;
    const contact = this.#contact;
    const side = this.#side;
    contact.nx = side * m.nx;
    contact.ny = side * m.ny;
    contact.nz = side * m.nz;
    // velocity of the blade's point under the ball
    const [dx, dy, dz] = [ball.x - m.x, ball.y - m.y, ball.z - m.z];
    contact.ux = m.vx + m.wy * dz - m.wz * dy;
    contact.uy = m.vy + m.wz * dx - m.wx * dz;
    contact.uz = m.vz + m.wx * dy - m.wy * dx;
    const [rx, ry, rz] = [ball.vx - contact.ux, ball.vy - contact.uy, ball.vz - contact.uz];
    this.contacts++;
    if (!isInRubberFit(Math.sqrt(rx * rx + ry * ry + rz * rz))) this.contactsOutsideFit++;
    return bounceOff(ball, contact, RUBBER_MATERIAL);
  }

  /** [m] of the ball's centre above the blade's plane, along the face's normal. */
  #height(ball: Ball): number {
    const { x, y, z, nx, ny, nz } = this.#motion;
    return (ball.x - x) * nx + (ball.y - y) * ny + (ball.z - z) * nz;
  }
}
