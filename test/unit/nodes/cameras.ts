import type { CameraParams } from "../../../nodes/camera-params.ts";
import { cameraFrom } from "../../../nodes/camera-params.ts";
import { project } from "../../../src/core/camera.ts";
import type { Detection } from "../../../src/core/perception.ts";
import type { TrueBall, WorldTruth } from "../../../src/core/truth.ts";
import type { Vec3 } from "../../../src/core/vec3.ts";

const sensor = { width: 1280, height: 720, focalPx: 1000 };

export const LEFT: CameraParams = {
  id: "left",
  ...sensor,
  positionM: [-2.4, -0.4, 2.8],
  targetM: [0, -0.1, 0.1],
};
export const RIGHT: CameraParams = {
  id: "right",
  ...sensor,
  positionM: [2.4, -0.4, 2.8],
  targetM: [0, -0.1, 0.1],
};

/** What a perfect tracker says of a point at `validAtUs`. */
export function detectionOf(camera: CameraParams, pointM: Vec3, validAtUs: number): Detection {
  const { xPx, yPx } = project(cameraFrom(camera), pointM);
  return {
    camera: camera.id,
    xPx,
    yPx,
    covariancePx2: [0.25, 0, 0.25],
    presence: 0.9,
    validAtUs,
    windowStartUs: validAtUs - 500,
    windowEndUs: validAtUs + 500,
  };
}

/** The truth at an instant, with a ball at rest in the air unless told otherwise. */
export function truthAt(timeUs: number, ball: Partial<TrueBall> = {}): WorldTruth {
  return {
    timeUs,
    ball: {
      positionM: [0, 0, 0.3],
      velocityMps: [0, 0, 0],
      spinRadps: [0, 0, 0],
      index: 0,
      inPlay: true,
      ...ball,
    },
    racket: { positionM: [0, -1.7, 0.25], velocityMps: [0, 0, 0], normal: [0, 1, 0] },
    joints: [0, -1.7, 0.25, 0, 0],
    outcomes: [],
  };
}
