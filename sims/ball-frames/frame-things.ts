import { exactCos, exactExp, exactLog, exactSin } from "../../src/core/exact-math.ts";
import type { Random } from "../../src/core/random.ts";
import { CapsuleOutline } from "../camera/capsule-outline.ts";
import { EllipseOutline, type Shading } from "../camera/ellipse-outline.ts";
import type { Mover } from "../camera/layers.ts";
import type { Span } from "./recipe.ts";

/** [px] side of a window, and the pixel coordinate of its middle. */
export const SIDE_PX = 64;
export const MIDDLE_PX = (SIDE_PX - 1) / 2;

const BALL_RADIUS_M = 0.02;
/** [px] of the camera that cuts the window out: 1280x720 behind a lens of 5 mm. It sets how fast a ball grows. */
const FOCAL_PX = 1040;
const GRAVITY_MPS2 = 9.81;
const TWO_PI = 6.283185307179586;

/** Something that moves through a window. */
export interface Thing extends Mover {
  /** Sets `next` to its image at an instant, in seconds from the end of the last window (negative: before). */
  place(afterS: number): void;
}

/** Where a ball is. [px] */
export interface BallPlace {
  x: number;
  y: number;
  radiusPx: number;
}

/** How a ball flies past: its state at the end of the last window. */
export interface BallFlight {
  /** [px] */
  readonly x: number;
  readonly y: number;
  readonly diameterPx: number;
  /** [m/s] right, down and away from the camera. */
  readonly velocityMps: readonly [number, number, number];
}

/** A ball in free flight, seen in perspective. */
export class FlyingBall implements Thing {
  shown: EllipseOutline;
  next: EllipseOutline;
  readonly #flight: BallFlight;
  readonly #place: BallPlace = { x: NaN, y: NaN, radiusPx: NaN };

  constructor(flight: BallFlight, light: number, edgePx: number, shading: Shading) {
    this.#flight = flight;
    this.shown = new EllipseOutline(edgePx, shading);
    this.next = new EllipseOutline(edgePx, shading);
    this.shown.light = this.next.light = light;
    this.shown.depthM = this.next.depthM = 1;
  }

  /** Where it is, `afterS` seconds after the end of the last window; the object is used again. */
  at(afterS: number): BallPlace {
    const { x, y, diameterPx, velocityMps } = this.#flight;
    const endM = (2 * BALL_RADIUS_M * FOCAL_PX) / diameterPx;
    const depthM = Math.max(0.1, endM + velocityMps[2] * afterS);
    const across = (x - MIDDLE_PX) * endM + FOCAL_PX * velocityMps[0] * afterS;
    const fall = (GRAVITY_MPS2 * afterS * afterS) / 2;
    const down = (y - MIDDLE_PX) * endM + FOCAL_PX * (velocityMps[1] * afterS + fall);
    this.#place.x = MIDDLE_PX + across / depthM;
    this.#place.y = MIDDLE_PX + down / depthM;
    this.#place.radiusPx = (FOCAL_PX * BALL_RADIUS_M) / depthM;
    return this.#place;
  }

  place(afterS: number): void {
    const { x, y, radiusPx } = this.at(afterS);
    this.next.place(x, y, 1);
    this.next.shape(radiusPx * radiusPx, 0, radiusPx * radiusPx);
  }
}

/** What the things besides the ball have in common: they go straight and turn evenly. */
interface Motion {
  /** [px] at the end of the last window, and [px/s]. */
  readonly x: number;
  readonly y: number;
  readonly vx: number;
  readonly vy: number;
  /** [rad] at the end of the last window, and [rad/s]. */
  readonly angle: number;
  readonly turning: number;
  /** Nearer than 1 hides the ball. */
  readonly depth: number;
  readonly light: number;
}

/** A disc or an ellipse. */
class MovingEllipse implements Thing {
  shown: EllipseOutline;
  next: EllipseOutline;
  readonly #motion: Motion;
  readonly #halfPx: readonly [number, number];

  constructor(motion: Motion, halfPx: readonly [number, number], edgePx: number) {
    this.#motion = motion;
    this.#halfPx = halfPx;
    this.shown = new EllipseOutline(edgePx);
    this.next = new EllipseOutline(edgePx);
    this.shown.light = this.next.light = motion.light;
  }

  place(afterS: number): void {
    const { x, y, vx, vy, angle, turning, depth } = this.#motion;
    const [a, b] = this.#halfPx;
    const c = exactCos(angle + turning * afterS);
    const s = exactSin(angle + turning * afterS);
    this.next.place(x + vx * afterS, y + vy * afterS, depth);
    this.next.shape(a * a * c * c + b * b * s * s, (a * a - b * b) * c * s, a * a * s * s + b * b * c * c);
  }
}

/** A bar with round ends. */
class MovingBar implements Thing {
  shown: CapsuleOutline;
  next: CapsuleOutline;
  readonly #motion: Motion;
  readonly #halfPx: number;
  readonly #radiusPx: number;

  constructor(motion: Motion, halfPx: number, radiusPx: number, edgePx: number) {
    this.#motion = motion;
    this.#halfPx = halfPx;
    this.#radiusPx = radiusPx;
    this.shown = new CapsuleOutline(edgePx);
    this.next = new CapsuleOutline(edgePx);
    this.shown.light = this.next.light = motion.light;
  }

  place(afterS: number): void {
    const { x, y, vx, vy, angle, turning, depth } = this.#motion;
    const c = this.#halfPx * exactCos(angle + turning * afterS);
    const s = this.#halfPx * exactSin(angle + turning * afterS);
    const { next } = this;
    next.x0 = x + vx * afterS - c;
    next.y0 = y + vy * afterS - s;
    next.x1 = x + vx * afterS + c;
    next.y1 = y + vy * afterS + s;
    next.radius0 = next.radius1 = this.#radiusPx;
    next.update(depth);
  }
}

export const drawLog = (random: Random, [least, most]: Span): number =>
  exactExp(random.between(exactLog(least), exactLog(most)));

/** A direction uniform on the sphere. */
export function drawDirection(random: Random): [number, number, number] {
  const away = random.between(-1, 1);
  const angle = random.between(0, TWO_PI);
  const across = Math.sqrt(1 - away * away);
  return [across * exactCos(angle), across * exactSin(angle), away];
}

/** How things besides the ball are drawn. */
export interface ThingLook {
  readonly speedPxps: Span;
  /** [-] chance to be nearer than the ball. */
  readonly occludingShare: number;
  readonly edgePx: number;
}

/** [-] light of anything that is not the ball. */
const THING_LIGHT: Span = [10, 250];
const MOST_TURNING_RADPS = 20;

/** [-] least and most of an ellipse's shorter axis, as a share of the longer: none is as round as a ball. */
const ELLIPSE_RATIO: Span = [0.25, 0.6];
/** [px] radius of discs: larger than any ball. */
const DISC_PX: Span = [16, 28];

/**
 * Draws a bar, an ellipse or a disc that is in or near the window when it ends. Nothing round of a ball's size: in the
 * events of a millisecond it would be a ball, a dark one too, for what its leading rim darkens the rim of a light ball
 * that flies the other way darkens behind it.
 */
export function drawThing(random: Random, look: ThingLook): Thing {
  const speed = drawLog(random, look.speedPxps);
  const course = random.between(0, TWO_PI);
  const motion: Motion = {
    x: MIDDLE_PX + random.between(-SIDE_PX / 2, SIDE_PX / 2),
    y: MIDDLE_PX + random.between(-SIDE_PX / 2, SIDE_PX / 2),
    vx: speed * exactCos(course),
    vy: speed * exactSin(course),
    angle: random.between(0, TWO_PI),
    turning: random.between(-MOST_TURNING_RADPS, MOST_TURNING_RADPS),
    depth: random.uniform() < look.occludingShare ? 0.5 : 2,
    light: drawLog(random, THING_LIGHT),
  };
  const kind = random.uniform();
  if (kind < 0.4) {
    return new MovingBar(motion, random.between(5, 40), drawLog(random, [1, 8]), look.edgePx);
  }
  const half = drawLog(random, kind < 0.7 ? DISC_PX : [3, 20]);
  const other = kind < 0.7 ? half : half * random.between(...ELLIPSE_RATIO);
  return new MovingEllipse(motion, [half, other], look.edgePx);
}

/** A bar or line that stands still. */
export function drawBar(random: Random, edgePx: number): CapsuleOutline {
  const bar = new CapsuleOutline(edgePx);
  const angle = random.between(0, TWO_PI);
  const half = random.between(8, 60);
  const x = MIDDLE_PX + random.between(-SIDE_PX / 2, SIDE_PX / 2);
  const y = MIDDLE_PX + random.between(-SIDE_PX / 2, SIDE_PX / 2);
  bar.x0 = x - half * exactCos(angle);
  bar.y0 = y - half * exactSin(angle);
  bar.x1 = x + half * exactCos(angle);
  bar.y1 = y + half * exactSin(angle);
  bar.radius0 = bar.radius1 = drawLog(random, [0.5, 6]);
  bar.light = drawLog(random, THING_LIGHT);
  bar.update(3);
  return bar;
}
