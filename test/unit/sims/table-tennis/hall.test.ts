import { describe, expect, it } from "vitest";
import { paintBackdrop } from "../../../../sims/camera/backdrop.ts";
import { hallFrom } from "../../../../sims/table-tennis/hall.ts";
import { type CameraModel, lookAt, project } from "../../../../src/core/camera.ts";
import type { Vec3 } from "../../../../src/core/vec3.ts";

const PINHOLE = lookAt({ id: "c", width: 640, height: 480, focalPx: 500 }, [-2.4, -0.4, 2.8], [0, -0.1, 0.1]);
const LENS: CameraModel = { ...PINHOLE, distortion: { k1: -0.2, k2: 0.05, k3: 0, p1: 0.001, p2: 0 } };

describe.each([
  ["a pinhole", PINHOLE],
  ["a lens", LENS],
])("seen through %s", (_, camera) => {
  const picture = paintBackdrop(camera, 0.75, hallFrom(camera.positionM));
  const lightAt = (point: Vec3): number => {
    const { xPx, yPx } = project(camera, point);
    return picture[Math.round(yPx) * 640 + Math.round(xPx)]!;
  };

  it.each([
    ["the table", [0.4, -0.7, 0], 50],
    ["the floor beside the table", [0.2, 1.9, -0.76], 75],
    ["the table behind the net", [-0.3, 0.5, 0], 50],
  ] as const)("%s is as bright as it is", (_name, point, light) => {
    expect(lightAt(point)).toBeCloseTo(light, 4);
  });

  it("the lines are brighter than the table, the thin one blurred", () => {
    expect(lightAt([-0.7525, -0.7, 0])).toBeGreaterThan(100);
    const centreLine = Math.max(...[-0.004, -0.002, 0, 0.002, 0.004].map((x) => lightAt([x, -0.7, 0])));
    expect(centreLine).toBeGreaterThan(60);
    expect(centreLine).toBeLessThan(150);
  });
});

it("the net hides the table behind it from a low place, and not from above", () => {
  const low = hallFrom([0, -2, 0.1]);
  expect(low(0, 1, -0.02)).toBe(65);
  expect(low(0.4, 1, 0.02)).toBe(170);
  expect(hallFrom([0.2, -0.5, 2])(0, 0.3, -1)).toBe(50);
});

it("there is a wall where a ray meets nothing", () => {
  expect(hallFrom([0, -2, 1])(0, 0, 1)).toBe(40);
});
