import { describe, expect, it } from "vitest";
import type { PlaceReading } from "../../../src/snn/place-reading.ts";
import { type PopulationReading, readPopulation } from "../../../src/snn/population-code.ts";

const CODE = { bins: 4, firstPx: 10, binPx: 2, presence: true };
const read = (values: number[], reading: PopulationReading): PlaceReading => {
  const place: PlaceReading = { xPx: 0, yPx: 0, varianceXPx2: 0, varianceYPx2: 0, presence: 0 };
  readPopulation(values, CODE, reading, place);
  return place;
};
const ln = Math.log;

describe("a place in a population of bins", () => {
  it("is the mean of the softmax, with its variance", () => {
    // x: shares 1/8 1/8 1/2 1/4; y: all on the first bin
    const place = read([ln(1), ln(1), ln(4), ln(2), 50, 0, 0, 0, 0], { kind: "softmax-mean" });
    expect(place.xPx).toBeCloseTo(10 + 2 * (1 / 8 + 1 + 3 / 4), 12);
    expect(place.varianceXPx2).toBeCloseTo(4 * (1 / 8 + 2 + 9 / 4 - (15 / 8) ** 2), 12);
    expect(place.yPx).toBeCloseTo(10, 12);
    expect(place.presence).toBe(0.5);
  });

  it("is the largest bin, the first of equals", () => {
    const { xPx, yPx } = read([0, 3, 3, 1, -5, -4, -9, -1, 0], { kind: "peak" });
    expect([xPx, yPx]).toEqual([12, 16]);
  });

  it("is the mean round the largest bin, of what is positive", () => {
    const { xPx, yPx } = read([0.5, 1, 0.5, 9, -1, 2, -1, 0, 0], { kind: "peak-mean", reach: 1 });
    expect(xPx).toBeCloseTo((9 * 16 + 0.5 * 14) / 9.5, 12);
    expect(yPx).toBe(12);
  });

  it("is the largest bin where nothing is positive", () => {
    expect(read([-3, -1, -2, -9, -1, -2, -3, -4, 0], { kind: "peak-mean", reach: 2 }).xPx).toBe(12);
  });

  it("comes with the probability of a ball", () => {
    expect(read([0, 0, 0, 0, 0, 0, 0, 0, ln(3)], { kind: "peak" }).presence).toBeCloseTo(0.75, 12);
  });
});
