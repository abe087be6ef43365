import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EventCamera } from "../../../../sims/camera/event-camera.ts";
import type { PixelModel } from "../../../../sims/camera/pixel-model.ts";
import { PIXEL_PRESETS } from "../../../../sims/camera/pixel-presets.ts";
import { NO_ACTORS, poseNumbers, writeBall } from "../../../../sims/camera/stage.ts";
import { StagePath } from "../../../../sims/camera/stage-path.ts";
import { StageScene } from "../../../../sims/camera/stage-scene.ts";
import type { EventBatch } from "../../../../src/core/event-batch.ts";
import { CurveScene, LOOK, rowsOf, sweep, SWEEP_CAMERA } from "../../../support/event-cameras.ts";

const { ideal: IDEAL, typical: TYPICAL, lowlight: LOWLIGHT, stress: STRESS } = PIXEL_PRESETS;

const count = (batches: readonly EventBatch[], polarity?: number): number =>
  batches.reduce(
    (sum, { p }) => sum + (polarity === undefined ? p.length : p.filter((v) => v === polarity).length),
    0,
  );

/** [-] events that a pixel makes when its light rises from 40 by the share `covered` of the way to 220. */
const levels = (covered: number): number => Math.floor(Math.log(1 + (180 / 40) * covered) / 0.2);

/** [1/s] over 200 px of way. */
function rateOf(radiusPx: number, speedPxps: number): number {
  const seconds = Math.floor((200 / speedPxps) * 1000) / 1000;
  return count(sweep({ radiusPx, fromPx: -100, speedPxps, seconds })) / seconds;
}

describe("event rate", () => {
  it.each([
    { radiusPx: 12, speedPxps: 800 },
    { radiusPx: 7.3, speedPxps: 3000 },
    { radiusPx: 20, speedPxps: 2000 },
  ])(
    "follows 2 edges x 2 r v x floor(ln(I1 / I0) / C) within 2 % for $radiusPx px at $speedPxps px/s",
    ({ radiusPx, speedPxps }) => {
      const law = 2 * 2 * radiusPx * speedPxps * levels(1);
      expect(Math.abs(rateOf(radiusPx, speedPxps) / law - 1)).toBeLessThan(0.02);
    },
  );

  it.each([
    { radiusPx: 12, speedPxps: 800 },
    { radiusPx: 4, speedPxps: 400 },
    { radiusPx: 2, speedPxps: 5000 },
  ])(
    "follows the same law row by row, blurred top and bottom included, within 0.7 % for $radiusPx px",
    ({ radiusPx, speedPxps }) => {
      const centre = SWEEP_CAMERA.cy - 0.4; // where `sweep` lets the ball pass
      const rows = Array.from({ length: SWEEP_CAMERA.height }, (_, row) => {
        const inside = radiusPx - Math.abs(row - centre);
        return levels(Math.min(1, Math.max(0, 0.5 + inside / (2 * LOOK.edgePx))));
      });
      const law = 2 * speedPxps * rows.reduce((sum, value) => sum + value, 0);
      expect(Math.abs(rateOf(radiusPx, speedPxps) / law - 1)).toBeLessThan(0.007);
    },
  );
});

it("gives as many OFF as ON events once the ball has passed, and every pixel its own balance", () => {
  const batches = sweep({ radiusPx: 10, fromPx: -220, speedPxps: 4400, seconds: 0.1 });
  expect(count(batches, 1)).toBe(count(batches, 0));
  expect(count(batches, 1)).toBeGreaterThan(10_000);
  const balance = new Int32Array(346 * 260);
  for (const { x, y, p } of batches) {
    for (const [i, column] of x.entries()) balance[y[i]! * 346 + column]! += p[i] === 1 ? 1 : -1;
  }
  expect(balance.every((value) => value === 0)).toBe(true);
});

it("shows ON events before the ball's centre and OFF events behind it", () => {
  const [batch] = sweep({ radiusPx: 10, fromPx: 0, speedPxps: 2000, seconds: 0.001 });
  expect(batch!.length).toBeGreaterThan(50);
  for (const [i, column] of batch!.x.entries()) expect(column > SWEEP_CAMERA.cx + 1).toBe(batch!.p[i] === 1);
});

it("keeps times in order, whole, and inside their quantum", () => {
  const batches = sweep({ radiusPx: 12, fromPx: -50, speedPxps: 3000, seconds: 0.02 });
  for (const [n, batch] of batches.entries()) {
    expect(batch.length).toBeGreaterThan(0);
    let last = n * 1000;
    for (const t of batch.t) {
      expect(Number.isInteger(t)).toBe(true);
      expect(t).toBeGreaterThanOrEqual(last);
      last = t;
    }
    expect(last).toBeLessThan((n + 1) * 1000);
  }
});

describe("the same events come out to the bit", () => {
  const SWEEP = { radiusPx: 8, fromPx: -20, speedPxps: 3000, seconds: 0.011 };
  const presets: [string, PixelModel][] = [
    ["ideal", IDEAL],
    ["typical", TYPICAL],
    ["lowlight", LOWLIGHT],
    ["stress with a high pass", { ...STRESS, highPassHz: 1 }],
  ];

  it.each(presets)("however time is cut into quanta, with %s pixels", (_, pixels) => {
    const whole = rowsOf(sweep({ ...SWEEP, pixels, quantumUs: 11_000 }));
    expect(whole.length).toBeGreaterThan(2000);
    for (const quantumUs of [250, 1000, 2750]) {
      expect(rowsOf(sweep({ ...SWEEP, pixels, quantumUs }))).toEqual(whole);
    }
  });

  it.each(presets)("whether 1, 2 or 4 share out the rows, with %s pixels", (_, pixels) => {
    const whole = rowsOf(sweep({ ...SWEEP, pixels }));
    for (const workers of [2, 4]) {
      const share = SWEEP_CAMERA.height / workers;
      const parts = Array.from({ length: workers }, (_part, n) =>
        rowsOf(sweep({ ...SWEEP, pixels, rows: [n * share, (n + 1) * share] })),
      );
      expect(parts.filter((part) => part.length > 100).length).toBeGreaterThan(1);
      const merged = parts.flat().sort((a, b) => order(a) - order(b)); // stable: one pixel's stay in order
      expect(merged).toEqual(whole);
    }
  });

  it("for the same seed, and others for another", () => {
    const of = (seed: number): string[] => rowsOf(sweep({ ...SWEEP, pixels: TYPICAL, seed }));
    expect(of(3)).toEqual(of(3));
    expect(of(4)).not.toEqual(of(3));
  });
});

/** Time, then row, then column of a row of `rowsOf`. */
function order(row: string): number {
  const [t, y, x] = row.split(" ").map(Number);
  return (t! * 1000 + y!) * 1000 + x!;
}

it.each([
  ["ideal", IDEAL],
  ["2 kHz", { ...IDEAL, bandwidthHz: 2000 }],
])("times events within 10 us of looks every 0.005 px, median, at 800 px/s, with %s pixels", (_, pixels) => {
  const sweeping = {
    radiusPx: 12,
    fromPx: -30,
    speedPxps: 800,
    seconds: 0.025,
    knotUs: 5000,
    quantumUs: 5000,
  };
  const timesOf = (mostMotionPx: number): Map<string, number> => {
    const seen = new Map<string, number>();
    const counts = new Map<string, number>();
    for (const row of rowsOf(sweep({ ...sweeping, mostMotionPx, pixels }))) {
      const [t, ...pixel] = row.split(" ");
      const key = pixel.join(" ");
      const n = (counts.get(key) ?? 0) + 1;
      counts.set(key, n);
      seen.set(`${key} ${n}`, Number(t));
    }
    return seen;
  };
  const fine = timesOf(0.005);
  const errors = [...timesOf(0.25)].map(([key, time]) => Math.abs(time - (fine.get(key) ?? Infinity)));
  errors.sort((a, b) => a - b);
  expect(errors.length).toBeGreaterThan(5000);
  expect(errors[errors.length >> 1]!).toBeLessThanOrEqual(10);
  expect(errors[Math.floor(errors.length * 0.9)]!).toBeLessThanOrEqual(50);
});

it("says nothing of a ball that appears or vanishes while nobody looks, nor of one at rest", () => {
  const path = new StagePath(poseNumbers(NO_ACTORS));
  const scene = new StageScene({
    camera: SWEEP_CAMERA,
    path,
    actors: NO_ACTORS,
    look: LOOK,
    background: null,
    mostMotionPx: 0.25,
    startUs: 0,
    rows: null,
  });
  const dvs = new EventCamera(
    {
      id: "c",
      width: 346,
      height: 260,
      pixels: IDEAL,
      seed: 1,
      startUs: 0,
      readout: null,
      clock: null,
      rows: null,
    },
    scene,
  );
  const here = { x: 0, y: 0, z: 0 };
  dvs.expose(1000);
  writeBall(path.add(1000), here);
  dvs.adopt(1000);
  writeBall(path.add(2000), here);
  dvs.expose(2000);
  writeBall(path.restart(2000), null);
  dvs.adopt(2000);
  dvs.expose(3000);
  expect(dvs.take(3000).length).toBe(0);
});

it("loses sight of a ball at the sensor's edge without a trace outside", () => {
  const batches = sweep({ radiusPx: 20, fromPx: 100, speedPxps: 2000, seconds: 0.06 });
  const columns = batches.flatMap(({ x }) => [...x]);
  expect(Math.max(...columns)).toBe(345);
  expect(batches.at(-1)!.length).toBe(0);
});

it.each([
  ["width", { width: 0 }],
  ["height", { height: 2.5 }],
  ["startUs", { startUs: -1 }],
  ["startUs", { startUs: NaN }],
  ["rows", { rows: [0, 5] as const }],
  ["rows", { rows: [3, 2] as const }],
])("refuses a wrong %s", (option, wrong) => {
  const options = {
    id: "c",
    width: 4,
    height: 4,
    pixels: IDEAL,
    seed: 1,
    startUs: 0,
    readout: null,
    clock: null,
    rows: null,
    ...wrong,
  };
  expect(() => new EventCamera(options, new CurveScene(() => 1))).toThrow(
    expect.objectContaining({ code: "world-invalid", where: { option } }),
  );
});

it.each([
  ["mostMotionPx", { mostMotionPx: 0 }],
  ["edgePx", { look: { ...LOOK, edgePx: NaN } }],
  ["roomLight", { look: { ...LOOK, roomLight: 0 } }],
])("refuses a stage with a wrong %s", (option, wrong) => {
  const path = new StagePath(poseNumbers(NO_ACTORS));
  const options = {
    actors: NO_ACTORS,
    look: LOOK,
    background: null,
    mostMotionPx: 0.25,
    startUs: 0,
    rows: null,
  };
  expect(() => new StageScene({ camera: SWEEP_CAMERA, path, ...options, ...wrong })).toThrow(
    expect.objectContaining({ code: "world-invalid", where: { option } }),
  );
});

it("allocates nothing per visit of a pixel, noise event or pass of time", () => {
  const script = join(import.meta.dirname, "../../../support/camera-heap-process.ts");
  const { bytes, events } = JSON.parse(execFileSync(process.execPath, [script], { encoding: "utf8" })) as {
    bytes: number;
    events: number;
  };
  expect(events).toBeGreaterThan(100_000);
  expect(bytes).toBeLessThan(1);
});
