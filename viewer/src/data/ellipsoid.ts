/** A 3x3 matrix, row-major. */
export type Matrix3 = readonly [number, number, number, number, number, number, number, number, number];

/**
 * The matrix that maps the unit sphere onto the `sigmas` ellipsoid of a covariance: `sigmas` times its lower
 * Cholesky factor. No axes are needed for drawing, so no eigenvalues are computed.
 * A covariance that is flat or not quite positive gives a flat ellipsoid, never NaN; entries that are not numbers
 * give a point.
 * @param covariance row-major 3x3, symmetric; the result has the unit of its square root.
 */
export function ellipsoidMatrix(covariance: readonly number[], sigmas: number): Matrix3 {
  const at = (i: number): number => {
    const value = covariance[i] ?? 0;
    return Number.isFinite(value) ? value : 0;
  };
  const a = root(at(0));
  const b = a > 0 ? at(3) / a : 0;
  const d = a > 0 ? at(6) / a : 0;
  const c = root(at(4) - b * b);
  const e = c > 0 ? (at(7) - d * b) / c : 0;
  const f = root(at(8) - d * d - e * e);
  return [a * sigmas, 0, 0, b * sigmas, c * sigmas, 0, d * sigmas, e * sigmas, f * sigmas];
}

const root = (value: number): number => (value > 1e-18 ? Math.sqrt(value) : 0);
