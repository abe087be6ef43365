const clamp = (value: number): number => Math.min(1, Math.max(0, value));

/**
 * [m^2] square of the least distance of two line segments. Each is six numbers of `points` from an index on: one end, the
 * other end; ends may be the same. Method: Ericson, Real-Time Collision Detection (2005), 5.1.9. Hot path: no allocation.
 */
export function segmentDistance2(points: Float64Array, a: number, b: number): number {
  const ux = points[a + 3]! - points[a]!;
  const uy = points[a + 4]! - points[a + 1]!;
  const uz = points[a + 5]! - points[a + 2]!;
  const vx = points[b + 3]! - points[b]!;
  const vy = points[b + 4]! - points[b + 1]!;
  const vz = points[b + 5]! - points[b + 2]!;
  const rx = points[a]! - points[b]!;
  const ry = points[a + 1]! - points[b + 1]!;
  const rz = points[a + 2]! - points[b + 2]!;
  const uu = ux * ux + uy * uy + uz * uz;
  const vv = vx * vx + vy * vy + vz * vz;
  const uv = ux * vx + uy * vy + uz * vz;
  const ur = ux * rx + uy * ry + uz * rz;
  const vr = vx * rx + vy * ry + vz * rz;
  const area = uu * vv - uv * uv;
  // parallel ones: any point of the first will do to begin with
  let s = area > 1e-12 * uu * vv ? clamp((uv * vr - ur * vv) / area) : 0;
  let t = vv > 0 ? (uv * s + vr) / vv : 0;
  if (t < 0 || t > 1 || vv === 0) {
    t = clamp(t);
    s = uu > 0 ? clamp((uv * t - ur) / uu) : 0;
  }
  const dx = rx + s * ux - t * vx;
  const dy = ry + s * uy - t * vy;
  const dz = rz + s * uz - t * vz;
  return dx * dx + dy * dy + dz * dz;
}
