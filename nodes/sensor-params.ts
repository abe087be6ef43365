import { z } from "zod";
import type { CameraModel } from "../src/core/camera.ts";
import { SaccadeError } from "../src/core/errors.ts";
import {
  INIVATION_BIASES,
  type InivationBiases,
  PROPHESEE_BIASES,
  type PropheseeBiases,
  withInivationBiases,
  withPropheseeBiases,
} from "../sims/camera/biases.ts";
import type { PixelModel } from "../sims/camera/pixel-model.ts";
import { PIXEL_PRESETS } from "../sims/camera/pixel-presets.ts";
import { FREE_READOUT, type ReadoutModel } from "../sims/camera/readout-model.ts";
import {
  type PixelPreset,
  sensorModel,
  type SensorModel,
  type SensorName,
  SENSORS,
} from "../sims/camera/sensors.ts";
import type { RigCamera } from "../sims/camera/stage-rig.ts";

const presets = Object.keys(PIXEL_PRESETS) as PixelPreset[];
const sensors = Object.keys(SENSORS) as SensorName[];
const propheseeNames = Object.keys(PROPHESEE_BIASES) as (keyof typeof PROPHESEE_BIASES)[];

const propheseeBias = (name: keyof typeof PROPHESEE_BIASES) => {
  const { least, most } = PROPHESEE_BIASES[name];
  return z.int().min(least).max(most).optional().describe("offset from the factory's setting");
};
const inivationBias = z
  .number()
  .min(1e-3)
  .max(1e3)
  .optional()
  .describe("[-] current, as a multiple of its default");

export const presetParam = z
  .enum(presets)
  .describe("what the pixels are like: ideal, typical (a lit hall), lowlight (v2e's noisy) or stress");

const side = (what: string) => z.int().min(0).max(4095).describe(`[px] ${what}`);
const length = (what: string) => z.int().min(1).max(4096).describe(`[px] ${what}`);

/** What a simulated camera is like, as a pipeline file writes it. Who does not simulate the camera ignores it. */
export const sensorParams = z.strictObject({
  type: z.enum(sensors).optional().describe("a sensor that can be bought: its readout, biases and size"),
  preset: presetParam.optional(),
  biases: z
    .strictObject({
      bias_diff_on: propheseeBias("bias_diff_on"),
      bias_diff_off: propheseeBias("bias_diff_off"),
      bias_fo: propheseeBias("bias_fo"),
      bias_hpf: propheseeBias("bias_hpf"),
      bias_refr: propheseeBias("bias_refr"),
      PrBp: inivationBias,
      PrSFBp: inivationBias,
      DiffBn: inivationBias,
      OnBn: inivationBias,
      OffBn: inivationBias,
      RefrBp: inivationBias,
    })
    .optional()
    .describe("under the vendor's names; what they do is modelled (sims/camera/biases.ts)"),
  region: z
    .strictObject({
      x: side("first column"),
      y: side("first row"),
      width: length("columns"),
      height: length("rows"),
    })
    .optional()
    .describe("the part of the sensor that is read"),
  rateControl: z
    .strictObject({
      periodUs: z.int().min(1).max(1e7).default(1000).describe("[us] length of a period"),
      maxEvents: z.int().min(0).max(1e9).describe("[events] that leave in a period"),
    })
    .optional()
    .describe("limit of the event rate; what is above it is dropped and counted"),
  flicker: z
    .strictObject({
      hz: z.number().positive().max(1e5).default(100).describe("[Hz] twice the mains' frequency"),
      depth: z.number().min(0.001).max(0.999).describe("[-] part of the light that comes and goes"),
      x: side("first column of the part that flickers").default(0),
      y: side("first row").default(0),
      width: length("columns; absent = the rest").optional(),
      height: length("rows; absent = the rest").optional(),
    })
    .optional()
    .describe("lamps on the mains; costs by the size of the part"),
  clockOffsetUs: z
    .number()
    .min(-1e9)
    .max(1e9)
    .default(0)
    .describe("[us] what the camera's clock shows at time 0"),
  clockDriftPpm: z.number().min(-1e5).max(1e5).default(0).describe("[ppm] how much too fast that clock runs"),
});

type SensorParams = z.output<typeof sensorParams>;

/** What holds for cameras that do not say it themselves. */
export interface SensorDefaults {
  readonly preset: PixelPreset;
  /** [ln] both thresholds; absent = the preset's. */
  readonly threshold?: number | undefined;
}

/**
 * A simulated camera from its parameters.
 * @throws SaccadeError `config-invalid` when its size is not that of its sensor, a bias is not one of its vendor's, or a
 * part of the image lies outside.
 */
export function rigCameraFrom(
  model: CameraModel,
  params: SensorParams | undefined,
  defaults: SensorDefaults,
): RigCamera {
  const sensor = sensorFrom(model, params, defaults);
  if (params === undefined) return { model, sensor };
  const { clockOffsetUs: offsetUs, clockDriftPpm: driftPpm, flicker } = params;
  const clock = offsetUs === 0 && driftPpm === 0 ? {} : { clock: { offsetUs, driftPpm } };
  if (flicker === undefined) return { model, sensor, ...clock };
  const { hz, depth, x, y, width = model.width - x, height = model.height - y } = flicker;
  const region = { x, y, width, height };
  checkInside(model, "flicker", region);
  return { model, sensor, ...clock, flicker: { hz, depth, region } };
}

function sensorFrom(
  model: CameraModel,
  params: SensorParams | undefined,
  defaults: SensorDefaults,
): SensorModel {
  const { type = null, preset = defaults.preset, biases = {} } = params ?? {};
  if (type !== null) checkSize(model, type);
  const base = sensorModel(preset, type);
  const { threshold } = defaults;
  const plain = threshold === undefined ? {} : { onThreshold: threshold, offThreshold: threshold };
  const pixels = withBiases(model.id, type, { ...base.pixels, ...plain }, biases);
  return { pixels, readout: readoutFrom(model, params, base) };
}

function readoutFrom(
  model: CameraModel,
  params: SensorParams | undefined,
  { readout }: SensorModel,
): ReadoutModel | null {
  const { region = null, rateControl = null } = params ?? {};
  if (region === null && rateControl === null) return readout;
  if (region !== null) checkInside(model, "region", region);
  return { ...(readout ?? FREE_READOUT), region, rateControl };
}

function withBiases(
  camera: string,
  type: SensorName | null,
  pixels: PixelModel,
  biases: PropheseeBiases & InivationBiases,
): PixelModel {
  const vendor = type === null ? "prophesee" : SENSORS[type].biases;
  const allowed: readonly string[] =
    vendor === "prophesee" ? propheseeNames : vendor === "inivation" ? INIVATION_BIASES : [];
  const foreign = Object.keys(biases).find((name) => !allowed.includes(name));
  if (foreign !== undefined) {
    const names = allowed.length === 0 ? "none" : allowed.join(", ");
    throw refusal(camera, `has the bias ${foreign}; a sensor ${type ?? "without a type"} has ${names}`);
  }
  return vendor === "inivation" ? withInivationBiases(pixels, biases) : withPropheseeBiases(pixels, biases);
}

function checkSize({ id, width, height }: CameraModel, type: SensorName): void {
  const sensor = SENSORS[type];
  if (sensor.width === width && sensor.height === height) return;
  const own = `${sensor.width}x${sensor.height}`;
  throw refusal(id, `is ${width}x${height} pixels large; its sensor ${type} has ${own}`);
}

function checkInside(
  { id, width, height }: CameraModel,
  what: string,
  part: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): void {
  const right = part.x + part.width;
  const bottom = part.y + part.height;
  if (part.width > 0 && part.height > 0 && right <= width && bottom <= height) return;
  throw refusal(
    id,
    `has a ${what} that ends at column ${right}, row ${bottom}; it must lie within ${width}x${height}`,
  );
}

const refusal = (camera: string, what: string): SaccadeError =>
  new SaccadeError("config-invalid", `camera "${camera}" ${what}`, { camera });
