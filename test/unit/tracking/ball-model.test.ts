import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dot, norm, type Vec3 } from "../../../src/core/vec3.ts";
import { BALL_MODEL, acceleration, accelerationGradient, rebound } from "../../../src/tracking/ball-model.ts";

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

describe("the ball in the air", () => {
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
    const sideways = acceleration(BALL_MODEL, [0, -7.5, 0], [0, 0, rate])[0];
    expect(sideways / ((1.204 / 81.2) * magnus * 7.5 * rate)).toBeGreaterThan(0.75);
    expect(sideways / ((1.204 / 81.2) * magnus * 7.5 * rate)).toBeLessThan(1.25);
  });

  it("only falls when it hangs still, with what the air leaves of its weight", () => {
    const [x, y, z] = acceleration(BALL_MODEL, [0, 0, 0], [10, 20, 30]);
    expect([x, y]).toEqual([0, 0]);
    expect(z).toBeCloseTo(-9.81 * (1 - 1.204 / 81.2), 12);
  });

  it("dives with topspin and floats with backspin", () => {
    const flat = acceleration(BALL_MODEL, [0, -5, 0], [0, 0, 0])[2];
    expect(acceleration(BALL_MODEL, [0, -5, 0], [100, 0, 0])[2]).toBeLessThan(flat - 1);
    expect(acceleration(BALL_MODEL, [0, -5, 0], [-100, 0, 0])[2]).toBeGreaterThan(flat + 1);
  });

  it("changes with velocity and spin as its gradient says", () => {
    fc.assert(
      fc.property(velocity, spin, fc.constantFrom(0, 1, 2), (v, w, axis) => {
        const gradient = accelerationGradient(BALL_MODEL, v, w);
        const [h, k] = [1e-5, 1e-3];
        const faster = acceleration(BALL_MODEL, plus(v, axis, h), w);
        const slower = acceleration(BALL_MODEL, plus(v, axis, -h), w);
        const more = acceleration(BALL_MODEL, v, plus(w, axis, k));
        const less = acceleration(BALL_MODEL, v, plus(w, axis, -k));
        for (const row of [0, 1, 2] as const) {
          expect(gradient.byVelocity[row][axis]).toBeCloseTo((faster[row] - slower[row]) / (2 * h), 6);
          expect(gradient.bySpin[row][axis]).toBeCloseTo((more[row] - less[row]) / (2 * k), 7);
        }
      }),
    );
  });
});

describe("the ball on the table", () => {
  it("rises to about 24 cm when dropped from 30 cm without air, of which the air takes 1 cm", () => {
    const fallMps = Math.sqrt(2 * 9.81 * 0.3);
    const upMps = rebound(BALL_MODEL, [0, 0, -fallMps], [0, 0, 0]).velocityMps[2];
    expect((upMps * upMps) / (2 * 9.81)).toBeCloseTo(0.245, 3);
  });

  it("rises higher when it comes in flat", () => {
    const flat = rebound(BALL_MODEL, [0, -6, -2.5], [0, 0, 0]).velocityMps[2];
    expect(flat / 2.5).toBeCloseTo(0.9528 - 0.05 + 0.02344 * 2.4, 9);
  });

  it("slides when it slips fast: friction takes a quarter of the normal impulse", () => {
    const { velocityMps, spinRadps } = rebound(BALL_MODEL, [0, -8, -2], [0, 0, 0]);
    const normal = 2 + velocityMps[2];
    expect(velocityMps[1]).toBeCloseTo(-8 + 0.25 * normal, 12);
    expect(spinRadps[0]).toBeCloseTo((1.5 * 0.25 * normal) / 0.02, 9); // topspin
  });

  it("rolls off without slip when it sticks", () => {
    const { velocityMps, spinRadps } = rebound(BALL_MODEL, [0.3, -0.5, -3], [5, 2, 7]);
    expect(velocityMps[0] - 0.02 * spinRadps[1]).toBeCloseTo(0, 12);
    expect(velocityMps[1] + 0.02 * spinRadps[0]).toBeCloseTo(0, 12);
    expect(spinRadps[2]).toBe(7);
  });

  it("never gains energy", () => {
    const energy = (v: Vec3, w: Vec3): number => dot(v, v) + (2 / 3) * 0.02 * 0.02 * dot(w, w);
    fc.assert(
      fc.property(velocity, spin, ([vx, vy, vz], w) => {
        const v: Vec3 = [vx, vy, -Math.abs(vz)];
        const after = rebound(BALL_MODEL, v, w);
        expect(energy(after.velocityMps, after.spinRadps)).toBeLessThanOrEqual(energy(v, w) * (1 + 1e-12));
        expect(norm(after.velocityMps)).not.toBeNaN();
      }),
    );
  });
});
