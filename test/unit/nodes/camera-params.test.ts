import { describe, expect, it } from "vitest";
import { cameraFrom, cameraParams } from "../../../nodes/camera-params.ts";
import { project } from "../../../src/core/camera.ts";
import { SaccadeError } from "../../../src/core/errors.ts";
import { LEFT } from "./cameras.ts";

const sensor = { id: "ceiling", width: 640, height: 480, focalPx: 500, positionM: [0, 0, 3] };
const DOWNWARDS = [
  [1, 0, 0],
  [0, -1, 0],
  [0, 0, -1],
];
const camera = (more: object): ReturnType<typeof cameraFrom> =>
  cameraFrom(cameraParams.parse({ ...sensor, ...more }));

function refusal(more: object): SaccadeError {
  try {
    camera(more);
  } catch (error) {
    if (error instanceof SaccadeError) return error;
    throw error;
  }
  throw new Error("no refusal");
}

describe("a camera in a pipeline file", () => {
  it("may look straight down, given as a rotation", () => {
    const { xPx, yPx } = project(camera({ rotation: DOWNWARDS }), [0.3, -0.6, 0]);
    expect(xPx).toBeCloseTo(319.5 + (500 * 0.3) / 3, 9);
    expect(yPx).toBeCloseTo(239.5 + (500 * 0.6) / 3, 9);
  });

  it("is the same whether target or rotation says where it looks", () => {
    const byTarget = cameraFrom(LEFT);
    const rest = Object.fromEntries(Object.entries(LEFT).filter(([key]) => key !== "targetM"));
    const byRotation = cameraFrom(cameraParams.parse({ ...rest, rotation: byTarget.rotation }));
    expect(byRotation).toEqual(byTarget);
  });

  it("takes principal point, two focal lengths and the lens's distortion as calibrated", () => {
    const calibrated = camera({
      rotation: DOWNWARDS,
      focalYPx: 490,
      centrePx: [300, 250],
      distortion: { k1: -0.2 },
    });
    expect(calibrated).toMatchObject({ fx: 500, fy: 490, cx: 300, cy: 250 });
    expect(calibrated.distortion).toEqual({ k1: -0.2, k2: 0, k3: 0, p1: 0, p2: 0 });
  });

  it.each([
    ["no direction", {}, "neither"],
    ["two directions", { targetM: [0, 1, 0], rotation: DOWNWARDS }, "both"],
    ["a target straight below", { targetM: [0, 0, 0] }, "straight up or down"],
    [
      "a mirror image",
      {
        rotation: [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, -1],
        ],
      },
      "right-handed",
    ],
    [
      "rows that are not at right angles",
      {
        rotation: [
          [1, 0, 0],
          [0.6, 0.8, 0],
          [0, 0, 1],
        ],
      },
      "right angles",
    ],
    [
      "rows that are not of length 1",
      {
        rotation: [
          [0.5, 0, 0],
          [0, 0.5, 0],
          [0, 0, 0.5],
        ],
      },
      "unit vectors",
    ],
  ])("is refused with %s", (_, more, says) => {
    expect(refusal(more)).toMatchObject({ code: "geometry-invalid", where: { camera: "ceiling" } });
    expect(refusal(more).message).toContain(says);
  });
});
