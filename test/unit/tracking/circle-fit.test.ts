import { describe, expect, it } from "vitest";
import { Random } from "../../../src/core/random.ts";
import { BALL_CIRCLE, fitCircle } from "../../../src/tracking/circle-fit.ts";

/** Points on part of a circle, and some anywhere. */
function scattered(circle: { x: number; y: number; r: number }, noise: number) {
  const random = new Random(4);
  const x: number[] = [];
  const y: number[] = [];
  for (let i = 0; i < 40; i++) {
    const angle = 3.5 * random.uniform();
    x.push(circle.x + circle.r * Math.cos(angle) + random.between(-0.3, 0.3));
    y.push(circle.y + circle.r * Math.sin(angle) + random.between(-0.3, 0.3));
  }
  for (let i = 0; i < noise; i++) {
    x.push(random.between(0, 64));
    y.push(random.between(0, 64));
  }
  return { x: Float64Array.from(x), y: Float64Array.from(y) };
}

describe("a circle through most points", () => {
  it.each([0, 20])("is found by an arc of it among %i points of noise", (noise) => {
    const { x, y } = scattered({ x: 30.5, y: 22.25, r: 8.5 }, noise);
    const found = fitCircle(x, y, BALL_CIRCLE, new Random(1));
    expect(found?.xPx).toBeCloseTo(30.5, 0);
    expect(found?.yPx).toBeCloseTo(22.25, 0);
    expect(found?.radiusPx).toBeCloseTo(8.5, 0);
    expect(found?.support).toBeGreaterThan(35);
  });

  it("is exact on exact points", () => {
    const angles = [0.1, 0.9, 2.2, 3.3, 4.4, 5.9];
    const x = Float64Array.from(angles, (a) => 12 + 6 * Math.cos(a));
    const y = Float64Array.from(angles, (a) => 40 + 6 * Math.sin(a));
    const found = fitCircle(x, y, BALL_CIRCLE, new Random(1));
    expect(found?.xPx).toBeCloseTo(12, 6);
    expect(found?.yPx).toBeCloseTo(40, 6);
    expect(found).toMatchObject({ support: 6 });
  });

  it.each([
    ["two points", [1, 5], [2, 6]],
    ["points on a line", [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]],
    ["a circle larger than a ball", [0, 60, 30], [30, 30, 60]],
  ])("is none with %s", (_, x, y) => {
    expect(fitCircle(Float64Array.from(x), Float64Array.from(y), BALL_CIRCLE, new Random(1))).toBeNull();
  });
});
