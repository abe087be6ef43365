import { describe, expect, it } from "vitest";
import { Random } from "../../../src/core/random.ts";
import { CircleHough } from "../../../src/tracking/circle-hough.ts";

const ORIGIN = { leftPx: 200, topPx: 100 };
const hough = new CircleHough({ sidePx: 64, minRadiusPx: 4, maxRadiusPx: 14 });

/** Pixels on part of a circle, and some anywhere in the square. */
function pixels(circle: { x: number; y: number; r: number }, noise: number) {
  const random = new Random(4);
  const points: (readonly [number, number])[] = [];
  for (let i = 0; i < 60; i++) {
    const angle = 4.5 * random.uniform();
    points.push([circle.x + circle.r * Math.cos(angle), circle.y + circle.r * Math.sin(angle)]);
  }
  for (let i = 0; i < noise; i++) points.push([random.between(200, 264), random.between(100, 164)]);
  return {
    x: Float64Array.from(points, ([x]) => Math.round(x)),
    y: Float64Array.from(points, ([, y]) => Math.round(y)),
  };
}

describe("the circle that most points vote for", () => {
  it.each([
    [{ x: 230.5, y: 122.25, r: 8 }, 0],
    [{ x: 230.5, y: 122.25, r: 8 }, 20],
    [{ x: 212, y: 150, r: 5 }, 10],
    [{ x: 240.25, y: 140.75, r: 13 }, 10],
  ])("is found: %j among %i points of noise", (circle, noise) => {
    const { x, y } = pixels(circle, noise);
    const found = hough.find(x, y, ORIGIN);
    expect(Math.abs(found!.xPx - circle.x)).toBeLessThan(0.7);
    expect(Math.abs(found!.yPx - circle.y)).toBeLessThan(0.7);
    expect(Math.abs(found!.radiusPx - circle.r)).toBeLessThanOrEqual(1);
    expect(found!.support).toBeGreaterThan(25);
  });

  it("is forgotten when the next is looked for", () => {
    const one = pixels({ x: 220, y: 120, r: 8 }, 0);
    const other = pixels({ x: 240, y: 140, r: 6 }, 0);
    hough.find(one.x, one.y, ORIGIN);
    const fresh = new CircleHough({ sidePx: 64, minRadiusPx: 4, maxRadiusPx: 14 });
    expect(hough.find(other.x, other.y, ORIGIN)).toEqual(fresh.find(other.x, other.y, ORIGIN));
  });

  it("is none with two points", () => {
    expect(hough.find(Float64Array.of(210, 220), Float64Array.of(110, 115), ORIGIN)).toBeNull();
  });
});
