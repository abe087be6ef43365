import { CUT, type Outline, type RowLight } from "./outline.ts";

/** Numbers of a straight side: the rows that it goes through, and its column at row 0 and how that changes from row to row. */
const SIDE = { top: 0, bottom: 1, column: 2, slope: 3, numbers: 4 } as const;

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
  /** The straight sides of the capsule grown by the edge, and of it shrunk by the edge, two each; see `SIDE`. */
  readonly #sides = new Float64Array(4 * SIDE.numbers);

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
    this.#layOutSides();
  }

  cut(row: number, out: Float64Array): void {
    out[CUT.outerFrom] = out[CUT.innerFrom] = Infinity;
    out[CUT.outerTo] = out[CUT.innerTo] = -Infinity;
    if (!this.visible) return;
    this.#cutGrown(row, this.#edgePx, CUT.outerFrom, out);
    if (Math.min(this.radius0, this.radius1) > this.#edgePx) {
      this.#cutGrown(row, -this.#edgePx, CUT.innerFrom, out);
    }
  }

  /** Hot path: `distancePx`, written out. */
  lay({ row, from, to, light, left }: RowLight): void {
    const x0 = this.x0;
    const radius0 = this.radius0;
    const radius1 = this.radius1;
    const full = this.light;
    const dx = this.#dx;
    const dy = this.#dy;
    const length2 = this.#length2;
    const fall = this.#fall;
    const straight = this.#straight;
    const twoEdgePx = 2 * this.#edgePx;
    const py = row - this.y0;
    for (let column = from; column <= to; column++) {
      const px = column - x0;
      let distancePx: number;
      if (straight === 0) distancePx = Math.sqrt(px * px + py * py) - radius0;
      else {
        const across = Math.abs(px * dy - py * dx) / length2;
        const along = (px * dx + py * dy) / length2;
        const side = straight * along - fall * across;
        const squared = across * across + along * along;
        if (side < 0) distancePx = Math.sqrt(length2 * squared) - radius0;
        else if (side > straight) distancePx = Math.sqrt(length2 * (squared + 1 - 2 * along)) - radius1;
        else distancePx = straight * across + fall * along - radius0;
      }
      const covered = Math.min(1, 0.5 - distancePx / twoEdgePx);
      if (covered <= 0) continue;
      const k = column - from;
      light[k]! += left[k]! * covered * full;
      left[k]! *= 1 - covered;
    }
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

  #swapEnds(): void {
    const { x0, y0, radius0 } = this;
    this.x0 = this.x1;
    this.y0 = this.y1;
    this.radius0 = this.radius1;
    this.x1 = x0;
    this.y1 = y0;
    this.radius1 = radius0;
  }

  /** Sets `#sides` to the common tangents of the discs. */
  #layOutSides(): void {
    const sides = this.#sides;
    // the tangents touch both discs in one direction from their centres
    const along = this.#fall / this.#length2;
    const across = this.#straight / this.#length2;
    for (let n = 0; n < 4; n++) {
      const at = n * SIDE.numbers;
      const grown = n < 2 ? this.#edgePx : -this.#edgePx;
      const turn = n % 2 === 0 ? across : -across;
      const nx = this.#dx * along - this.#dy * turn;
      const ny = this.#dy * along + this.#dx * turn;
      const fromX = this.x0 + (this.radius0 + grown) * nx;
      const fromY = this.y0 + (this.radius0 + grown) * ny;
      const toX = this.x1 + (this.radius1 + grown) * nx;
      const toY = this.y1 + (this.radius1 + grown) * ny;
      const slope = (toX - fromX) / (toY - fromY);
      const isThere = this.#straight > 0 && Math.abs(slope) < Infinity; // a level one lies between two rows
      sides[at + SIDE.top] = isThere ? Math.min(fromY, toY) : Infinity;
      sides[at + SIDE.bottom] = isThere ? Math.max(fromY, toY) : -Infinity;
      sides[at + SIDE.column] = fromX - slope * fromY;
      sides[at + SIDE.slope] = slope;
    }
  }

  /** Writes what a row cuts out of the capsule with radii grown by `growPx` to two places of `out`. */
  #cutGrown(row: number, growPx: number, place: number, out: Float64Array): void {
    const dy0 = row - this.y0;
    const dy1 = row - this.y1;
    const grown0 = this.radius0 + growPx;
    const grown1 = this.radius1 + growPx;
    let least = Infinity;
    let most = -Infinity;
    if (grown0 > Math.abs(dy0)) {
      const half = Math.sqrt(grown0 * grown0 - dy0 * dy0);
      least = this.x0 - half;
      most = this.x0 + half;
    }
    if (this.#straight > 0) {
      if (grown1 > Math.abs(dy1)) {
        const half = Math.sqrt(grown1 * grown1 - dy1 * dy1);
        least = Math.min(least, this.x1 - half);
        most = Math.max(most, this.x1 + half);
      }
      const sides = this.#sides;
      const first = place === CUT.outerFrom ? 0 : 2 * SIDE.numbers;
      for (let at = first; at < first + 2 * SIDE.numbers; at += SIDE.numbers) {
        if (row < sides[at + SIDE.top]! || row > sides[at + SIDE.bottom]!) continue;
        const column = sides[at + SIDE.column]! + sides[at + SIDE.slope]! * row;
        least = Math.min(least, column);
        most = Math.max(most, column);
      }
    }
    out[place] = least;
    out[place + 1] = most;
  }
}
