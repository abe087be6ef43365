import type { Random } from "../core/random.ts";

export interface CircleFitOptions {
  /** [px] radii that a ball may have. */
  readonly minRadiusPx: number;
  readonly maxRadiusPx: number;
  /** [px] a point counts for a circle when it is this close to it. */
  readonly tolerancePx: number;
  /** [-] circles tried. */
  readonly draws: number;
}

/** A circle in the image. [px] */
export interface Circle {
  readonly xPx: number;
  readonly yPx: number;
  readonly radiusPx: number;
  /** [-] points close to it */
  readonly support: number;
}

/** Ball-sized circles in 64x64 windows of the published trackers' camera (balls of 16 to 20 px). */
export const BALL_CIRCLE: CircleFitOptions = { minRadiusPx: 4, maxRadiusPx: 14, tolerancePx: 1, draws: 300 };

const REFINEMENTS = 5;

/**
 * The circle through most points: through three drawn at random, many times (M. Fischler and R. Bolles, "Random sample
 * consensus", 1981), the best then moved by Gauss-Newton steps on the distances of its points.
 * @returns null with fewer than three points, or when no circle of a ball's size was drawn
 */
export function fitCircle(
  x: Float64Array,
  y: Float64Array,
  options: CircleFitOptions,
  random: Random,
): Circle | null {
  const points = x.length;
  if (points < 3) return null;
  let best: Circle | null = null;
  for (let draw = 0; draw < options.draws; draw++) {
    const pick = (): number => Math.floor(random.uniform() * points);
    const through = circleThrough(x, y, [pick(), pick(), pick()]);
    if (through === null || through.radiusPx < options.minRadiusPx || through.radiusPx > options.maxRadiusPx)
      continue;
    const support = supportOf(x, y, through, options.tolerancePx);
    if (best === null || support > best.support) best = { ...through, support };
  }
  for (let i = 0; i < REFINEMENTS && best !== null; i++) best = refined(x, y, best, options);
  return best;
}

type Bare = Omit<Circle, "support">;

/** The circle through three points; null when they lie on a line. */
function circleThrough(
  x: Float64Array,
  y: Float64Array,
  [i, j, k]: readonly [number, number, number],
): Bare | null {
  const [ax, ay] = [x[i] ?? 0, y[i] ?? 0];
  const [bx, by] = [(x[j] ?? 0) - ax, (y[j] ?? 0) - ay];
  const [cx, cy] = [(x[k] ?? 0) - ax, (y[k] ?? 0) - ay];
  const twiceArea = 2 * (bx * cy - by * cx);
  if (Math.abs(twiceArea) < 1e-9) return null;
  const b = bx * bx + by * by;
  const c = cx * cx + cy * cy;
  const ux = (cy * b - by * c) / twiceArea;
  const uy = (bx * c - cx * b) / twiceArea;
  return { xPx: ax + ux, yPx: ay + uy, radiusPx: Math.sqrt(ux * ux + uy * uy) };
}

function supportOf(x: Float64Array, y: Float64Array, circle: Bare, tolerancePx: number): number {
  let support = 0;
  for (let i = 0; i < x.length; i++) {
    const dx = (x[i] ?? 0) - circle.xPx;
    const dy = (y[i] ?? 0) - circle.yPx;
    if (Math.abs(Math.sqrt(dx * dx + dy * dy) - circle.radiusPx) <= tolerancePx) support++;
  }
  return support;
}

/** One Gauss-Newton step on the sum of (distance - radius)^2 over the circle's points. */
function refined(x: Float64Array, y: Float64Array, circle: Circle, options: CircleFitOptions): Circle {
  // Normal equations of the unknown step (dx, dy, dr): rows (-ux, -uy, -1), residual d - r.
  let [xx, xy, yy, sx, sy, n] = [0, 0, 0, 0, 0, 0];
  let [ex, ey, e] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const dx = (x[i] ?? 0) - circle.xPx;
    const dy = (y[i] ?? 0) - circle.yPx;
    const distance = Math.sqrt(dx * dx + dy * dy);
    const residual = distance - circle.radiusPx;
    if (distance === 0 || Math.abs(residual) > 2 * options.tolerancePx) continue;
    const [ux, uy] = [dx / distance, dy / distance];
    xx += ux * ux;
    xy += ux * uy;
    yy += uy * uy;
    sx += ux;
    sy += uy;
    n++;
    ex += ux * residual;
    ey += uy * residual;
    e += residual;
  }
  if (n < 3) return circle;
  // Radius eliminated: it takes the mean of what is left.
  const [a, b, c] = [xx - (sx * sx) / n, xy - (sx * sy) / n, yy - (sy * sy) / n];
  const [p, q] = [ex - (sx * e) / n, ey - (sy * e) / n];
  const determinant = a * c - b * b;
  if (determinant < 1e-6 * n * n) return circle; // its points span no circle
  const dx = (p * c - q * b) / determinant;
  const dy = (q * a - p * b) / determinant;
  const moved = {
    xPx: circle.xPx + dx,
    yPx: circle.yPx + dy,
    radiusPx: circle.radiusPx + (e - sx * dx - sy * dy) / n,
  };
  if (moved.radiusPx < options.minRadiusPx || moved.radiusPx > options.maxRadiusPx) return circle;
  return { ...moved, support: supportOf(x, y, moved, options.tolerancePx) };
}
