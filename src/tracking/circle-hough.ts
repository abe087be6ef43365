import type { Circle } from "./circle-fit.ts";

export interface CircleHoughOptions {
  /** [px] side of the square that circles' centres lie in. */
  readonly sidePx: number;
  /** [px] radii tried: from the one to the other, a pixel apart. */
  readonly minRadiusPx: number;
  readonly maxRadiusPx: number;
}

/** The cells of a circle round the origin, as column and row, each once. */
interface Ring {
  readonly radiusPx: number;
  readonly dx: Int16Array;
  readonly dy: Int16Array;
}

/**
 * The circle through most points by the Hough transform (R. Duda and P. Hart, "Use of the Hough transformation to detect
 * lines and curves in pictures", 1972): each point votes for all centres that it may belong to, one map of centres per
 * radius. Votes of a map are held against the square root of the circle's length, which is how chance votes spread.
 */
export class CircleHough {
  readonly #side: number;
  readonly #rings: readonly Ring[];
  readonly #votes: Uint16Array;

  constructor({ sidePx, minRadiusPx, maxRadiusPx }: CircleHoughOptions) {
    this.#side = sidePx;
    const radii = Math.floor(maxRadiusPx - minRadiusPx) + 1;
    this.#rings = Array.from({ length: radii }, (_, i) => ringOf(minRadiusPx + i));
    this.#votes = new Uint16Array(sidePx * sidePx);
  }

  /**
   * @param x, y [px] the points
   * @param origin [px] the square's first column and row
   * @returns null with fewer than three points
   */
  find(
    x: Float64Array,
    y: Float64Array,
    origin: { readonly leftPx: number; readonly topPx: number },
  ): Circle | null {
    if (x.length < 3) return null;
    let best: Circle | null = null;
    let most = 0;
    for (const ring of this.#rings) {
      this.#vote(ring, x, y, origin);
      const peak = this.#peak();
      const support = this.#votes[peak]!;
      const score = support / Math.sqrt(ring.dx.length);
      if (score <= most) continue;
      most = score;
      const middle = this.#middleRound(peak);
      best = {
        xPx: origin.leftPx + middle.column,
        yPx: origin.topPx + middle.row,
        radiusPx: ring.radiusPx,
        support,
      };
    }
    return best;
  }

  #vote(
    { dx, dy }: Ring,
    x: Float64Array,
    y: Float64Array,
    { leftPx, topPx }: { readonly leftPx: number; readonly topPx: number },
  ): void {
    const side = this.#side;
    const votes = this.#votes.fill(0);
    for (let i = 0; i < x.length; i++) {
      const column = Math.round(x[i]! - leftPx);
      const row = Math.round(y[i]! - topPx);
      for (let k = 0; k < dx.length; k++) {
        const c = column + dx[k]!;
        const r = row + dy[k]!;
        if (c >= 0 && c < side && r >= 0 && r < side) votes[r * side + c]!++;
      }
    }
  }

  #peak(): number {
    const votes = this.#votes;
    let peak = 0;
    for (let i = 1; i < votes.length; i++) if (votes[i]! > votes[peak]!) peak = i;
    return peak;
  }

  /** The middle of the votes at most 2 cells from the peak that are more than half of it: a thick rim has a broad peak. */
  #middleRound(peak: number): { readonly column: number; readonly row: number } {
    const side = this.#side;
    const half = this.#votes[peak]! / 2;
    const [peakColumn, peakRow] = [peak % side, Math.floor(peak / side)];
    let [sum, column, row] = [0, 0, 0];
    for (let r = Math.max(0, peakRow - 2); r <= Math.min(side - 1, peakRow + 2); r++) {
      for (let c = Math.max(0, peakColumn - 2); c <= Math.min(side - 1, peakColumn + 2); c++) {
        const weight = Math.max(0, this.#votes[r * side + c]! - half);
        sum += weight;
        column += weight * c;
        row += weight * r;
      }
    }
    return sum === 0 ? { column: peakColumn, row: peakRow } : { column: column / sum, row: row / sum };
  }
}

function ringOf(radiusPx: number): Ring {
  const reach = Math.ceil(radiusPx);
  const dx: number[] = [];
  const dy: number[] = [];
  for (let row = -reach; row <= reach; row++) {
    for (let column = -reach; column <= reach; column++) {
      if (Math.abs(Math.sqrt(column * column + row * row) - radiusPx) > 0.5) continue;
      dx.push(column);
      dy.push(row);
    }
  }
  return { radiusPx, dx: Int16Array.from(dx), dy: Int16Array.from(dy) };
}
