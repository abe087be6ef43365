import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dot, norm, type Vec3 } from "../../../src/core/vec3.ts";
import { BALL_MODEL, rebound } from "../../../src/tracking/ball-model.ts";

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
