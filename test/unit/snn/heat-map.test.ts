import { describe, expect, it } from "vitest";
import { type HeatMap, readHeatMap } from "../../../src/snn/heat-map.ts";
import type { PlaceReading } from "../../../src/snn/place-reading.ts";

const MAP: HeatMap = { columns: 3, rows: 2, firstPx: 1, cellPx: 4, presence: true };
const read = (shares: readonly number[], presence: readonly number[], reach: number): PlaceReading => {
  const place: PlaceReading = { xPx: 0, yPx: 0, varianceXPx2: 0, varianceYPx2: 0, presence: 0 };
  readHeatMap([...shares, ...presence].map(Math.log), MAP, reach, place);
  return place;
};

describe("a place in a heat map", () => {
  it("is the mean of the softmax over all cells, with its variance", () => {
    const place = read([1, 1, 2, 1, 1, 2], [1, 1, 1, 1, 1, 1], 3);
    expect(place.xPx).toBeCloseTo(1 + 4 * ((2 * 1 + 4 * 2) / 8), 12);
    expect(place.yPx).toBeCloseTo(1 + 4 * 0.5, 12);
    expect(place.varianceXPx2).toBeCloseTo(16 * ((2 + 4 * 4) / 8 - 1.25 * 1.25), 12);
    expect(place.varianceYPx2).toBeCloseTo(16 * 0.25, 12);
  });

  it("counts only the cells near the largest", () => {
    const place = read([9, 1, 5, 1e-9, 1e-9, 1e-9], [1, 1, 1, 1, 1, 1], 1);
    expect(place.xPx).toBeCloseTo(1 + 4 * 0.1, 6);
  });

  it("comes with the probability whose logit is the log of the second plane's sum", () => {
    expect(read([1, 1, 1, 1, 1, 1], [0.5, 0.5, 0.5, 0.5, 0.5, 0.5], 1).presence).toBeCloseTo(3 / 4, 12);
    expect(read([1, 1, 1, 1, 1, 1], [1e200, 1, 1, 1, 1, 1], 1).presence).toBe(1);
    expect(
      read([1, 1, 1, 1, 1, 1], [1e-200, 1e-200, 1e-200, 1e-200, 1e-200, 1e-200], 1).presence,
    ).toBeLessThan(1e-190);
  });
});
