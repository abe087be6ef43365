import type { Ball } from "../ball/ball.ts";
import { BALL_PHYSICS } from "../ball/constants.ts";
import { bounceOff, RIM_MATERIAL, type Contact } from "../ball/contact.ts";
import type { Material } from "../ball/material.ts";
import { isInRubberFit, rubberMaterial, RUBBERS, type RubberName } from "../ball/rubber.ts";
import type { Surface } from "../ball/surface.ts";
import { DISC_BLADE, type BladeMotion, type BladeShape } from "./blade.ts";
import { nearest, nearestOnEllipse } from "./ellipse.ts";

const RADIUS = BALL_PHYSICS.radius.value;

/** What a racket met so far. */
export interface RacketCounts {
  /** [-] contacts with a face or the rim. */
  readonly contacts: number;
  /** [-] of these, with the rim. */
  readonly rimHits: number;
  /** [-] contacts with a face at speeds at which nobody measured its rubber. */
  readonly outsideFit: number;
}

/** What a racket is made of. */
export interface RacketMake {
  readonly shape: BladeShape;
  /** Of both faces. */
  readonly rubber: RubberName;
}

/**
 * A moving racket: a thin, flat, elliptic plate, far heavier than the ball, rubber on both faces, bare wood around. It is
 * met where the ball's centre comes within a radius of its nearest point: on a face the normal is the blade's, on the rim
 * it points from the outline to the ball.
 */
export class RacketSurface implements Surface {
  readonly #motion: BladeMotion;
  readonly #shape: BladeShape;
  readonly #rubber: Material;
  readonly #contact: Contact = { nx: NaN, ny: NaN, nz: NaN, ux: NaN, uy: NaN, uz: NaN };
  /** Ball's centre in the blade's frame [m]: above the face's plane, along u, across it; nearest point of the blade. */
  readonly #local = { height: NaN, along: NaN, across: NaN, nearAlong: NaN, nearAcross: NaN };
  #contacts = 0;
  #rimHits = 0;
  #outsideFit = 0;

  constructor(
    motion: BladeMotion,
    { shape, rubber }: RacketMake = { shape: DISC_BLADE, rubber: "offensive" },
  ) {
    this.#motion = motion;
    this.#shape = shape;
    this.#rubber = rubberMaterial(RUBBERS[rubber]);
  }

  get counts(): RacketCounts {
    return { contacts: this.#contacts, rimHits: this.#rimHits, outsideFit: this.#outsideFit };
  }

  /** Hot path: no allocation, unless beside the rim. */
  gapM(ball: Ball, afterS: number): number {
    this.#motion.at(afterS);
    const m = this.#motion;
    const reach = this.#shape.halfLengthM + this.#shape.halfWidthM + RADIUS;
    const dx = ball.x - m.x;
    const dy = ball.y - m.y;
    const dz = ball.z - m.z;
    const away = dx * dx + dy * dy + dz * dz;
    // far off the blade's size does not matter, only that the gap is open
    if (away > reach * reach) return Math.sqrt(away) - reach + RADIUS;
    this.#locate(ball);
    const { height, along, across, nearAlong, nearAcross } = this.#local;
    const [aside, beside] = [along - nearAlong, across - nearAcross];
    return Math.sqrt(height * height + aside * aside + beside * beside) - RADIUS;
  }

  bounce(ball: Ball, afterS: number): number {
    this.#motion.at(afterS);
    const m = this.#motion;
    this.#locate(ball);
    const { height, along, across, nearAlong, nearAcross } = this.#local;
    // the blade's point that is touched, from its centre
    const [tx, ty, tz] = [m.ny * m.uz - m.nz * m.uy, m.nz * m.ux - m.nx * m.uz, m.nx * m.uy - m.ny * m.ux];
    const px = nearAlong * m.ux + nearAcross * tx;
    const py = nearAlong * m.uy + nearAcross * ty;
    const pz = nearAlong * m.uz + nearAcross * tz;
    const contact = this.#contact;
    contact.ux = m.vx + m.wy * pz - m.wz * py;
    contact.uy = m.vy + m.wz * px - m.wx * pz;
    contact.uz = m.vz + m.wx * py - m.wy * px;
    const isRim = along !== nearAlong || across !== nearAcross;
    const [ox, oy, oz] = [ball.x - m.x - px, ball.y - m.y - py, ball.z - m.z - pz];
    const distance = isRim ? Math.sqrt(ox * ox + oy * oy + oz * oz) : height;
    contact.nx = isRim ? ox / distance : Math.sign(height) * m.nx;
    contact.ny = isRim ? oy / distance : Math.sign(height) * m.ny;
    contact.nz = isRim ? oz / distance : Math.sign(height) * m.nz;
    this.#count(ball, isRim);
    return bounceOff(ball, contact, isRim ? RIM_MATERIAL : this.#rubber);
  }

  /** The ball in the blade's frame; the motion is at its instant. */
  #locate(ball: Ball): void {
    const m = this.#motion;
    const local = this.#local;
    const dx = ball.x - m.x;
    const dy = ball.y - m.y;
    const dz = ball.z - m.z;
    const height = dx * m.nx + dy * m.ny + dz * m.nz;
    const along = dx * m.ux + dy * m.uy + dz * m.uz;
    const across =
      dx * (m.ny * m.uz - m.nz * m.uy) + dy * (m.nz * m.ux - m.nx * m.uz) + dz * (m.nx * m.uy - m.ny * m.ux);
    local.height = height;
    local.along = along;
    local.across = across;
    const { halfLengthM, halfWidthM } = this.#shape;
    const a = along / halfLengthM;
    const b = across / halfWidthM;
    const isOver = a * a + b * b <= 1;
    if (!isOver) nearestOnEllipse(along, across, halfLengthM, halfWidthM);
    local.nearAlong = isOver ? along : nearest.along;
    local.nearAcross = isOver ? across : nearest.across;
  }

  #count(ball: Ball, isRim: boolean): void {
    this.#contacts++;
    if (isRim) {
      this.#rimHits++;
      return;
    }
    const { ux, uy, uz } = this.#contact;
    const [rx, ry, rz] = [ball.vx - ux, ball.vy - uy, ball.vz - uz];
    if (!isInRubberFit(Math.sqrt(rx * rx + ry * ry + rz * rz))) this.#outsideFit++;
  }
}
