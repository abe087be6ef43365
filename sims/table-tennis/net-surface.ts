import type { Ball } from "../ball/ball.ts";
import { BALL_PHYSICS } from "../ball/constants.ts";
import { bounceOff, CORD_MATERIAL, NET_MATERIAL, POST_MATERIAL, type Contact } from "../ball/contact.ts";
import type { Surface } from "../ball/surface.ts";
import { NET } from "./geometry.ts";

const RADIUS = BALL_PHYSICS.radius.value;

/**
 * The net assembly in the plane y = 0: a thin sheet with two sides, its cord and white band on top, a round post at either
 * end. All rigid: the mesh and the cord only give back less.
 */
export class NetSurface implements Surface {
  readonly #contact: Contact = { nx: 0, ny: NaN, nz: NaN, ux: 0, uy: 0, uz: 0 };
  // from the nearest point to the ball's centre, and what is there
  readonly #away = { x: NaN, y: NaN, z: NaN, isPost: false };

  gapM(ball: Ball): number {
    const far = Math.abs(ball.y) - NET.postRadiusM;
    // beyond a ball's size only the sign counts
    return far > 2 * RADIUS ? far - RADIUS : this.#look(ball) - RADIUS;
  }

  bounce(ball: Ball): number {
    this.#look(ball);
    const { x, y, z, isPost } = this.#away;
    const distance = Math.sqrt(x * x + y * y + z * z);
    this.#contact.nx = x / distance;
    this.#contact.ny = y / distance;
    this.#contact.nz = z / distance;
    if (isPost) return bounceOff(ball, this.#contact, POST_MATERIAL);
    const isCord = ball.z >= NET.heightM - NET.bandM;
    return bounceOff(ball, this.#contact, isCord ? CORD_MATERIAL : NET_MATERIAL);
  }

  /** [m] from the ball's centre to the assembly. */
  #look(ball: Ball): number {
    const z = ball.z - Math.min(NET.heightM, Math.max(0, ball.z));
    const x = ball.x - Math.min(NET.halfWidthM, Math.max(-NET.halfWidthM, ball.x));
    const sheet = Math.sqrt(x * x + ball.y * ball.y + z * z);
    const postX = ball.x - (ball.x < 0 ? -NET.halfWidthM : NET.halfWidthM);
    const post = Math.sqrt(postX * postX + ball.y * ball.y + z * z) - NET.postRadiusM;
    this.#away.isPost = post <= sheet;
    this.#away.x = this.#away.isPost ? postX : x;
    this.#away.y = ball.y;
    this.#away.z = z;
    return Math.min(sheet, post);
  }
}
