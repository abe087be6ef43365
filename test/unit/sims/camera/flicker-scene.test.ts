import { describe, expect, it } from "vitest";
import type { LabelledBatch } from "../../../../sims/camera/camera-output.ts";
import { EventCamera } from "../../../../sims/camera/event-camera.ts";
import { FlickerScene } from "../../../../sims/camera/flicker-scene.ts";
import { PIXEL_PRESETS } from "../../../../sims/camera/pixel-presets.ts";
import type { PixelModel } from "../../../../sims/camera/pixel-model.ts";
import { CurveScene, rowsOf } from "../../../support/event-cameras.ts";

const LAMP = { hz: 100, depth: 0.3, region: { x: 2, y: 0, width: 3, height: 1 } };

/** Ten pixels in a row in still light, the third to the fifth under a lamp. */
function watch(depth: number, quantumUs: number, pixels: PixelModel = PIXEL_PRESETS.ideal, light = () => 40) {
  const still = new CurveScene(light, { pixels: 10, stepUs: 700 });
  const scene = new FlickerScene(still, { ...LAMP, depth }, 0, [0, 1]);
  const options = {
    id: "c",
    width: 10,
    height: 1,
    readout: null,
    clock: null,
    seed: 1,
    startUs: 0,
    rows: null,
  };
  const dvs = new EventCamera({ ...options, pixels }, scene);
  const batches: LabelledBatch[] = [];
  for (let t = quantumUs; t <= 100_000; t += quantumUs) {
    dvs.expose(t);
    batches.push(dvs.takeLabelled(t));
  }
  return batches;
}

describe("a lamp on the mains", () => {
  it("makes the pixels under it fire at its rhythm, and no others", () => {
    const batches = watch(0.3, 1000);
    const columns = new Set(batches.flatMap(({ x }) => [...x]));
    expect([...columns].sort()).toEqual([2, 3, 4]);
    // from ln 0.7 = -0.36 to ln 1.3 = 0.26 and back: past -0.2, 0 and 0.2, two steps each way, ten times in 100 ms
    const on = batches.flatMap(({ p, x }) =>
      [...p].filter((polarity, i) => polarity === 1 && x[i] === 3),
    ).length;
    const off = batches.flatMap(({ p, x }) =>
      [...p].filter((polarity, i) => polarity === 0 && x[i] === 3),
    ).length;
    expect(Math.abs(on - 20)).toBeLessThanOrEqual(2);
    expect(Math.abs(off - 20)).toBeLessThanOrEqual(2);
  });

  it("is not seen when it flickers by less than a threshold", () => {
    expect(rowsOf(watch(0.08, 1000))).toEqual([]);
  });

  it("is not seen by pixels that are too slow for it", () => {
    const slow = { ...PIXEL_PRESETS.ideal, bandwidthHz: 20, whiteLight: 40 };
    expect(rowsOf(watch(0.3, 1000, slow)).length).toBeLessThan(20);
  });

  it("shows the same however time is cut", () => {
    const whole = rowsOf(watch(0.3, 100_000, PIXEL_PRESETS.typical));
    expect(whole.length).toBeGreaterThan(50);
    for (const quantumUs of [250, 5000])
      expect(rowsOf(watch(0.3, quantumUs, PIXEL_PRESETS.typical))).toEqual(whole);
  });

  it("does not hide what changes under it", () => {
    let seen = 0;
    const moving = watch(0.01, 1000, PIXEL_PRESETS.ideal, () => 40 * Math.exp(seen++ / 200));
    expect(new Set(moving.flatMap(({ x }) => [...x])).size).toBe(10);
  });
});

it.each([
  ["frequency", { hz: 0 }],
  ["frequency", { hz: NaN }],
  ["depth", { depth: 1 }],
  ["depth", { depth: 0 }],
])("refuses an impossible %s", (_, wrong) => {
  expect(() => new FlickerScene(new CurveScene(() => 40), { ...LAMP, ...wrong }, 0, [0, 1])).toThrow(
    expect.objectContaining({ code: "world-invalid" }),
  );
});
