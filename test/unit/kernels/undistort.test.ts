import { describe, expect, it } from "vitest";
import { type Lens, undistort } from "../../../src/core/lens.ts";
import { UndistortFilter } from "../../../src/kernels/undistort.ts";
import type { Row } from "../../support/codec-decode.ts";
import { filtered } from "./filtered.ts";

const IDEAL: Lens = { fx: 200, fy: 200, cx: 64, cy: 64, k1: 0, k2: 0, k3: 0, p1: 0, p2: 0 };
const BARREL: Lens = { ...IDEAL, k1: -0.4, k2: 0.15, k3: -0.02, p1: 0.002, p2: -0.003 };

describe("UndistortFilter", () => {
  it("moves nothing through an ideal lens", () => {
    const rows = [
      [1, 0, 0, 1],
      [2, 127, 127, 0],
    ] as const;
    expect(filtered(new UndistortFilter(128, 128, IDEAL), rows)).toEqual(rows);
  });

  it("drops what leaves by any edge, and keeps what comes to the last column or row", () => {
    const size = 128;
    const rows = Array.from({ length: size * size }, (_, i): Row => [i, i % size, Math.floor(i / size), 1]);
    const moved = rows.map(([t, x, y, p]): Row => {
      const [newX, newY] = undistort(BARREL, x, y) ?? [NaN, NaN];
      return [t, Math.round(newX) + 0, Math.round(newY) + 0, p]; // + 0: no -0
    });
    const inside = (place: number): boolean => place >= 0 && place < size;
    const kept = moved.filter(([, x, y]) => inside(x) && inside(y));
    for (const edge of [-1, 0, size - 1, size]) {
      expect(moved.some(([, x, y]) => x === edge && inside(y))).toBe(true); // the case is there
      expect(moved.some(([, x, y]) => y === edge && inside(x))).toBe(true);
    }
    expect(filtered(new UndistortFilter(size, size, BARREL), rows)).toEqual(kept);
  });

  it("moves events outwards through a barrel lens and drops those that leave the sensor", () => {
    const filter = new UndistortFilter(128, 128, BARREL);
    const [event] = filtered(filter, [[5, 5, 64, 1]]);
    const [x, y] = undistort(BARREL, 5, 64) ?? [NaN, NaN];
    expect(event).toEqual([5, Math.round(x), Math.round(y), 1]);
    expect(event?.[1]).toBeLessThan(5);
    expect(filtered(filter, [[6, 0, 0, 1]])).toEqual([]);
  });
});
