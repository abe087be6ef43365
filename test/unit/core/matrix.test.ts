import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  applySymmetric,
  at,
  fromRowMajor,
  identity,
  invertSymmetric,
  multiplyInto,
  multiplyTransposedInto,
  solveColumns,
  symmetrize,
  toRowMajor,
  type Symmetric3,
} from "../../../src/core/matrix.ts";
import { add, scale, type Vec3 } from "../../../src/core/vec3.ts";

const number = fc.double({ min: -10, max: 10, noNaN: true });
const vector = fc.tuple(number, number, number);

describe("matrices", () => {
  it("multiplies row by column", () => {
    const out = new Float64Array(4);
    multiplyInto(out, Float64Array.of(1, 2, 3, 4), Float64Array.of(5, 6, 7, 8), 2);
    expect([...out]).toEqual([19, 22, 43, 50]);
  });

  it("multiplies by the transpose", () => {
    const out = new Float64Array(4);
    multiplyTransposedInto(out, Float64Array.of(1, 2, 3, 4), Float64Array.of(5, 6, 7, 8), 2);
    expect([...out]).toEqual([17, 23, 39, 53]);
  });

  it("gives NaN outside of a matrix", () => {
    expect(at([1, 2], 2)).toBeNaN();
  });

  it("symmetrizes to the mean of each pair", () => {
    const m = Float64Array.of(1, 2, 4, 5);
    symmetrize(m, 2);
    expect([...m]).toEqual([1, 3, 3, 5]);
  });

  it("has ones on the diagonal of the identity only", () => {
    expect([...identity(3)]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  });

  it("inverts every positive definite matrix", () => {
    fc.assert(
      fc.property(vector, vector, (a, b) => {
        const m: Symmetric3 = [
          1 + a[0] * a[0] + b[0] * b[0],
          a[0] * a[1] + b[0] * b[1],
          a[0] * a[2] + b[0] * b[2],
          1 + a[1] * a[1] + b[1] * b[1],
          a[1] * a[2] + b[1] * b[2],
          1 + a[2] * a[2] + b[2] * b[2],
        ];
        const inverse = invertSymmetric(m);
        expect(inverse).not.toBeNull();
        const back = applySymmetric(inverse ?? m, applySymmetric(m, [1, 2, 3]));
        expect(back[0]).toBeCloseTo(1, 6);
        expect(back[1]).toBeCloseTo(2, 6);
        expect(back[2]).toBeCloseTo(3, 6);
      }),
    );
  });

  it.each([
    ["singular", [1, 1, 0, 1, 0, 1]],
    ["indefinite", [1, 2, 0, 1, 0, 1]],
    ["negative", [-1, 0, 0, -1, 0, 1]],
    ["NaN", [NaN, 0, 0, 1, 0, 1]],
  ] as const)("does not invert a %s matrix", (_, m) => {
    expect(invertSymmetric(m)).toBeNull();
  });

  it("keeps a symmetric matrix through row-major form", () => {
    const m: Symmetric3 = [1, 2, 3, 4, 5, 6];
    expect(toRowMajor(m)).toEqual([1, 2, 3, 2, 4, 5, 3, 5, 6]);
    expect(fromRowMajor(toRowMajor(m))).toEqual(m);
  });

  it("solves for the weights of three columns", () => {
    const [a, b, c]: Vec3[] = [
      [2, 0, 1],
      [0, 3, 1],
      [1, 1, -1],
    ];
    const rhs = add(add(scale(a!, 0.5), scale(b!, -2)), scale(c!, 3));
    const x = solveColumns(a!, b!, c!, rhs);
    expect(x?.[0]).toBeCloseTo(0.5, 12);
    expect(x?.[1]).toBeCloseTo(-2, 12);
    expect(x?.[2]).toBeCloseTo(3, 12);
    expect(solveColumns(a!, a!, c!, rhs)).toBeNull();
  });
});
