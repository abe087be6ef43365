import { describe, expect, it } from "vitest";
import { distort, type Lens, undistort } from "../../../src/core/lens.ts";

const IDEAL: Lens = { fx: 200, fy: 200, cx: 64, cy: 64, k1: 0, k2: 0, k3: 0, p1: 0, p2: 0 };
const BARREL: Lens = { ...IDEAL, k1: -0.4, k2: 0.15, k3: -0.02, p1: 0.002, p2: -0.003 };

describe("undistort", () => {
  it("undoes the distortion anywhere on the sensor", () => {
    for (const [x, y] of [
      [0, 0],
      [127, 0],
      [30, 90],
      [64, 64],
    ] as const) {
      const [backX, backY] = undistort(BARREL, ...distort(BARREL, x, y)) ?? [NaN, NaN];
      expect(backX).toBeCloseTo(x, 4);
      expect(backY).toBeCloseTo(y, 4);
    }
  });

  it("distorts as OpenCV's model says", () => {
    const lens: Lens = { fx: 100, fy: 50, cx: 10, cy: 20, k1: 0.1, k2: 0.01, k3: 0.001, p1: 0.02, p2: 0.03 };
    // x = 1, y = 2, r2 = 5: gain = 1 + 0.5 + 0.25 + 0.125; shift x = 2*p1*2 + p2*(5+2), y = p1*(5+8) + 2*p2*2
    const [x, y] = distort(lens, 110, 120);
    expect(x).toBeCloseTo(10 + 100 * (1.875 + 0.08 + 0.21), 9);
    expect(y).toBeCloseTo(20 + 50 * (2 * 1.875 + 0.26 + 0.12), 9);
  });

  it("has no answer where the model folds over", () => {
    expect(undistort({ ...IDEAL, fx: 20, fy: 20, k1: -0.4 }, 0, 0)).toBeNull();
  });
});
