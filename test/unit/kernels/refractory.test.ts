import { describe, expect, it } from "vitest";
import { RefractoryFilter } from "../../../src/kernels/refractory.ts";
import { filtered } from "./filtered.ts";

describe("RefractoryFilter", () => {
  it("drops what a pixel says within the dead time after the last event that stayed", () => {
    const filter = new RefractoryFilter(4, 4, 100);
    expect(
      filtered(
        filter,
        [
          [0, 1, 1, 1],
          [60, 1, 1, 0],
          [99, 1, 1, 1],
        ],
        [
          [100, 1, 1, 0],
          [150, 1, 1, 1],
        ],
      ),
    ).toEqual([
      [0, 1, 1, 1],
      [100, 1, 1, 0],
    ]);
  });

  it("leaves other pixels alone", () => {
    const rows = [
      [0, 1, 1, 1],
      [1, 2, 1, 1],
      [2, 1, 2, 1],
    ] as const;
    expect(filtered(new RefractoryFilter(4, 4, 100), rows)).toEqual(rows);
  });
});
