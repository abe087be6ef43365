import { z } from "zod";
import { type CameraParams, cameraFrom, cameraParams } from "../../nodes/camera-params.ts";
import { rigCameraFrom, type sensorParams } from "../../nodes/sensor-params.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import { type PixelPreset, type SensorName, SENSORS } from "../../sims/camera/sensors.ts";
import type { RigCamera } from "../../sims/camera/stage-rig.ts";
import { checkWatchesTable } from "../../sims/table-tennis/free-place.ts";

/** What is laid over the cameras of a rig file; absent = as the file has it. */
export interface SensorChoice {
  /** The sensor of all cameras, which then have its size; the lens shows the same field. */
  readonly type?: SensorName;
  /** For cameras whose file names none; `preset` is for all. */
  readonly defaultPreset: PixelPreset;
  readonly preset?: PixelPreset;
  /** By the vendor's names. */
  readonly biases: Readonly<Record<string, number>>;
  readonly region?: z.input<typeof sensorParams>["region"];
  readonly rateControl?: z.input<typeof sensorParams>["rateControl"];
}

/**
 * A camera of a rig as it is to be simulated.
 * @throws SaccadeError `config-invalid`, `geometry-invalid`, such as for a camera that cannot see the table
 */
export function rigCamera(params: CameraParams, choice: SensorChoice): RigCamera {
  const { type, preset, biases, region, rateControl, defaultPreset } = choice;
  const sensor = {
    ...params.sensor,
    ...(type === undefined ? {} : { type }),
    ...(preset === undefined ? {} : { preset }),
    ...(Object.keys(biases).length === 0 ? {} : { biases: { ...params.sensor?.biases, ...biases } }),
    ...(region === undefined ? {} : { region }),
    ...(rateControl === undefined ? {} : { rateControl }),
  };
  const chosen = checked({ ...(type === undefined ? params : onSensor(params, type)), sensor });
  const model = cameraFrom(chosen);
  checkWatchesTable(model);
  return rigCameraFrom(model, chosen.sensor, { preset: defaultPreset });
}

/** The same field of view, across, on another sensor. */
function onSensor(params: CameraParams, type: SensorName): CameraParams {
  const { width, height } = SENSORS[type];
  const scale = width / params.width;
  const { focalPx, focalYPx, centrePx } = params;
  return {
    ...params,
    width,
    height,
    focalPx: focalPx * scale,
    ...(focalYPx === undefined ? {} : { focalYPx: focalYPx * scale }),
    ...(centrePx === undefined
      ? {}
      : {
          centrePx: [
            (centrePx[0] - (params.width - 1) / 2) * scale + (width - 1) / 2,
            (centrePx[1] - (params.height - 1) / 2) * scale + (height - 1) / 2,
          ],
        }),
  };
}

function checked(params: z.input<typeof cameraParams>): CameraParams {
  const parsed = cameraParams.safeParse(params);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new SaccadeError("config-invalid", `camera "${params.id}": ${problems.join("; ")}`, {
    camera: params.id,
    field: parsed.error.issues[0]?.path.join(".") ?? "",
  });
}
