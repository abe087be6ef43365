import { z } from "zod";
import { lookAt, type CameraModel } from "../src/core/camera.ts";
import { SaccadeError } from "../src/core/errors.ts";
import { sensorParams } from "./sensor-params.ts";
import { cross, dot, norm, subtract, type Vec3 } from "../src/core/vec3.ts";

const point = z.tuple([
  z.number().min(-100).max(100),
  z.number().min(-100).max(100),
  z.number().min(-100).max(100),
]);
const axis = z.tuple([z.number().min(-1).max(1), z.number().min(-1).max(1), z.number().min(-1).max(1)]);
const coefficient = (what: string) => z.number().min(-100).max(100).default(0).describe(`[-] ${what}`);

/** A lens's distortion, OpenCV's model and names. */
export const distortionShape = {
  k1: coefficient("radial, square of the distance"),
  k2: coefficient("radial, power 4"),
  k3: coefficient("radial, power 6"),
  p1: coefficient("tangential"),
  p2: coefficient("tangential"),
} as const;

/** A calibrated camera as a pipeline file writes it. */
export const cameraParams = z.strictObject({
  id: z.string().min(1).max(64).describe("camera id, as detections name it"),
  width: z.int().min(8).max(4096).describe("[px] sensor width"),
  height: z.int().min(8).max(4096).describe("[px] sensor height"),
  focalPx: z
    .number()
    .positive()
    .max(1e5)
    .describe("[px] focal length; of columns only where focalYPx is given"),
  focalYPx: z.number().positive().max(1e5).optional().describe("[px] focal length of rows"),
  centrePx: z
    .tuple([z.number().min(-1e5).max(1e5), z.number().min(-1e5).max(1e5)])
    .optional()
    .describe("[px] principal point, pixel centres at integer coordinates; absent = middle of the sensor"),
  distortion: z
    .strictObject(distortionShape)
    .optional()
    .describe("of the lens, OpenCV's model and names; absent = none"),
  positionM: point.describe("[m] optical centre, world frame"),
  targetM: point.optional().describe("[m] point on the optical axis of an upright camera, world frame"),
  rotation: z
    .tuple([axis, axis, axis])
    .optional()
    .describe("[-] instead of targetM: world to camera as OpenCV gives it, rows right, down, forward"),
  sensor: sensorParams.optional().describe("what a simulated camera is like; absent = the world's preset"),
});

export type CameraParams = z.output<typeof cameraParams>;

/**
 * The camera that the parameters describe.
 * @throws SaccadeError `geometry-invalid` when its direction is given twice, not at all, straight up or down by a target,
 * or by a matrix that is no rotation.
 */
export function cameraFrom(params: CameraParams): CameraModel {
  const camera = oriented(params);
  const { focalPx, focalYPx = focalPx, centrePx, distortion } = params;
  return {
    ...camera,
    fy: focalYPx,
    ...(centrePx && { cx: centrePx[0], cy: centrePx[1] }),
    ...(distortion && { distortion }),
  };
}

function oriented(params: CameraParams): CameraModel {
  const { id, targetM, rotation, positionM } = params;
  if ((targetM === undefined) === (rotation === undefined)) {
    const found = targetM === undefined ? "neither" : "both";
    throw refusal(id, `has ${found} of targetM and rotation; give one of them`);
  }
  if (targetM !== undefined) {
    if (!isSideways(positionM, targetM)) {
      throw refusal(
        id,
        "looks straight up or down; move targetM sideways by a millimetre or more, or give a rotation",
      );
    }
    return lookAt(params, positionM, targetM);
  }
  const rows = rotation ?? [
    [NaN, NaN, NaN],
    [NaN, NaN, NaN],
    [NaN, NaN, NaN],
  ]; // never: one of them is there
  if (!isRotation(rows)) {
    throw refusal(
      id,
      `has a rotation [${rows.join("; ")}] whose rows are not three unit vectors at right angles (right-handed)`,
    );
  }
  return { ...lookAt(params, positionM, [positionM[0], positionM[1] + 1, positionM[2]]), rotation: rows };
}

const isSideways = (positionM: Vec3, targetM: Vec3): boolean => {
  const [dx, dy] = subtract(targetM, positionM);
  return dx * dx + dy * dy >= 1e-12;
};

const CLOSE = 1e-4; // [-] a matrix written with five digits is one

function isRotation([right, down, forward]: readonly [Vec3, Vec3, Vec3]): boolean {
  const isUnit = (row: Vec3): boolean => Math.abs(dot(row, row) - 1) < CLOSE;
  return isUnit(right) && isUnit(down) && norm(subtract(cross(right, down), forward)) < CLOSE;
}

const refusal = (camera: string, what: string): SaccadeError =>
  new SaccadeError("geometry-invalid", `camera "${camera}" ${what}`, { camera });
