import { describe, expect, it } from "vitest";
import { RateLimitFilter } from "../../../src/kernels/rate-limit.ts";
import type { Row } from "../../support/codec-decode.ts";
import { filtered } from "./filtered.ts";

const make = (maxEvents: number) => new RateLimitFilter(100, 100, { maxEvents, periodUs: 100 });
const burst = (startUs: number, count: number): Row[] =>
  Array.from({ length: count }, (_, i) => [startUs + i, i, 0, 1] as const);

describe("RateLimitFilter", () => {
  it("lets all through that fits", () => {
    expect(filtered(make(10), burst(0, 10))).toEqual(burst(0, 10));
  });

  it("thins out evenly what does not fit", () => {
    expect(filtered(make(4), burst(0, 12)).map(([t]) => t)).toEqual([2, 5, 8, 11]);
  });

  it("gives a later batch of a period what the earlier have left, and the next period its own", () => {
    const filter = make(6);
    expect(filtered(filter, burst(0, 4))).toHaveLength(4);
    expect(filtered(filter, burst(50, 10))).toHaveLength(2);
    expect(filtered(filter, burst(60, 5))).toHaveLength(0);
    expect(filtered(filter, burst(100, 9))).toHaveLength(6);
  });

  it("cuts a batch at the ends of its periods", () => {
    const rows = [...burst(90, 10), ...burst(100, 20)]; // the first period starts at 90
    expect(filtered(make(5), rows)).toHaveLength(5);
    expect(filtered(make(5), [...rows, ...burst(190, 20)])).toHaveLength(10);
  });

  it("keeps the grid of periods over a gap", () => {
    const filter = make(1);
    filtered(filter, [[0, 0, 0, 1]]);
    expect(
      filtered(filter, [
        [250, 0, 0, 1],
        [299, 0, 0, 1],
        [300, 0, 0, 1],
      ]).map(([t]) => t),
    ).toEqual([299, 300]);
  });
});
