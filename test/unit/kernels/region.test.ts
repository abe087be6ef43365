import { describe, expect, it } from "vitest";
import { RegionFilter } from "../../../src/kernels/region.ts";
import type { Row } from "../../support/codec-decode.ts";
import { filtered } from "./filtered.ts";

const REGION = { xPx: 2, yPx: 3, widthPx: 4, heightPx: 2 };
const INSIDE: Row[] = [
  [1, 2, 3, 1],
  [2, 5, 4, 0],
];
const OUTSIDE: Row[] = [
  [3, 1, 3, 1],
  [4, 6, 4, 1],
  [5, 2, 2, 1],
  [6, 5, 5, 1],
];

describe("RegionFilter", () => {
  it("keeps what is inside, with the sensor as it was", () => {
    const filter = new RegionFilter(10, 10, REGION, "inside");
    expect(filtered(filter, [...INSIDE, ...OUTSIDE])).toEqual(INSIDE);
    expect([filter.width, filter.height]).toEqual([10, 10]);
  });

  it("keeps what is outside", () => {
    expect(filtered(new RegionFilter(10, 10, REGION, "outside"), [...INSIDE, ...OUTSIDE])).toEqual(OUTSIDE);
  });

  it("makes the region the sensor when it crops", () => {
    const filter = new RegionFilter(10, 10, REGION, "crop");
    expect(filtered(filter, [...INSIDE, ...OUTSIDE])).toEqual([
      [1, 0, 0, 1],
      [2, 3, 1, 0],
    ]);
    expect([filter.width, filter.height]).toEqual([4, 2]);
  });

  it("crops to the sensor's edge", () => {
    const filter = new RegionFilter(5, 4, REGION, "crop");
    expect([filter.width, filter.height]).toEqual([3, 1]);
  });
});
