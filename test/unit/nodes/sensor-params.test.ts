import { describe, expect, it } from "vitest";
import { cameraFrom, cameraParams } from "../../../nodes/camera-params.ts";
import { rigCameraFrom, type SensorDefaults } from "../../../nodes/sensor-params.ts";
import { PIXEL_PRESETS } from "../../../sims/camera/pixel-presets.ts";
import { SENSORS } from "../../../sims/camera/sensors.ts";
import type { RigCamera } from "../../../sims/camera/stage-rig.ts";

const CAMERA = {
  id: "left",
  width: 1280,
  height: 720,
  focalPx: 1040,
  positionM: [-2, 0, 2],
  targetM: [0, 0, 0],
};

function rigCamera(
  sensor?: object,
  defaults: SensorDefaults = { preset: "ideal" },
  camera: object = CAMERA,
): RigCamera {
  const params = cameraParams.parse(sensor === undefined ? camera : { ...camera, sensor });
  return rigCameraFrom(cameraFrom(params), params.sensor, defaults);
}

describe("a camera", () => {
  it("that says nothing of its sensor has the world's preset and no readout", () => {
    expect(rigCamera().sensor).toEqual({ pixels: PIXEL_PRESETS.ideal, readout: null });
    expect(rigCamera(undefined, { preset: "typical" }).sensor.pixels).toEqual(PIXEL_PRESETS.typical);
  });

  it("takes the world's thresholds, when it gives some", () => {
    const { onThreshold, offThreshold } = rigCamera(undefined, { preset: "typical", threshold: 0.4 }).sensor
      .pixels;
    expect([onThreshold, offThreshold]).toEqual([0.4, 0.4]);
  });

  it("goes by its own preset before the world's", () => {
    expect(rigCamera({ preset: "lowlight" }).sensor.pixels).toEqual(PIXEL_PRESETS.lowlight);
  });

  it("has the readout of its sensor, with its region and its limit", () => {
    const { readout } = rigCamera({
      type: "evk4",
      preset: "typical",
      region: { x: 100, y: 50, width: 640, height: 480 },
      rateControl: { maxEvents: 5000 },
    }).sensor;
    expect(readout).toEqual({
      ...SENSORS.evk4.readout,
      region: { x: 100, y: 50, width: 640, height: 480 },
      rateControl: { periodUs: 1000, maxEvents: 5000 },
    });
  });

  it("has biases under its vendor's names", () => {
    const prophesee = rigCamera({ type: "evk4", preset: "typical", biases: { bias_diff_on: 50 } });
    expect(prophesee.sensor.pixels.onThreshold).toBeGreaterThan(PIXEL_PRESETS.typical.onThreshold);
    const small = { ...CAMERA, width: 346, height: 260 };
    const davis = rigCamera({ type: "davis346", biases: { OnBn: 3 } }, { preset: "typical" }, small);
    expect(davis.sensor.pixels.onThreshold).toBeGreaterThan(PIXEL_PRESETS.typical.onThreshold);
  });

  it("has a clock of its own, and light that flickers", () => {
    const { clock, flicker } = rigCamera({
      clockOffsetUs: 1500,
      clockDriftPpm: -20,
      flicker: { depth: 0.2, x: 1000, y: 700 },
    });
    expect(clock).toEqual({ offsetUs: 1500, driftPpm: -20 });
    expect(flicker).toEqual({ hz: 100, depth: 0.2, region: { x: 1000, y: 700, width: 280, height: 20 } });
    expect(rigCamera({}).clock).toBeUndefined();
  });
});

it.each<[string, object, object]>([
  ["a size that is not its sensor's", { type: "davis346" }, CAMERA],
  ["a bias of another vendor", { type: "evk4", biases: { OnBn: 2 } }, CAMERA],
  [
    "a bias of another vendor",
    { type: "davis346", biases: { bias_fo: 2 } },
    { ...CAMERA, width: 346, height: 260 },
  ],
  [
    "a bias that its sensor lacks",
    { type: "speck", biases: { bias_fo: 2 } },
    { ...CAMERA, width: 128, height: 128 },
  ],
  ["a region outside", { region: { x: 1000, y: 0, width: 281, height: 1 } }, CAMERA],
  ["flicker outside", { flicker: { depth: 0.1, x: 1280 } }, CAMERA],
])("refuses %s", (_, sensor, camera) => {
  expect(() => rigCamera(sensor, { preset: "ideal" }, camera)).toThrow(
    expect.objectContaining({ code: "config-invalid", where: { camera: "left" } }),
  );
});

it.each<[string, object]>([
  ["an unknown key", { bias: {} }],
  ["a bias out of range", { biases: { bias_diff_on: 141 } }],
  ["a bias that is not whole", { biases: { bias_refr: 0.5 } }],
  ["a current of 0", { biases: { OnBn: 0 } }],
  ["a clock of NaN", { clockOffsetUs: NaN }],
  ["an unknown preset", { preset: "perfect" }],
])("parses no sensor with %s", (_, sensor) => {
  expect(cameraParams.safeParse({ ...CAMERA, sensor }).success).toBe(false);
});
