import { z } from "zod";
import { lookAt, type CameraModel } from "../src/core/camera.ts";
import { SaccadeError } from "../src/core/errors.ts";

const point = z.tuple([
  z.number().min(-100).max(100),
  z.number().min(-100).max(100),
  z.number().min(-100).max(100),
]);

/** A calibrated camera as a pipeline file writes it. */
export const cameraParams = z.strictObject({
  id: z.string().min(1).max(64).describe("camera id, as detections name it"),
  width: z.int().min(8).max(4096).describe("[px] sensor width"),
  height: z.int().min(8).max(4096).describe("[px] sensor height"),
  focalPx: z.number().positive().max(1e5).describe("[px] focal length, square pixels"),
  positionM: point.describe("[m] optical centre, world frame"),
  targetM: point.describe("[m] point on the optical axis, world frame"),
});

export type CameraParams = z.output<typeof cameraParams>;

/**
 * The camera that the parameters describe.
 * @throws SaccadeError `geometry-invalid` when it looks straight up or down, or at its own position.
 */
export function cameraFrom(params: CameraParams): CameraModel {
  const [dx, dy] = [params.targetM[0] - params.positionM[0], params.targetM[1] - params.positionM[1]];
  if (dx * dx + dy * dy < 1e-12) {
    throw new SaccadeError(
      "geometry-invalid",
      `camera "${params.id}" looks straight up or down; move targetM sideways by a millimetre or more`,
      { camera: params.id },
    );
  }
  return lookAt(params, params.positionM, params.targetM);
}
