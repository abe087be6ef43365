import { describe, expect, it } from "vitest";
import { BackgroundActivityFilter } from "../../../src/kernels/background-activity.ts";
import type { Row } from "../../support/codec-decode.ts";
import { filtered } from "./filtered.ts";

const make = (windowUs: number, supporters = 1) =>
  new BackgroundActivityFilter(10, 8, { windowUs, supporters });

describe("BackgroundActivityFilter", () => {
  it.each([
    [-1, -1],
    [0, -1],
    [1, -1],
    [-1, 0],
    [1, 0],
    [-1, 1],
    [0, 1],
    [1, 1],
  ])("keeps an event that a neighbour at (%d, %d) supports", (dx, dy) => {
    const event: Row = [150, 5, 4, 1];
    expect(filtered(make(100), [[100, 5 + dx, 4 + dy, 0], event])).toEqual([event]);
    expect(filtered(make(50), [[100, 5 + dx, 4 + dy, 0], event])).toEqual([]); // 50 us are not younger than 50
  });

  it.each([
    ["has no neighbour", [[100, 5, 2, 1]]],
    ["only its own pixel supports", [[100, 5, 4, 1]]],
  ] as const)("drops an event that %s", (_, before) => {
    expect(filtered(make(100), [...before, [150, 5, 4, 1]])).toEqual([]);
  });

  it("asks for support that is younger than the window, in batches as in one", () => {
    const neighbour: Row = [100, 5, 4, 1];
    expect(filtered(make(50), [neighbour], [[149, 6, 4, 1]])).toEqual([[149, 6, 4, 1]]);
    expect(filtered(make(50), [neighbour], [[150, 6, 4, 1]])).toEqual([]);
  });

  it("counts neighbours, not their events", () => {
    const two: Row[] = [
      [10, 4, 4, 1],
      [11, 4, 4, 1],
    ];
    expect(filtered(make(100, 2), [...two, [12, 5, 4, 1]])).toEqual([]);
    expect(filtered(make(100, 2), [...two, [11, 6, 4, 1], [12, 5, 4, 1]])).toEqual([[12, 5, 4, 1]]);
  });

  it("does not wrap around the sensor's edges", () => {
    expect(
      filtered(make(100), [
        [10, 9, 3, 1],
        [11, 0, 4, 1],
        [12, 0, 3, 1],
      ]),
    ).toEqual([[12, 0, 3, 1]]);
    expect(
      filtered(make(100), [
        [10, 9, 7, 1],
        [11, 0, 0, 1],
        [12, 9, 0, 1],
      ]),
    ).toEqual([]);
  });
});
