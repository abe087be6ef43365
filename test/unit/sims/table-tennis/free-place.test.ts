import { describe, expect, it } from "vitest";
import { checkBallPlace, checkWatchesTable } from "../../../../sims/table-tennis/free-place.ts";
import { lookAt } from "../../../../src/core/camera.ts";
import type { Vec3 } from "../../../../src/core/vec3.ts";

describe("a ball", () => {
  it.each<[string, Vec3]>([
    ["in the net", [0.2, 0.01, 0.1]],
    ["in the net's cord", [0.2, -0.01, 0.165]],
    ["in the net beside the table", [0.9, 0, 0.1]],
    ["in the table", [0.3, -0.5, 0.01]],
    ["in the table from below", [0.3, -0.5, -0.01]],
    ["in the floor", [0, -2, -0.75]],
    ["at NaN", [0, NaN, 0.3]],
    ["at infinity", [0, Infinity, 0.3]],
  ])("%s is refused", (_, place) => {
    expect(() => checkBallPlace(place)).toThrow(expect.objectContaining({ code: "world-invalid" }));
  });

  it.each<[string, Vec3]>([
    ["over the net", [0, 0, 0.18]],
    ["before the net", [0, -0.021, 0.1]],
    ["on the table", [0, 0.5, 0.02]],
    ["under the table", [0, 0.5, -0.3]],
    ["beside net and table", [1, 0, 0]],
    ["on the floor", [0, -2, -0.74]],
  ])("%s is not", (_, place) => {
    expect(() => checkBallPlace(place)).not.toThrow();
  });
});

describe("a camera", () => {
  const at = (positionM: Vec3, targetM: Vec3) =>
    lookAt({ id: "left", width: 640, height: 480, focalPx: 600 }, positionM, targetM);

  it.each<[string, Vec3, Vec3]>([
    ["that has the table behind it", [0, -2.5, 1.5], [0, -5, 1]],
    ["that looks past the table", [0, -2.5, 1.5], [-9, -2, 1]],
    ["below the table's surface", [0, -2.5, -0.2], [0, 0, 0]],
    ["under the table", [0, 0.1, -0.3], [0, 0.2, 0]],
  ])("%s is refused", (_, positionM, targetM) => {
    expect(() => checkWatchesTable(at(positionM, targetM))).toThrow(
      expect.objectContaining({ code: "geometry-invalid", where: { camera: "left" } }),
    );
  });

  it("that sees a corner is not", () => {
    expect(() => checkWatchesTable(at([-2.4, -0.4, 2.8], [0, -0.1, 0.1]))).not.toThrow();
    expect(() => checkWatchesTable(at([0, -2.5, 1.5], [-0.9, -1.2, 0]))).not.toThrow();
  });
});
