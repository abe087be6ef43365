import { expect, it } from "vitest";
import { nearest, nearestOnEllipse } from "../../../../sims/table-tennis/ellipse.ts";
import { Random } from "../../../../src/core/random.ts";

it("finds the nearest point of a circle in the direction of the point", () => {
  nearestOnEllipse(-3, 4, 2, 2);
  expect(nearest.along).toBeCloseTo(-1.2, 14);
  expect(nearest.across).toBeCloseTo(1.6, 14);
});

it.each([
  [0.0785, 0.075],
  [0.08, 0.07],
  [0.09, 0.05],
])("finds the nearest point of an ellipse of %f x %f m", (halfLength, halfWidth) => {
  const random = new Random(4);
  for (let i = 0; i < 300; i++) {
    const angle = random.between(-Math.PI, Math.PI);
    const outside = random.between(1.0001, 2);
    const px = outside * halfLength * Math.cos(angle);
    const py = outside * halfWidth * Math.sin(angle);
    nearestOnEllipse(px, py, halfLength, halfWidth);
    const { along, across } = nearest;
    expect((along / halfLength) ** 2 + (across / halfWidth) ** 2).toBeCloseTo(1, 12);
    // the way to the point is along the outline's normal
    const [gx, gy] = [along / halfLength ** 2, across / halfWidth ** 2];
    const [dx, dy] = [px - along, py - across];
    const sine = (gx * dy - gy * dx) / (Math.hypot(gx, gy) * Math.hypot(dx, dy));
    expect(Math.abs(sine)).toBeLessThan(1e-9);
    expect(gx * dx + gy * dy).toBeGreaterThan(0);
  }
});

it.each([
  [0.1, 0, 0.0785, 0],
  [0, -0.1, 0, -0.075],
])("finds the end of an axis from (%f, %f)", (px, py, along, across) => {
  nearestOnEllipse(px, py, 0.0785, 0.075);
  expect(nearest.along).toBeCloseTo(along, 14);
  expect(nearest.across).toBeCloseTo(across, 14);
});
