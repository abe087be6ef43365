import { describe, expect, it } from "vitest";
import { fitBases, nearestMask, subsetSums } from "../../../../src/backends/dynapse/base-currents.ts";
import { Random } from "../../../../src/core/random.ts";

const weightsOf = (seed: number, count: number): Float64Array => {
  const random = new Random(seed);
  return Float64Array.from({ length: count }, () => random.between(0, 1));
};

/** [-] sum of squares when each weight takes its best subset, all subsets tried. */
function bruteSquares(weights: Float64Array, bases: ArrayLike<number>): number {
  const subsets = Array.from(bases).reduce<number[]>(
    (sums, base) => [...sums, ...sums.map((sum) => sum + base)],
    [0],
  );
  return weights.reduce(
    (squares, weight) => squares + Math.min(...subsets.map((sum) => Math.abs(weight - sum))) ** 2,
    0,
  );
}

/** All choices of four places of a grid, in order. */
const choicesOf = (grid: readonly number[]): number[][] =>
  [1, 2, 3].reduce<number[][]>(
    (choices) => choices.flatMap((chosen) => grid.filter((each) => each >= chosen.at(-1)!).map((each) => [...chosen, each])), // prettier-ignore
    grid.map((each) => [each]),
  );

const squaresOf = (weights: Float64Array, sums: Float64Array): number =>
  weights.reduce((total, weight, n) => total + (weight - sums[n]!) ** 2, 0);

describe("subsets", () => {
  it("are all 16 sums, bit by bit", () => {
    expect([...subsetSums([1, 2, 4, 8])]).toEqual(Array.from({ length: 16 }, (_, n) => n));
    expect(subsetSums([1, 10, 100, 1000])[0b1010]).toBe(1010);
  });

  it("each weight takes the nearest, as brute force has it", () => {
    for (let seed = 0; seed < 20; seed++) {
      const bases = weightsOf(seed, 4);
      const weights = weightsOf(100 + seed, 50);
      const sums = subsetSums(bases);
      const chosen = weights.map((weight) => sums[nearestMask(sums, weight)]!);
      expect(squaresOf(weights, chosen)).toBeCloseTo(bruteSquares(weights, bases), 12);
    }
  });
});

describe("base currents", () => {
  it("are found again where the weights are sums of four", () => {
    for (const bases of [
      [1, 2, 4, 8],
      [3, 5, 11, 30],
      [0.2, 0.3, 0.9, 1.7],
    ]) {
      const weights = subsetSums(bases);
      const fit = fitBases(weights);
      expect(squaresOf(weights, fit.sums)).toBeLessThan(1e-3 * weights.reduce((sum, w) => sum + w * w, 0));
    }
    const fit = fitBases(subsetSums([1, 2, 4, 8]));
    expect([...fit.bases].map((base) => Number(base.toFixed(6)))).toEqual([1, 2, 4, 8]);
    expect([...fit.masks]).toEqual(Array.from({ length: 16 }, (_, n) => n));
  });

  it("hold up to four different weights exactly, in any unit", () => {
    for (const weights of [[7e-9], [1e-12, 5e-9], [0.31, 0.62, 0.7, 0.11], [2, 2, 2, 3, 3, 9, 9, 9.5]]) {
      const { sums } = fitBases(Float64Array.from(weights));
      weights.forEach((weight, n) => expect(sums[n]! / weight).toBeCloseTo(1, 6));
    }
  });

  it("come within a tenth of the best error on a fine grid, or below", () => {
    const grid = Array.from({ length: 12 }, (_, n) => n / 15);
    for (let seed = 0; seed < 4; seed++) {
      const weights = weightsOf(seed, 12);
      const best = Math.min(...choicesOf(grid).map((bases) => bruteSquares(weights, bases)));
      const { bases, sums } = fitBases(weights);
      expect(squaresOf(weights, sums)).toBeCloseTo(bruteSquares(weights, bases), 12);
      expect(squaresOf(weights, sums)).toBeLessThan(1.1 * best);
    }
  });

  it("are off by no more than an even ladder of 16 steps on weights of all sizes", () => {
    const weights = weightsOf(3, 2000);
    const { sums } = fitBases(weights);
    const even = 1 / 15 / Math.sqrt(12);
    expect(Math.sqrt(squaresOf(weights, sums) / 2000)).toBeLessThan(1.02 * even);
  });

  it("are never below 0, and nothing is lost where all weights are 0", () => {
    for (let seed = 0; seed < 30; seed++) {
      const { bases, masks } = fitBases(weightsOf(seed, 1 + seed));
      expect(Math.min(...bases)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...masks)).toBeLessThan(16);
    }
    expect([...fitBases(new Float64Array(3)).sums]).toEqual([0, 0, 0]);
    expect([...fitBases(new Float64Array(0)).bases].every((base) => base >= 0)).toBe(true);
  });
});
