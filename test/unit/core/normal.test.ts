import { expect, it } from "vitest";
import { normal, normalQuantile } from "../../../src/core/normal.ts";
import { Random } from "../../../src/core/random.ts";

const COUNT = 100_000;

function moments(seed: number): { mean: number; variance: number; kurtosis: number; within1: number } {
  const random = new Random(seed);
  const values = Array.from({ length: COUNT }, () => normal(random));
  const average = (f: (value: number) => number): number =>
    values.reduce((sum, value) => sum + f(value), 0) / COUNT;
  const mean = average((value) => value);
  const variance = average((value) => (value - mean) ** 2);
  return {
    mean,
    variance,
    kurtosis: average((value) => (value - mean) ** 4) / variance ** 2,
    within1: average((value) => (Math.abs(value) < 1 ? 1 : 0)),
  };
}

it("has mean 0, variance 1 and the tails of the normal distribution", () => {
  const { mean, variance, kurtosis, within1 } = moments(3);
  // four standard errors of each moment at this sample size
  expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(COUNT));
  expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / COUNT));
  expect(Math.abs(kurtosis - 3)).toBeLessThan(4 * Math.sqrt(24 / COUNT));
  expect(Math.abs(within1 - 0.682689)).toBeLessThan(4 * Math.sqrt(0.2166 / COUNT));
});

it("gives the same numbers for the same seed", () => {
  const draw = (seed: number): number[] => {
    const random = new Random(seed);
    return Array.from({ length: 5 }, () => normal(random));
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

it.each([
  [0.5, 0],
  [0.6, 0.2533471031357997],
  [0.841344746068543, 1],
  [0.025, -1.959963984540054],
  [0.9999683287581669, 4],
  [9.86587645037698e-10, -6],
])("knows the value that a normal number stays below with probability %d", (p, z) => {
  expect(Math.abs(normalQuantile(p) - z)).toBeLessThan(1e-6);
  expect(normalQuantile(1 - p)).toBeCloseTo(-normalQuantile(p), 6);
});
