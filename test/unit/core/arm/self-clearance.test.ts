import { describe, expect, it } from "vitest";
import { ArmKinematics } from "../../../../src/core/arm/arm-kinematics.ts";
import { segmentDistance2 } from "../../../../src/core/arm/segment-distance.ts";
import { SelfClearance } from "../../../../src/core/arm/self-clearance.ts";
import { Random } from "../../../../src/core/random.ts";
import { someArm } from "./arms.ts";

describe("the distance of two segments", () => {
  it.each<[string, number[], number]>([
    ["crossing above each other", [-1, 0, 0, 1, 0, 0, 0, -1, 0.5, 0, 1, 0.5], 0.5],
    ["end to end on a line", [0, 0, 0, 1, 0, 0, 3, 0, 0, 5, 0, 0], 2],
    ["side by side", [0, 0, 0, 4, 0, 0, 1, 2, 0, 3, 2, 0], 2],
    ["an end to a middle", [0, 0, 0, 0, 0, 4, 3, 0, 2, 9, 0, 2], 3],
    ["two points", [0, 0, 0, 0, 0, 0, 0, 3, 4, 0, 3, 4], 5],
    ["a point and a middle", [1, 1, 0, 1, 1, 0, 0, 0, 0, 2, 0, 0], 1],
  ])("is right for those %s", (_name, points, expected) => {
    const ends = Float64Array.from(points);
    expect(Math.sqrt(segmentDistance2(ends, 0, 6))).toBeCloseTo(expected, 12);
    expect(segmentDistance2(ends, 6, 0)).toBeCloseTo(expected * expected, 12);
  });

  it("is never more than that of any two points on them, and nearly that of some", () => {
    const random = new Random(3);
    for (let n = 0; n < 200; n++) {
      const ends = Float64Array.from({ length: 12 }, () => random.between(-1, 1));
      const along = (a: number, share: number, axis: number): number =>
        ends[a + axis]! + share * (ends[a + 3 + axis]! - ends[a + axis]!);
      let least = Infinity;
      for (let s = 0; s <= 1; s += 0.02)
        for (let t = 0; t <= 1; t += 0.02) {
          const square = [0, 1, 2].reduce(
            (sum, axis) => sum + (along(0, s, axis) - along(6, t, axis)) ** 2,
            0,
          );
          least = Math.min(least, square);
        }
      const found = Math.sqrt(segmentDistance2(ends, 0, 6));
      expect(found).toBeLessThanOrEqual(Math.sqrt(least) + 1e-12);
      expect(found).toBeGreaterThan(Math.sqrt(least) - 0.05);
    }
  });
});

describe("an arm", () => {
  const arm = someArm();
  const kinematics = new ArmKinematics(arm);
  const clearance = new SelfClearance(kinematics);
  const isClear = (...positions: number[]): boolean => {
    kinematics.set(positions);
    return clearance.isClear();
  };

  it("is clear of itself at home and stretched out", () => {
    expect(isClear(...arm.home)).toBe(true);
    expect(isClear(0, -0.5, 0.5, 0, 0, 0)).toBe(true);
  });

  it("is not, with its racket turned back against the upper arm or the base", () => {
    expect(isClear(0, -1.57, 2.7, 0, 2.0, 0)).toBe(false);
    expect(isClear(0, 0.78, 2.6, 0, 0, 0)).toBe(false);
  });

  it("has links that touch by the way it is built, and these do not count", () => {
    expect(clearance.joined).toContainEqual([-1, 1]);
    expect(clearance.joined.every(([a, b]) => b - a === 2)).toBe(true);
  });
});
