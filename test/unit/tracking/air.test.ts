import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Vec3 } from "../../../src/core/vec3.ts";
import { AirSlopes } from "../../../src/tracking/air-slopes.ts";
import { Air } from "../../../src/tracking/air.ts";
import { BALL_MODEL } from "../../../src/tracking/ball-model.ts";

const velocity = fc.tuple(
  fc.double({ min: -10, max: 10, noNaN: true }),
  fc.double({ min: -10, max: -1, noNaN: true }),
  fc.double({ min: -8, max: 8, noNaN: true }),
);
const spin = fc.tuple(
  fc.double({ min: -400, max: 400, noNaN: true }),
  fc.double({ min: -400, max: 400, noNaN: true }),
  fc.double({ min: 1, max: 400, noNaN: true }),
);
const plus = (v: Vec3, axis: number, by: number): Vec3 => [
  v[0] + (axis === 0 ? by : 0),
  v[1] + (axis === 1 ? by : 0),
  v[2] + (axis === 2 ? by : 0),
];

function acceleration(v: Vec3, w: Vec3, spread = 0): Vec3 {
  const air = new Air(BALL_MODEL);
  air.setSpin(w, spread);
  air.accelerate(...v);
  return [air.ax, air.ay, air.az];
}

describe("the air", () => {
  it("has a drag force between those of the published C_D of 0.47 and 0.55", () => {
    const force = (drag: number): number => (1.204 * Math.PI * 0.02 * 0.02 * drag) / 2;
    expect(BALL_MODEL.dragPerM * BALL_MODEL.massKg).toBeGreaterThan(force(0.47));
    expect(BALL_MODEL.dragPerM * BALL_MODEL.massKg).toBeLessThan(force(0.55));
  });

  it.each([
    // published C_M at 7.5 m/s; the plain law is within a quarter of it
    [150, 0.25],
    [300, 0.134],
  ])("has about the published Magnus force at 7.5 m/s and %f rad/s: C_M %f", (rate, magnus) => {
    const sideways = acceleration([0, -7.5, 0], [0, 0, rate])[0];
    expect(sideways / ((1.204 / 81.2) * magnus * 7.5 * rate)).toBeGreaterThan(0.75);
    expect(sideways / ((1.204 / 81.2) * magnus * 7.5 * rate)).toBeLessThan(1.25);
  });

  it("leaves a ball that hangs still to gravity, less what it lifts", () => {
    const [x, y, z] = acceleration([0, 0, 0], [10, 20, 30]);
    expect([x, y]).toEqual([0, 0]);
    expect(z).toBeCloseTo(-9.81 * (1 - 1.204 / 81.2), 12);
  });

  it("lets topspin dive and backspin float", () => {
    const flat = acceleration([0, -5, 0], [0, 0, 0])[2];
    expect(acceleration([0, -5, 0], [100, 0, 0])[2]).toBeLessThan(flat - 1);
    expect(acceleration([0, -5, 0], [-100, 0, 0])[2]).toBeGreaterThan(flat + 1);
  });

  it("lifts by an uncertain spin as by one that is larger by its spread", () => {
    const { gravityMps2, magnusSaturation } = BALL_MODEL;
    const known = acceleration([0, -5, 0], [50, 0, 0])[2] + gravityMps2;
    const vague = acceleration([0, -5, 0], [50, 0, 0], 120)[2] + gravityMps2;
    const reach = magnusSaturation * 0.02;
    expect(vague / known).toBeCloseTo((5 + reach * 50) / (5 + reach * 130), 9);
  });

  it("changes with velocity and spin as its slopes say", () => {
    const slopes = new AirSlopes();
    fc.assert(
      fc.property(velocity, spin, fc.constantFrom(0, 1, 2), fc.constantFrom(0, 90), (v, w, axis, spread) => {
        const air = new Air(BALL_MODEL);
        air.setSpin(w, spread);
        slopes.take(air, ...v);
        const [h, k] = [1e-5, 1e-3];
        const faster = acceleration(plus(v, axis, h), w, spread);
        const slower = acceleration(plus(v, axis, -h), w, spread);
        const more = acceleration(v, plus(w, axis, k), spread);
        const less = acceleration(v, plus(w, axis, -k), spread);
        for (const row of [0, 1, 2] as const) {
          expect(slopes.byVelocity[row * 3 + axis]).toBeCloseTo((faster[row] - slower[row]) / (2 * h), 6);
          expect(slopes.bySpin[row * 3 + axis]).toBeCloseTo((more[row] - less[row]) / (2 * k), 7);
        }
      }),
    );
  });
});
