import { describe, expect, it } from "vitest";
import { HotPixelFilter } from "../../../src/kernels/hot-pixels.ts";
import type { Row } from "../../support/codec-decode.ts";
import { filtered } from "./filtered.ts";

const make = () => new HotPixelFilter(8, 8, { learnUs: 1000, minRateHz: 10_000, ratio: 5 }); // 10 events a period
/** `count` events of a pixel spread over a period. */
const firing = (startUs: number, count: number, x: number, y: number): Row[] =>
  Array.from({ length: count }, (_, i) => [startUs + Math.floor((i * 1000) / count), x, y, 1] as const);

describe("HotPixelFilter", () => {
  it("silences, from the second period on, a pixel that fires alone", () => {
    const filter = make();
    expect(filtered(filter, firing(0, 20, 3, 3))).toHaveLength(20);
    expect(filtered(filter, firing(1000, 20, 3, 3), [[1999, 6, 6, 1]])).toEqual([[1999, 6, 6, 1]]);
    expect(filter.hotPixels).toBe(1);
  });

  it.each([
    ["fires seldom", firing(0, 9, 3, 3)],
    [
      "fires among others that fire alike",
      [...firing(0, 20, 3, 3), ...firing(0, 33, 4, 3)].sort((a, b) => a[0] - b[0]),
    ],
  ])("lets a pixel be that %s", (_, rows) => {
    const filter = make();
    filtered(filter, rows);
    expect(filtered(filter, [[1000, 3, 3, 1]])).toHaveLength(1);
  });

  it("takes a pixel with exactly the least rate for hot when it fires alone", () => {
    const filter = make();
    filtered(filter, firing(0, 10, 3, 3));
    expect(filtered(filter, [[1000, 3, 3, 1]])).toEqual([]);
  });

  it.each([
    [31, 0],
    [32, 1],
  ])(
    "compares with the neighbours' mean: with %d events around 20, %d of one come through",
    (around, passing) => {
      const filter = make(); // 20 > 5 * around / 8
      filtered(
        filter,
        [...firing(0, 20, 3, 3), ...firing(0, around, 4, 3)].sort((a, b) => a[0] - b[0]),
      );
      expect(filtered(filter, [[1000, 3, 3, 1]])).toHaveLength(passing);
    },
  );

  it("learns after every period, not only after the first", () => {
    const filter = make();
    filtered(filter, firing(0, 20, 3, 3), firing(1000, 20, 5, 5));
    expect(
      filtered(filter, [
        [2000, 3, 3, 1],
        [2001, 5, 5, 1],
      ]),
    ).toEqual([[2000, 3, 3, 1]]);
  });

  it("finds two hot pixels side by side", () => {
    const filter = make();
    filtered(
      filter,
      [...firing(0, 20, 3, 3), ...firing(0, 20, 4, 3)].sort((a, b) => a[0] - b[0]),
    );
    expect(
      filtered(filter, [
        [1000, 3, 3, 1],
        [1000, 4, 3, 1],
      ]),
    ).toEqual([]);
  });

  it("lets a pixel through again that has calmed down for a period, long gaps included", () => {
    const filter = make();
    filtered(filter, firing(0, 20, 3, 3), [[1000, 3, 3, 1]]);
    expect(filtered(filter, [[5500, 3, 3, 1]])).toEqual([[5500, 3, 3, 1]]);
    filtered(filter, firing(6000, 20, 3, 3)); // the grid of periods has stayed
    expect(filtered(filter, [[7000, 3, 3, 1]])).toEqual([]);
  });
});
