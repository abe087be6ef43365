import { describe, expect, it } from "vitest";
import { CameraView } from "../../../src/core/camera-view.ts";
import { lookAt, project, rayThrough, type CameraModel } from "../../../src/core/camera.ts";
import { add, scale, type Vec3 } from "../../../src/core/vec3.ts";

const PINHOLE = lookAt(
  { id: "a", width: 1280, height: 720, focalPx: 1000 },
  [-2.4, -0.4, 2.8],
  [0, -0.1, 0.1],
);
const SQUINTING: CameraModel = { ...PINHOLE, fy: 980, cx: 655, cy: 340 };
const BARREL: CameraModel = {
  ...SQUINTING,
  distortion: { k1: -0.31, k2: 0.12, k3: -0.02, p1: 0.003, p2: -0.002 },
};
const POINTS: readonly Vec3[] = [
  [0.2, -0.5, 0.3],
  [-0.7, 1.3, 0.02],
  [0.9, -1.6, 0.8],
];
const CAMERAS = [
  ["a pinhole camera", PINHOLE],
  ["an unsymmetric one", SQUINTING],
  ["one with a barrel lens", BARREL],
] as const;

describe("a camera", () => {
  it.each(CAMERAS)("%s sees the points of a ray in the pixel it goes through", (_, camera) => {
    for (const point of POINTS) {
      const { xPx, yPx, depthM } = project(camera, point);
      expect(depthM).toBeGreaterThan(0);
      const further = add(camera.positionM, scale(rayThrough(camera, xPx, yPx), 1.7));
      const seen = project(camera, further);
      expect(seen.xPx).toBeCloseTo(xPx, 6);
      expect(seen.yPx).toBeCloseTo(yPx, 6);
    }
  });

  it("puts the point on its optical axis on its principal point, whatever its lens", () => {
    const { xPx, yPx } = project(BARREL, [0, -0.1, 0.1]);
    expect(xPx).toBeCloseTo(655, 9);
    expect(yPx).toBeCloseTo(340, 9);
  });

  it("pulls points towards the middle with a barrel lens", () => {
    const straight = project(SQUINTING, POINTS[1]!);
    const pulled = project(BARREL, POINTS[1]!);
    expect(Math.abs(pulled.xPx - 655)).toBeLessThan(Math.abs(straight.xPx - 655) - 5);
  });

  it("has no ray for a pixel that its lens folds over", () => {
    const folded: CameraModel = { ...PINHOLE, distortion: { k1: -2, k2: 0, k3: 0, p1: 0, p2: 0 } };
    expect(rayThrough(folded, 0, 0)).toEqual([NaN, NaN, NaN]);
  });
});

describe("CameraView", () => {
  it.each(CAMERAS)("of %s agrees with its projection, and its slopes with differences of it", (_, camera) => {
    const view = new CameraView(camera);
    const h = 1e-5;
    for (const point of POINTS) {
      view.see(...point);
      const seen = project(camera, point);
      expect(view.xPx).toBeCloseTo(seen.xPx, 9);
      expect(view.yPx).toBeCloseTo(seen.yPx, 9);
      expect(view.depthM).toBeCloseTo(seen.depthM, 12);
      for (const axis of [0, 1, 2] as const) {
        const moved = (by: number): Vec3 => [0, 1, 2].map((i) => point[i]! + (i === axis ? by : 0)) as never;
        const [high, low] = [project(camera, moved(h)), project(camera, moved(-h))];
        expect(view.dx[axis]).toBeCloseTo((high.xPx - low.xPx) / (2 * h), 3);
        expect(view.dy[axis]).toBeCloseTo((high.yPx - low.yPx) / (2 * h), 3);
      }
    }
  });

  it("shows a point behind the camera by its depth", () => {
    const view = new CameraView(PINHOLE);
    view.see(-5, -1, 6);
    expect(view.depthM).toBeLessThan(0);
  });
});
