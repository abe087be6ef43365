import { describe, expect, it } from "vitest";
import { Random } from "../../../src/core/random.ts";
import { LatencyHistogram } from "../../../src/runtime/latency-histogram.ts";

function of(...samplesNs: number[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const ns of samplesNs) histogram.record(ns);
  return histogram;
}

describe("a latency histogram", () => {
  it("has no percentiles without samples", () => {
    expect(new LatencyHistogram().percentiles(1e3)).toBeUndefined();
  });

  it("gives a constant back exactly", () => {
    const many = new Array<number>(100).fill(100_000);
    expect(of(...many).percentiles(1e3)).toEqual({ p50: 100, p95: 100, p99: 100, p999: 100, max: 100 });
  });

  it.each([
    1,
    2047,
    2048,
    2049,
    4095,
    4096,
    123_457,
    2 ** 31 - 1,
    2 ** 31,
    2 ** 31 + 12_345,
    3.6e12,
    2 ** 52,
  ])("tells %d ns from what is a thousandth less or more", (ns) => {
    const found = of(1, ns, 2 ** 52).percentiles(1);
    expect(found?.p50).toBeGreaterThanOrEqual(ns);
    expect(found?.p50).toBeLessThan(ns * 1.001 + 1);
  });

  it("counts 99.9 % of 41000 samples as 40959, though doubles make a little more of it", () => {
    const samples = Array.from({ length: 41_000 }, (_, i) => i + 1);
    expect(of(...samples).percentiles(1)?.p999).toBe(40_959);
  });

  it("puts its percentiles where sorting does, to a thousandth", () => {
    const random = new Random(5);
    const samples = Array.from({ length: 5000 }, () => Math.floor(10 ** random.between(1, 9)));
    const sorted = samples.toSorted((a, b) => a - b);
    const found = of(...samples).percentiles(1)!;
    const expected = { p50: sorted[2499]!, p95: sorted[4749]!, p99: sorted[4949]!, p999: sorted[4994]! };
    for (const [name, ns] of Object.entries(expected)) {
      const told = found[name as keyof typeof expected];
      expect(told, name).toBeGreaterThanOrEqual(ns);
      expect(told, name).toBeLessThanOrEqual(ns * 1.001 + 1);
    }
    expect(found.max).toBe(sorted[4999]);
  });

  it("counts what is longer than 52 days as 52 days", () => {
    expect(of(1e18).percentiles(1)?.max).toBe(2 ** 52);
  });

  it("counts less than a nanosecond as one", () => {
    expect(of(0, -5).percentiles(1)).toEqual({ p50: 1, p95: 1, p99: 1, p999: 1, max: 1 });
  });

  it("adds up with others, empty and longer ones included, as if it had seen their samples", () => {
    const sum = of(10_000);
    sum.add(structuredClone(of(3e9, 20_000).figures()));
    sum.add(new LatencyHistogram().figures());
    expect(sum.count).toBe(3);
    expect(sum.percentiles(1)).toEqual(of(10_000, 20_000, 3e9).percentiles(1));
  });
});
