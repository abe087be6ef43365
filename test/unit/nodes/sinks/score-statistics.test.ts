import { describe, expect, it } from "vitest";
import { ErrorStatistics } from "../../../../nodes/sinks/score-statistics.ts";

function of(values: Iterable<number>): ErrorStatistics {
  const statistics = new ErrorStatistics(100, 0.01);
  for (const value of values) statistics.add(value);
  return statistics;
}

describe("ErrorStatistics", () => {
  it("knows mean, deviation and root mean square", () => {
    const statistics = of([1, 2, 3, 6]);
    expect(statistics.summary()).toMatchObject({ mean: 3, n: 4 });
    expect(statistics.summary()?.std).toBeCloseTo(Math.sqrt(3.5), 12);
    expect(statistics.rms).toBeCloseTo(Math.sqrt(12.5), 12);
  });

  it("finds quantiles to the width of a bin", () => {
    const summary = of(Array.from({ length: 1000 }, (_, i) => i / 100)).summary();
    expect(summary?.median).toBeCloseTo(5, 1);
    expect(summary?.p95).toBeCloseTo(9.5, 1);
  });

  it("takes what lies beyond its bins for the largest value", () => {
    expect(of([1, 500, 700, 700]).summary()).toMatchObject({ p95: 700 });
  });

  it("never gives a quantile above the largest value", () => {
    expect(of([0.001]).summary()).toMatchObject({ median: 0.001, p95: 0.001 });
  });

  it("has nothing to tell about nothing", () => {
    expect(of([]).summary()).toBeUndefined();
    expect(of([]).rms).toBeNaN();
  });
});
