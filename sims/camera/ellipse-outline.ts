import { CUT, type Outline, type RowLight } from "./outline.ts";

/** [px] a thing seen edge-on is at least this thick, so that its shape stays an ellipse. */
const LEAST_AXIS_PX = 0.05;

/** How light falls on a ball: from one direction, and from everywhere. */
export interface Shading {
  /** [-] part of the full light that a place turned away from the lamp loses; 0 = the ball is flat. */
  readonly depth: number;
  /** [-] unit vector towards the lamp, in camera axes (right, down, forward). */
  readonly towardsLamp: readonly [number, number, number];
}

export const NO_SHADING: Shading = { depth: 0, towardsLamp: [0, -1, 0] };

/**
 * An ellipse: the image of a ball or of a round blade. With S the sum of the outer products of the images of the body's
 * half axes, a point p of the image lies inside when F^2 = (p - c)' S^-1 (p - c) < 1; its distance from the outline is
 * taken as F (F - 1) / |S^-1 (p - c)|, the first-order step to F = 1.
 */
export class EllipseOutline implements Outline {
  visible = false;
  depthM = Infinity;
  left = Infinity;
  right = -Infinity;
  top = Infinity;
  bottom = -Infinity;
  readonly flat: boolean;
  /** [px] centre. */
  x = NaN;
  y = NaN;
  /** [-] full light. */
  light = 1;
  readonly #edgePx: number;
  readonly #shading: Shading;
  // S^-1 [1/px^2], and its Cholesky factor, which takes the ellipse to the unit circle
  /** [px] reach from the centre towards the right, the lower right, below, the lower left: how its size is compared. */
  readonly #reach = new Float64Array(4);
  #q00 = NaN;
  #q01 = NaN;
  #q11 = NaN;
  #minorPx = NaN;
  #outer = NaN; // F of an ellipse around all that is covered at all
  #inner = NaN; // F inside which everything is covered

  constructor(edgePx: number, shading: Shading = NO_SHADING) {
    this.#edgePx = edgePx;
    this.#shading = shading;
    this.flat = shading.depth === 0;
  }

  hide(): void {
    this.visible = false;
    this.left = this.top = Infinity;
    this.right = this.bottom = -Infinity;
  }

  /** Places the centre [px] and gives the depth [m]; `shape` follows. */
  place(x: number, y: number, depthM: number): void {
    this.visible = true;
    this.x = x;
    this.y = y;
    this.depthM = depthM;
  }

  /** [px^2] the matrix S, symmetric. */
  shape(s00: number, s01: number, s11: number): void {
    const half = (s00 + s11) / 2;
    const spread = Math.sqrt(((s00 - s11) * (s00 - s11)) / 4 + s01 * s01);
    const least = LEAST_AXIS_PX * LEAST_AXIS_PX;
    const lift = Math.max(0, least - (half - spread)); // an ellipse squeezed to a line is given a little breadth
    const a = s00 + lift;
    const c = s11 + lift;
    const determinant = a * c - s01 * s01;
    this.#q00 = c / determinant;
    this.#q01 = -s01 / determinant;
    this.#q11 = a / determinant;
    this.#minorPx = Math.sqrt(half - spread + lift);
    this.#outer = 1 + this.#edgePx / this.#minorPx;
    this.#inner = 1 - this.#edgePx / this.#minorPx;
    const reachX = this.#outer * Math.sqrt(a);
    const reachY = this.#outer * Math.sqrt(c);
    this.#reach[0] = Math.sqrt(a);
    this.#reach[1] = Math.sqrt(half + lift + s01);
    this.#reach[2] = Math.sqrt(c);
    this.#reach[3] = Math.sqrt(half + lift - s01);
    this.left = this.x - reachX;
    this.right = this.x + reachX;
    this.top = this.y - reachY;
    this.bottom = this.y + reachY;
  }

  /** [px] radius of a disc of the same area. */
  get meanRadiusPx(): number {
    return 1 / Math.sqrt(Math.sqrt(this.#q00 * this.#q11 - this.#q01 * this.#q01));
  }

  /** [px] how far the outline lies from another, at most about. */
  motionPx(other: EllipseOutline): number {
    const dx = this.x - other.x;
    const dy = this.y - other.y;
    let grown = 0;
    for (let k = 0; k < 4; k++) grown = Math.max(grown, Math.abs(this.#reach[k]! - other.#reach[k]!));
    return Math.sqrt(dx * dx + dy * dy) + grown;
  }

  cut(row: number, out: Float64Array): void {
    out[CUT.outerFrom] = out[CUT.innerFrom] = Infinity;
    out[CUT.outerTo] = out[CUT.innerTo] = -Infinity;
    if (!this.visible) return;
    const dy = row - this.y;
    // q00 dx^2 + 2 q01 dx dy + q11 dy^2 = F^2
    const middle = this.x - (this.#q01 * dy) / this.#q00;
    const bent = (this.#q01 * this.#q01 - this.#q00 * this.#q11) * dy * dy;
    const outer = bent + this.#q00 * this.#outer * this.#outer;
    if (!(outer >= 0)) return;
    const reach = Math.sqrt(outer) / this.#q00;
    out[CUT.outerFrom] = middle - reach;
    out[CUT.outerTo] = middle + reach;
    const inner = bent + this.#q00 * this.#inner * this.#inner;
    if (!(this.#inner > 0 && inner >= 0)) return;
    const inside = Math.sqrt(inner) / this.#q00;
    out[CUT.innerFrom] = middle - inside;
    out[CUT.innerTo] = middle + inside;
  }

  distancePx(column: number, row: number): number {
    const dx = column - this.x;
    const dy = row - this.y;
    const gx = this.#q00 * dx + this.#q01 * dy;
    const gy = this.#q01 * dx + this.#q11 * dy;
    const slope = Math.sqrt(gx * gx + gy * gy);
    if (slope === 0) return -this.#minorPx;
    const f = Math.sqrt(gx * dx + gy * dy);
    return (f * (f - 1)) / slope;
  }

  /** Hot path: `distancePx` and Lambert's law (full light where the ball's surface faces the lamp), written out. */
  lay({ row, from, to, light, left }: RowLight): void {
    const q00 = this.#q00;
    const q01 = this.#q01;
    const q11 = this.#q11;
    const minorPx = this.#minorPx;
    const flat = this.flat;
    const full = this.light;
    const depth = this.#shading.depth;
    const lampRight = this.#shading.towardsLamp[0];
    const lampDown = this.#shading.towardsLamp[1];
    const lampAway = this.#shading.towardsLamp[2];
    const twoEdgePx = 2 * this.#edgePx;
    // the Cholesky factor of S^-1 takes the ellipse to the unit circle; image axes stay nearly where they are
    const l00 = Math.sqrt(q00);
    const l10 = q01 / l00;
    const l11 = Math.sqrt(q11 - l10 * l10);
    const dy = row - this.y;
    for (let column = from; column <= to; column++) {
      const k = column - from;
      const dx = column - this.x;
      const gx = q00 * dx + q01 * dy;
      const gy = q01 * dx + q11 * dy;
      const slope = Math.sqrt(gx * gx + gy * gy);
      const f = Math.sqrt(gx * dx + gy * dy);
      const distancePx = slope === 0 ? -minorPx : (f * (f - 1)) / slope;
      const covered = Math.min(1, 0.5 - distancePx / twoEdgePx);
      if (covered <= 0) continue;
      let shade = full;
      if (!flat) {
        let right = l00 * dx + l10 * dy;
        let down = l11 * dy;
        const f2 = right * right + down * down;
        if (f2 > 1) {
          const length = Math.sqrt(f2);
          right /= length;
          down /= length;
        }
        const towardsCamera = Math.sqrt(Math.max(0, 1 - f2));
        const facing = right * lampRight + down * lampDown - towardsCamera * lampAway;
        shade = full * (1 - depth + depth * Math.max(0, facing));
      }
      light[k]! += left[k]! * covered * shade;
      left[k]! *= 1 - covered;
    }
  }
}
