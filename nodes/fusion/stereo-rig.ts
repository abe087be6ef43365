import { project, type CameraModel } from "../../src/core/camera.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import type { Vec3 } from "../../src/core/vec3.ts";
import { TABLE } from "../../src/tracking/ball-model.ts";
import { cameraFrom, type CameraParams } from "../camera-params.ts";

const HEIGHTS_M = [0.05, 0.35]; // of a ball in play

/** Places where balls fly: a grid over the table. [m] */
function flightPlaces(): Vec3[] {
  const steps = [-1, -0.5, 0, 0.5, 1];
  const { halfWidthM, halfLengthM } = TABLE;
  return HEIGHTS_M.flatMap((z) =>
    steps.flatMap((y) => steps.map((x): Vec3 => [x * halfWidthM, y * halfLengthM, z])),
  );
}

/**
 * Two cameras that are to see one ball.
 * @throws SaccadeError `config-invalid` when they have one id, `geometry-invalid` when one of them sees no place over the table
 * or no place that the other sees, too.
 */
export function stereoRig(left: CameraParams, right: CameraParams): readonly [CameraModel, CameraModel] {
  if (left.id === right.id) {
    throw new SaccadeError("config-invalid", `both cameras are called "${left.id}"; give each its own id`, {
      camera: left.id,
    });
  }
  const pair = [cameraFrom(left), cameraFrom(right)] as const;
  const places = flightPlaces();
  for (const camera of pair) {
    if (places.some((place) => isInView(camera, place))) continue;
    throw new SaccadeError(
      "geometry-invalid",
      `camera "${camera.id}" at [${camera.positionM.join(", ")}] sees no place over the table; turn it towards [0, 0, 0]`,
      { camera: camera.id },
    );
  }
  if (!places.some((place) => isInView(pair[0], place) && isInView(pair[1], place))) {
    throw new SaccadeError(
      "geometry-invalid",
      `cameras "${left.id}" and "${right.id}" see no place over the table together; turn them towards one another's view`,
      { camera: right.id },
    );
  }
  return pair;
}

function isInView(camera: CameraModel, place: Vec3): boolean {
  const { xPx, yPx, depthM } = project(camera, place);
  return depthM > 0 && xPx >= 0 && yPx >= 0 && xPx < camera.width && yPx < camera.height;
}
