import { describe, expect, it } from "vitest";
import { ellipsoidMatrix } from "../../../../viewer/src/data/ellipsoid.ts";

/** m * transpose(m), row-major 3x3. */
function squared(m: readonly number[]): number[] {
  const at = (i: number, j: number): number => m[3 * i + j] ?? NaN;
  return [0, 1, 2].flatMap((i) =>
    [0, 1, 2].map((j) => at(i, 0) * at(j, 0) + at(i, 1) * at(j, 1) + at(i, 2) * at(j, 2)),
  );
}

describe("the matrix of a covariance's ellipsoid", () => {
  it("squares to the covariance, times the number of sigmas squared", () => {
    const covariance = [4, 1, 0.5, 1, 3, -0.7, 0.5, -0.7, 2];
    squared(ellipsoidMatrix(covariance, 3)).forEach((value, i) =>
      expect(value).toBeCloseTo(9 * (covariance[i] ?? NaN), 12),
    );
  });

  it("makes a sphere's radius of one sigma out of equal variances", () => {
    expect(ellipsoidMatrix([0.04, 0, 0, 0, 0.04, 0, 0, 0, 0.04], 1)).toEqual([
      0.2, 0, 0, 0, 0.2, 0, 0, 0, 0.2,
    ]);
  });

  it.each([
    ["no width in y", [1, 0, 0, 0, 0, 0, 0, 0, 1], [1, 0, 0, 0, 0, 0, 0, 0, 1]],
    ["a variance below zero", [1, 0, 0, 0, -1, 0, 0, 0, 1], [1, 0, 0, 0, 0, 0, 0, 0, 1]],
    ["entries that are not numbers", new Array<number>(9).fill(NaN), new Array<number>(9).fill(0)],
    ["no entries", [], new Array<number>(9).fill(0)],
  ])("stays drawable with %s", (_, covariance, expected) => {
    expect(ellipsoidMatrix(covariance, 1)).toEqual(expected);
  });
});
