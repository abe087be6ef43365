import type { Vec3 } from "./vec3.ts";

/** Square matrix, row-major, in caller-owned memory. */
export type SquareMatrix = Float64Array;

/** Element of a row-major matrix; NaN outside of it, so that a wrong index shows in every result. */
export const at = (m: ArrayLike<number>, index: number): number => m[index] ?? NaN;

export const square = (value: number): number => value * value;

/** The `n` x `n` identity. */
export function identity(n: number): SquareMatrix {
  const m = new Float64Array(n * n);
  for (let i = 0; i < n; i++) m[i * n + i] = 1;
  return m;
}

/** out = a * b, all `n` x `n`; `out` may be neither `a` nor `b`. */
export function multiplyInto(out: SquareMatrix, a: SquareMatrix, b: SquareMatrix, n: number): void {
  out.fill(0);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const factor = at(a, i * n + k);
      if (factor === 0) continue; // transition matrices are mostly zeros
      for (let j = 0; j < n; j++) out[i * n + j] = at(out, i * n + j) + factor * at(b, k * n + j);
    }
  }
}

/** out = a * transpose(b), all `n` x `n`; `out` may be neither `a` nor `b`. */
export function multiplyTransposedInto(out: SquareMatrix, a: SquareMatrix, b: SquareMatrix, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += at(a, i * n + k) * at(b, j * n + k);
      out[i * n + j] = sum;
    }
  }
}

/** Makes `m` exactly symmetric: each pair becomes its mean. Keeps covariances from drifting apart by rounding. */
export function symmetrize(m: SquareMatrix, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const mean = (at(m, i * n + j) + at(m, j * n + i)) / 2;
      m[i * n + j] = mean;
      m[j * n + i] = mean;
    }
  }
}

/** Symmetric 3x3 matrix: xx, xy, xz, yy, yz, zz. */
export type Symmetric3 = readonly [number, number, number, number, number, number];

/** factor * (a bT + b aT) / 2; with a = b the outer product. */
export function symmetricOuter(a: Vec3, b: Vec3, factor: number): Symmetric3 {
  const half = factor / 2;
  return [
    factor * a[0] * b[0],
    half * (a[0] * b[1] + a[1] * b[0]),
    half * (a[0] * b[2] + a[2] * b[0]),
    factor * a[1] * b[1],
    half * (a[1] * b[2] + a[2] * b[1]),
    factor * a[2] * b[2],
  ];
}

export const addSymmetric = (a: Symmetric3, b: Symmetric3): Symmetric3 => [
  a[0] + b[0],
  a[1] + b[1],
  a[2] + b[2],
  a[3] + b[3],
  a[4] + b[4],
  a[5] + b[5],
];

/** m * v */
export const applySymmetric = (m: Symmetric3, v: Vec3): Vec3 => [
  m[0] * v[0] + m[1] * v[1] + m[2] * v[2],
  m[1] * v[0] + m[3] * v[1] + m[4] * v[2],
  m[2] * v[0] + m[4] * v[1] + m[5] * v[2],
];

/** Inverse of a positive definite matrix; null when it is not one (NaN included). */
export function invertSymmetric(m: Symmetric3): Symmetric3 | null {
  const [xx, xy, xz, yy, yz, zz] = m;
  const cxx = yy * zz - yz * yz;
  const cxy = xz * yz - xy * zz;
  const cxz = xy * yz - xz * yy;
  const determinant = xx * cxx + xy * cxy + xz * cxz;
  const positive = xx > 0 && xx * yy - xy * xy > 0 && determinant > 0;
  if (!positive || determinant === Infinity) return null;
  return [
    cxx / determinant,
    cxy / determinant,
    cxz / determinant,
    (xx * zz - xz * xz) / determinant,
    (xy * xz - xx * yz) / determinant,
    (xx * yy - xy * xy) / determinant,
  ];
}

/** Row-major 3x3 of a symmetric matrix. */
export const toRowMajor = (m: Symmetric3): number[] => [m[0], m[1], m[2], m[1], m[3], m[4], m[2], m[4], m[5]];

/** The upper triangle of a row-major 3x3 matrix. */
export const fromRowMajor = (m: ArrayLike<number>): Symmetric3 => [
  at(m, 0),
  at(m, 1),
  at(m, 2),
  at(m, 4),
  at(m, 5),
  at(m, 8),
];

/** x with a x0 + b x1 + c x2 = rhs (a, b, c are columns); null when the columns lie in a plane. */
export function solveColumns(a: Vec3, b: Vec3, c: Vec3, rhs: Vec3): Vec3 | null {
  const determinant = triple(a, b, c);
  if (!(Math.abs(determinant) > 1e-300) || !Number.isFinite(determinant)) return null;
  return [triple(rhs, b, c) / determinant, triple(a, rhs, c) / determinant, triple(a, b, rhs) / determinant];
}

const triple = (a: Vec3, b: Vec3, c: Vec3): number =>
  a[0] * (b[1] * c[2] - b[2] * c[1]) +
  a[1] * (b[2] * c[0] - b[0] * c[2]) +
  a[2] * (b[0] * c[1] - b[1] * c[0]);
