import { describe, expect, it } from "vitest";
import { DownsampleFilter } from "../../../src/kernels/downsample.ts";
import { filtered } from "./filtered.ts";

describe("DownsampleFilter", () => {
  it("makes squares into pixels, the last ones cut", () => {
    const filter = new DownsampleFilter(10, 7, { factor: 3, eventsPerEvent: 1 });
    expect([filter.width, filter.height]).toEqual([4, 3]);
    expect(
      filtered(filter, [
        [1, 2, 5, 1],
        [2, 3, 6, 0],
        [3, 9, 0, 1],
      ]),
    ).toEqual([
      [1, 0, 1, 1],
      [2, 1, 2, 0],
      [3, 3, 0, 1],
    ]);
  });

  it("waits for as many events of one polarity more, and lets both cancel", () => {
    const filter = new DownsampleFilter(4, 4, { factor: 2, eventsPerEvent: 2 });
    expect(
      filtered(
        filter,
        [
          [1, 0, 0, 1],
          [2, 1, 1, 0],
          [3, 0, 1, 1],
        ],
        [
          [4, 1, 0, 1],
          [5, 0, 0, 1],
        ],
      ),
    ).toEqual([[4, 0, 0, 1]]);
    expect(
      filtered(filter, [
        [6, 0, 0, 0],
        [7, 0, 0, 0],
        [8, 0, 0, 0],
      ]),
    ).toEqual([[8, 0, 0, 0]]);
  });
});
