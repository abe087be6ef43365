import { describe, expect, it } from "vitest";
import { RateBins } from "../../../../bin/output/plot-rate.ts";
import { batchOf } from "../../../support/codec-decode.ts";

describe("RateBins", () => {
  it("counts polarities apart, from its start on", () => {
    const rate = new RateBins(1000);
    rate.add(
      batchOf([
        [999, 0, 0, 1],
        [1000, 0, 0, 1],
        [1099, 0, 0, 0],
        [1100, 0, 0, 1],
      ]),
    );
    expect([rate.length, rate.binUs]).toEqual([2, 100]);
    expect([rate.on[0], rate.off[0], rate.on[1], rate.off[1]]).toEqual([1, 1, 1, 0]);
  });

  it("makes two bins one when the recording is longer, and loses nothing", () => {
    const rate = new RateBins(0);
    rate.add(batchOf(Array.from({ length: 500 }, (_, i) => [i * 1000, 0, 0, i % 2] as const)));
    expect(rate.binUs).toBe(800);
    expect(rate.length).toBe(624);
    const total = Array.from({ length: rate.length }, (_, bin) => rate.total(bin)).reduce((a, b) => a + b);
    expect(total).toBe(500);
    expect(rate.on.reduce((a, b) => a + b)).toBe(250);
  });

  it("knows its busiest bin, the first of several", () => {
    const rate = new RateBins(0);
    expect(rate.busiest).toBe(-1);
    rate.add(
      batchOf([
        [50, 0, 0, 1],
        [250, 0, 0, 1],
        [260, 0, 0, 0],
        [550, 0, 0, 1],
        [560, 0, 0, 1],
      ]),
    );
    expect(rate.busiest).toBe(2);
  });
});
