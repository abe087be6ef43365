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
  it("has the published drag force of 3.64e-4 kg/m times speed squared", () => {
    expect(BALL_MODEL.dragPerM * BALL_MODEL.massKg).toBeCloseTo(3.64e-4, 6);
  });

  it("has the published lift: C_L = 0.884 S / (1 + 2.694 S) over the same air", () => {
    const [speed, rate] = [8, 300];
    const s = (0.02 * rate) / speed;
    const lift = (0.884 * s) / (1 + 2.694 * s);
    const airFactor = BALL_MODEL.dragPerM / 0.487;
    const sideways = acceleration(BALL_MODEL, [0, -speed, 0], [0, 0, rate])[0];
    expect(sideways).toBeCloseTo(airFactor * lift * speed * speed, 9);
  });

  it("only falls when it hangs still", () => {
    expect(acceleration(BALL_MODEL, [0, 0, 0], [10, 20, 30])).toEqual([0, 0, -9.81]);
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
  it("rises to about 23 cm when dropped from 30 cm", () => {
    const fallMps = Math.sqrt(2 * 9.81 * 0.3);
    const upMps = rebound(BALL_MODEL, [0, 0, -fallMps], [0, 0, 0]).velocityMps[2];
    expect((upMps * upMps) / (2 * 9.81)).toBeCloseTo(0.234, 3);
  });

  it("slides when it slips fast: friction takes 0.252 of the normal impulse", () => {
    const { velocityMps, spinRadps } = rebound(BALL_MODEL, [0, -8, -2], [0, 0, 0]);
    const normal = 2 + velocityMps[2];
    expect(velocityMps[1]).toBeCloseTo(-8 + 0.252 * normal, 12);
    expect(spinRadps[0]).toBeCloseTo((1.5 * 0.252 * normal) / 0.02, 9); // topspin
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
