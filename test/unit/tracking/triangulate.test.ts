import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lookAt, project, type CameraModel } from "../../../src/core/camera.ts";
import { fromRowMajor, invertSymmetric, applySymmetric } from "../../../src/core/matrix.ts";
import { normal } from "../../../src/core/normal.ts";
import { Random } from "../../../src/core/random.ts";
import { dot, norm, subtract, type Vec3 } from "../../../src/core/vec3.ts";
import {
  triangulate,
  type Sighting,
  type TriangulatedPoint,
  type TriangulationRefusal,
} from "../../../src/tracking/triangulate.ts";

const sensor = { width: 1280, height: 720, focalPx: 1000 };
const LEFT = lookAt({ id: "left", ...sensor }, [-2.4, -0.4, 2.8], [0, -0.1, 0.1]);
const RIGHT = lookAt({ id: "right", ...sensor }, [2.4, -0.4, 2.8], [0, -0.1, 0.1]);
const BARREL: CameraModel = { ...RIGHT, distortion: { k1: -0.3, k2: 0.1, k3: 0, p1: 0.002, p2: -0.001 } };
const BACK = lookAt({ id: "back", ...sensor }, [0, -3.5, 2], [0, 0, 0]);

const see = (camera: CameraModel, pointM: Vec3, byPx: readonly [number, number] = [0, 0]): Sighting => {
  const { xPx, yPx } = project(camera, pointM);
  return { camera, xPx: xPx + byPx[0], yPx: yPx + byPx[1], covariancePx2: [1, 0, 1] };
};

function found(result: TriangulatedPoint | TriangulationRefusal): TriangulatedPoint {
  if (typeof result === "string") throw new Error(`refused: ${result}`);
  return result;
}

const coordinate = (low: number, high: number) => fc.double({ min: low, max: high, noNaN: true });

describe("triangulate", () => {
  it.each([[[LEFT, RIGHT]], [[LEFT, BARREL]], [[LEFT, RIGHT, BACK]]])(
    "finds any point that the cameras see",
    (cameras) => {
      fc.assert(
        fc.property(coordinate(-0.8, 0.8), coordinate(-1.7, 1.4), coordinate(0, 0.6), (x, y, z) => {
          const point = found(triangulate(cameras.map((camera) => see(camera, [x, y, z]))));
          expect(norm(subtract(point.positionM, [x, y, z]))).toBeLessThan(1e-8);
          expect(point.reprojectionErrorPx).toBeLessThan(1e-7);
        }),
      );
    },
  );

  it("weighs a place that is sharp in one slanted direction only by that direction", () => {
    const truth: Vec3 = [0.2, -0.7, 0.3];
    // sharp along (1, -1), blurred along (1, 1), and displaced where it is blurred
    const slanted = { ...see(LEFT, truth, [5, 5]), covariancePx2: [50, 49.99, 50] as const };
    const others = [see(RIGHT, truth), see(BACK, truth)];
    const against = { ...slanted, covariancePx2: [50, -49.99, 50] as const };
    const error = (sighting: Sighting): number =>
      norm(subtract(found(triangulate([sighting, ...others])).positionM, truth));
    expect(error(slanted)).toBeLessThan(0.001);
    expect(error(against)).toBeGreaterThan(0.005);
  });

  it("states the scatter it has: errors in units of its covariance have a mean square of 3", () => {
    const random = new Random(11);
    const truth: Vec3 = [0.2, -0.7, 0.3];
    let sum = 0;
    const runs = 2000;
    for (let i = 0; i < runs; i++) {
      const point = found(
        triangulate([
          see(LEFT, truth, [normal(random), normal(random)]),
          see(RIGHT, truth, [normal(random), normal(random)]),
        ]),
      );
      const error = subtract(point.positionM, truth);
      const inverse = invertSymmetric(fromRowMajor(point.covarianceM2));
      sum += dot(error, applySymmetric(inverse ?? [0, 0, 0, 0, 0, 0], error));
    }
    expect(sum / runs).toBeGreaterThan(2.8);
    expect(sum / runs).toBeLessThan(3.2);
  });

  it("trusts the sharper camera more", () => {
    const truth: Vec3 = [0, 0, 0.2];
    const blurred = { ...see(LEFT, truth, [0, 4]), covariancePx2: [100, 0, 100] as const };
    const alike = found(triangulate([see(LEFT, truth, [0, 4]), see(RIGHT, truth)]));
    const weighted = found(triangulate([blurred, see(RIGHT, truth)]));
    const missPx = (point: TriangulatedPoint): number => {
      const seen = project(RIGHT, point.positionM);
      const right = see(RIGHT, truth);
      return Math.abs(seen.yPx - right.yPx);
    };
    expect(missPx(weighted)).toBeLessThan(missPx(alike) / 10);
  });

  it("tells how badly the rays miss each other", () => {
    // one pixel up in one view, one pixel down in the other: about one pixel is left in each
    const point = found(triangulate([see(LEFT, [0, 0, 0.2], [0, 1]), see(RIGHT, [0, 0, 0.2], [0, -1])]));
    expect(point.reprojectionErrorPx).toBeGreaterThan(0.1);
    expect(point.reprojectionErrorPx).toBeLessThanOrEqual(1);
  });

  it("refuses nearly parallel rays", () => {
    const beside = lookAt({ id: "beside", ...sensor }, [-2.38, -0.4, 2.8], [0.02, -0.1, 0.1]);
    expect(triangulate([see(LEFT, [0, 0, 0]), see(beside, [0, 0, 0])])).toBe("rays-parallel");
  });

  it("refuses rays that meet behind the cameras", () => {
    const looking = (id: string, x: number): CameraModel => lookAt({ id, ...sensor }, [x, -3, 1], [x, 0, 1]);
    const outwards = (camera: CameraModel, xPx: number): Sighting => ({ ...see(camera, [0, 0, 1]), xPx });
    const sightings = [outwards(looking("a", -0.5), 100), outwards(looking("b", 0.5), 1180)];
    expect(triangulate(sightings)).toBe("behind-camera");
  });

  it.each([
    ["one view", [see(LEFT, [0, 0, 0])], "too-few-views"],
    ["a place that is not a number", [see(LEFT, [0, 0, 0]), see(RIGHT, [NaN, 0, 0])], "not-finite"],
    [
      "a covariance that is none",
      [see(LEFT, [0, 0, 0]), { ...see(RIGHT, [0, 0, 0]), covariancePx2: [1, 2, 1] as const }],
      "bad-covariance",
    ],
  ])("refuses %s", (_, sightings, reason) => {
    expect(triangulate(sightings)).toBe(reason);
  });
});
