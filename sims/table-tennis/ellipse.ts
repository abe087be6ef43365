/** The point of an ellipse's outline found by `nearestOnEllipse`. Reused. */
export const nearest = { along: NaN, across: NaN };

const SETTLED = 1e-16; // [-] of the squared half axes
const MOST_TURNS = 20;

/**
 * Finds the point of the outline (along / halfLength)^2 + (across / halfWidth)^2 = 1 nearest to a point outside of it, into
 * `nearest`: the circle that fits the outline best at the last guess tells where to look next. A few turns give full
 * accuracy for outlines as round as a blade. All lengths in one unit.
 */
export function nearestOnEllipse(along: number, across: number, halfLength: number, halfWidth: number): void {
  const px = Math.abs(along);
  const py = Math.abs(across);
  // cosine and sine of the parameter; from the direction of the point
  let c = px / halfLength;
  let s = py / halfWidth;
  let size = Math.sqrt(c * c + s * s);
  c /= size;
  s /= size;
  const focal = halfLength * halfLength - halfWidth * halfWidth;
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    // centre of curvature of the outline at the guess
    const ex = (focal / halfLength) * c * c * c;
    const ey = (-focal / halfWidth) * s * s * s;
    const rx = halfLength * c - ex;
    const ry = halfWidth * s - ey;
    const qx = px - ex;
    const qy = py - ey;
    const reach = Math.sqrt((rx * rx + ry * ry) / (qx * qx + qy * qy));
    const nextC = Math.max(0, (qx * reach + ex) / halfLength);
    const nextS = Math.max(0, (qy * reach + ey) / halfWidth);
    size = Math.sqrt(nextC * nextC + nextS * nextS);
    const changeC = nextC / size - c;
    const changeS = nextS / size - s;
    c += changeC;
    s += changeS;
    if (changeC * changeC + changeS * changeS < SETTLED * SETTLED) break;
  }
  nearest.along = along < 0 ? -halfLength * c : halfLength * c;
  nearest.across = across < 0 ? -halfWidth * s : halfWidth * s;
}
