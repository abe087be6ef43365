import { describe, expect, it } from "vitest";
import { withInivationBiases, withPropheseeBiases } from "../../../../sims/camera/biases.ts";
import { checkPixelModel } from "../../../../sims/camera/pixel-model.ts";
import { PIXEL_PRESETS } from "../../../../sims/camera/pixel-presets.ts";
import { sensorModel, SENSORS } from "../../../../sims/camera/sensors.ts";

const TYPICAL = PIXEL_PRESETS.typical;

describe("sensors", () => {
  it.each([
    ["evk4", 1280, 720, 1066],
    ["davis346", 346, 260, 12],
    ["dvxplorer", 640, 480, 165],
  ] as const)(
    "%s has %d x %d pixels and at most the rate that is published: %d Mev/s",
    (name, width, height, rate) => {
      expect([SENSORS[name].width, SENSORS[name].height]).toEqual([width, height]);
      expect(Math.abs(1000 / SENSORS[name].readout.eventNs / rate - 1)).toBeLessThan(0.02);
    },
  );

  it("speck is the 128 x 128 chip", () => {
    expect([SENSORS.speck.width, SENSORS.speck.height]).toEqual([128, 128]);
  });

  it("ideal ones have no readout, stressed ones a bus of 1 Mev/s", () => {
    expect(sensorModel("ideal", "evk4").readout).toBeNull();
    expect(sensorModel("stress", "evk4").readout?.eventNs).toBe(1000);
    expect(sensorModel("typical", "evk4").readout).toBe(SENSORS.evk4.readout);
    expect(sensorModel("typical", null).readout).toBeNull();
  });
});

it.each(Object.entries(PIXEL_PRESETS))("preset %s is possible", (_, pixels) => {
  expect(() => checkPixelModel(pixels)).not.toThrow();
});

it("stress has ten times the noise of typical", () => {
  const { leakHz, shotHz, hotShare } = PIXEL_PRESETS.stress;
  expect([leakHz, shotHz, hotShare]).toEqual([
    10 * TYPICAL.leakHz,
    10 * TYPICAL.shotHz,
    10 * TYPICAL.hotShare,
  ]);
});

describe("Prophesee's biases", () => {
  it("change nothing at the factory's setting", () => {
    expect(withPropheseeBiases(TYPICAL, {})).toEqual(TYPICAL);
    expect(withPropheseeBiases(TYPICAL, { bias_diff_on: 0, bias_hpf: 0 })).toEqual(TYPICAL);
  });

  it.each([
    ["bias_diff_on", "onThreshold", 1],
    ["bias_diff_off", "offThreshold", 1],
    ["bias_fo", "bandwidthHz", 1],
    ["bias_hpf", "highPassHz", 1],
    ["bias_refr", "refractoryUs", -1],
  ] as const)("%s moves %s and nothing else", (bias, field, direction) => {
    const changed = withPropheseeBiases(TYPICAL, { [bias]: 20 });
    expect(Math.sign(changed[field] - TYPICAL[field])).toBe(direction);
    expect({ ...changed, [field]: TYPICAL[field] }).toEqual(TYPICAL);
  });
});

describe("iniVation's biases", () => {
  it("change nothing at their defaults", () => {
    expect(withInivationBiases(TYPICAL, {})).toEqual(TYPICAL);
  });

  it("set thresholds by the ratio of two currents", () => {
    const changed = withInivationBiases(TYPICAL, { OnBn: 2, DiffBn: 1, OffBn: 0.5 });
    // ln 2 / 14
    expect(changed.onThreshold - TYPICAL.onThreshold).toBeCloseTo(0.0495, 4);
    expect(changed.offThreshold - TYPICAL.offThreshold).toBeCloseTo(0.0495, 4);
    const shifted = withInivationBiases(TYPICAL, { DiffBn: 2 });
    expect(shifted.onThreshold).toBeLessThan(TYPICAL.onThreshold);
    expect(shifted.offThreshold).toBeGreaterThan(TYPICAL.offThreshold);
    expect(withInivationBiases(TYPICAL, { OnBn: 0.001 }).onThreshold).toBe(0.01);
  });

  it("narrow the band by the slower stage, and shorten the sleep", () => {
    expect(withInivationBiases(TYPICAL, { PrBp: 0.5, PrSFBp: 3 }).bandwidthHz).toBe(TYPICAL.bandwidthHz / 2);
    expect(withInivationBiases(TYPICAL, { RefrBp: 3 }).refractoryUs).toBe(TYPICAL.refractoryUs / 3);
  });
});
