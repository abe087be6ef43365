import { describe, expect, it } from "vitest";
import { AirCurve } from "../../../../sims/ball/air-curve.ts";
import { airRowAt, publishedDrag, publishedMagnus } from "../../../../sims/ball/air-law.ts";

const RADIUS = 0.02;

// points through which the published Magnus law was laid, within 0.02: speed [m/s], spin [rad/s], C_M
it.each([
  [2, 150, 0.08],
  [2, 300, 0.055],
  [3.5, 100, 0.2],
  [3.5, 300, 0.08],
  [7.5, 150, 0.25],
  [7.5, 500, 0.095],
  [7.5, 750, 0.075],
  [10.5, 250, 0.21],
  [10.5, 600, 0.1],
  [13.5, 300, 0.215],
  [13.5, 750, 0.105],
  [17, 360, 0.21],
  [17, 900, 0.11],
])("at %f m/s and %f rad/s has the published C_M of %f", (mps, radps, magnus) => {
  expect(Math.abs(publishedMagnus(airRowAt(mps), radps) - magnus)).toBeLessThan(0.022);
});

// Table I: speed [m/s], spin ratio, C_D
it.each([
  [1, 0.5, 0.55],
  [7.5, 0.2, 0.49],
  [7.5, 0.75, 0.55],
  [7.5, 1.1, 0.48],
  [12.5, 0.62, 0.53],
  [12.5, 0.95, 0.41],
  [17.5, 0.84, 0.37],
  [17.5, 9, 0.45],
  [10, 0.1, 0.48],
])("at %f m/s and a spin ratio of %f has the published C_D of %f", (mps, ratio, drag) => {
  expect(publishedDrag(airRowAt(mps), ratio)).toBeCloseTo(drag, 9);
});

it("has the valley of the lift crisis: C_L = (8/3) C_M S falls between S = 0.5 and 0.8", () => {
  const lift = (ratio: number): number =>
    (8 / 3) * publishedMagnus(airRowAt(13.5), (ratio * 13.5) / RADIUS) * ratio;
  expect(lift(0.8)).toBeLessThan(0.75 * lift(0.5));
  expect(lift(1.1)).toBeGreaterThan(1.2 * lift(0.8));
});

it("goes on as published beyond 17.5 m/s, and stays sound", () => {
  expect(publishedDrag(airRowAt(20), 0.2)).toBeCloseTo(0.47, 9);
  for (const mps of [19, 21, 25, 32]) {
    for (let ratio = 0; ratio < 2.5; ratio += 0.01) {
      const drag = publishedDrag(airRowAt(mps), ratio);
      expect(drag).toBeGreaterThan(0.3);
      expect(drag).toBeLessThan(0.53);
    }
  }
});

describe("the curve that a flight follows", () => {
  const read = (curve: AirCurve, mps: number): { drag: number; lift: number } => {
    const cell = Math.floor(mps * 2);
    const t = mps * 2 - cell;
    const at = (from: number): number =>
      [0, 1, 2, 3].reduce((sum, p) => sum + curve.cells[cell * 8 + from + p]! * t ** p, 0);
    return { drag: at(0), lift: at(4) };
  };

  it.each([0, 50, 150, 318, 500, 764])("stays within 0.012 of the published values at %f rad/s", (radps) => {
    const curve = new AirCurve();
    curve.fit(radps, RADIUS);
    for (let mps = 3; mps < 25; mps += 0.1) {
      const row = airRowAt(mps);
      const { drag, lift } = read(curve, mps);
      expect(Math.abs(drag - publishedDrag(row, (RADIUS * radps) / mps))).toBeLessThan(0.012);
      expect(Math.abs(lift - publishedMagnus(row, radps))).toBeLessThan(0.012);
    }
  });

  it("has no kink: value, slope and bend go through every knot", () => {
    const curve = new AirCurve();
    curve.fit(318, RADIUS);
    for (let cell = 1; cell < 60; cell++) {
      for (const from of [0, 4]) {
        const next = curve.cells.slice(cell * 8 + from, cell * 8 + from + 4);
        const [a, b, c, d] = curve.cells.slice((cell - 1) * 8 + from, (cell - 1) * 8 + from + 4);
        expect(a! + b! + c! + d!).toBeCloseTo(next[0]!, 12);
        expect(b! + 2 * c! + 3 * d!).toBeCloseTo(next[1]!, 12);
        expect(2 * c! + 6 * d!).toBeCloseTo(2 * next[2]!, 12);
      }
    }
  });
});
