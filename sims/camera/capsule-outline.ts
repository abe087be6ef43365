import type { Outline } from "./outline.ts";

/**
 * The image of a capsule: two discs and what lies between their common tangents. The discs may differ in size, as the
 * ends of a link differ in distance. Distance after I. Quilez, "distance to an uneven capsule" (2D), exact everywhere.
 */
export class CapsuleOutline implements Outline {
  visible = false;
  depthM = Infinity;
  left = Infinity;
  right = -Infinity;
  top = Infinity;
  bottom = -Infinity;
  outerFrom = Infinity;
  outerTo = -Infinity;
  innerFrom = Infinity;
  innerTo = -Infinity;
  readonly flat = true;
  /** [px] ends and their radii. */
  x0 = NaN;
  y0 = NaN;
  radius0 = NaN;
  x1 = NaN;
  y1 = NaN;
  radius1 = NaN;
  /** [-] */
  light = 1;
  readonly #edgePx: number;
  // from one end to the other, and the same in units that the distance needs
  #dx = NaN;
  #dy = NaN;
  #length2 = NaN;
  #fall = NaN; // radius0 - radius1
  #straight = NaN; // length of a common tangent

  constructor(edgePx: number) {
    this.#edgePx = edgePx;
  }

  hide(): void {
    this.visible = false;
    this.left = this.top = Infinity;
    this.right = this.bottom = -Infinity;
  }

  /** Takes the ends as they have been set. */
  update(depthM: number): void {
    this.visible = true;
    this.depthM = depthM;
    if (this.radius1 > this.radius0) this.#swapEnds();
    this.#dx = this.x1 - this.x0;
    this.#dy = this.y1 - this.y0;
    this.#length2 = this.#dx * this.#dx + this.#dy * this.#dy;
    this.#fall = this.radius0 - this.radius1;
    this.#straight = Math.sqrt(Math.max(0, this.#length2 - this.#fall * this.#fall));
    const reach0 = this.radius0 + this.#edgePx;
    const reach1 = this.radius1 + this.#edgePx;
    this.left = Math.min(this.x0 - reach0, this.x1 - reach1);
    this.right = Math.max(this.x0 + reach0, this.x1 + reach1);
    this.top = Math.min(this.y0 - reach0, this.y1 - reach1);
    this.bottom = Math.max(this.y0 + reach0, this.y1 + reach1);
  }

  cut(row: number): void {
    this.innerFrom = Infinity;
    this.innerTo = -Infinity;
    if (Math.min(this.radius0, this.radius1) > this.#edgePx) {
      this.#cutGrown(row, -this.#edgePx);
      this.innerFrom = this.outerFrom;
      this.innerTo = this.outerTo;
    }
    this.#cutGrown(row, this.#edgePx);
  }

  distancePx(column: number, row: number): number {
    const px = column - this.x0;
    const py = row - this.y0;
    if (this.#straight === 0) return Math.sqrt(px * px + py * py) - this.radius0; // one end holds the other
    const length2 = this.#length2;
    // along and across the axis, in units of its length
    const across = Math.abs(px * this.#dy - py * this.#dx) / length2;
    const along = (px * this.#dx + py * this.#dy) / length2;
    const side = this.#straight * along - this.#fall * across;
    const out = this.#straight * across + this.#fall * along;
    const squared = across * across + along * along;
    if (side < 0) return Math.sqrt(length2 * squared) - this.radius0;
    if (side > this.#straight) return Math.sqrt(length2 * (squared + 1 - 2 * along)) - this.radius1;
    return out - this.radius0;
  }

  lightAt(): number {
    return this.light;
  }

  #swapEnds(): void {
    const { x0, y0, radius0 } = this;
    this.x0 = this.x1;
    this.y0 = this.y1;
    this.radius0 = this.radius1;
    this.x1 = x0;
    this.y1 = y0;
    this.radius1 = radius0;
  }

  /** Sets `outerFrom .. outerTo` to what a row cuts out of the capsule with radii grown by `growPx`. */
  #cutGrown(row: number, growPx: number): void {
    this.outerFrom = Infinity;
    this.outerTo = -Infinity;
    if (!this.visible) return;
    this.#cutDisc(row - this.y0, this.x0, this.radius0 + growPx);
    if (this.#straight === 0) return;
    this.#cutDisc(row - this.y1, this.x1, this.radius1 + growPx);
    // the tangents touch both discs in one direction from their centres
    const along = this.#fall / this.#length2;
    const across = this.#straight / this.#length2;
    this.#cutTangent(row, this.#dx * along - this.#dy * across, this.#dy * along + this.#dx * across, growPx);
    this.#cutTangent(row, this.#dx * along + this.#dy * across, this.#dy * along - this.#dx * across, growPx);
  }

  #cutDisc(dy: number, x: number, radius: number): void {
    if (!(radius > Math.abs(dy))) return;
    const half = Math.sqrt(radius * radius - dy * dy);
    this.outerFrom = Math.min(this.outerFrom, x - half);
    this.outerTo = Math.max(this.outerTo, x + half);
  }

  /** Widens the piece to where the row meets the tangent whose unit normal is (nx, ny). */
  #cutTangent(row: number, nx: number, ny: number, growPx: number): void {
    const grown0 = this.radius0 + growPx;
    const grown1 = this.radius1 + growPx;
    const fromY = this.y0 + grown0 * ny;
    const toY = this.y1 + grown1 * ny;
    const part = (row - fromY) / (toY - fromY);
    if (!(part >= 0 && part <= 1)) return;
    const fromX = this.x0 + grown0 * nx;
    const x = fromX + part * (this.x1 + grown1 * nx - fromX);
    this.outerFrom = Math.min(this.outerFrom, x);
    this.outerTo = Math.max(this.outerTo, x);
  }
}
