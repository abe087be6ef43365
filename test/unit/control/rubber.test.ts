import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dot, norm, subtract, type Vec3 } from "../../../src/core/vec3.ts";
import { BALL_MODEL } from "../../../src/tracking/ball-model.ts";
import { RUBBER, strike } from "../../../src/control/rubber.ts";

const STILL = { normal: [0, 1, 0], velocityMps: [0, 0, 0] } as const;
const NO_SPIN: Vec3 = [0, 0, 0];
const component = fc.double({ min: -8, max: 8, noNaN: true });

describe("strike", () => {
  it("gives a ball back with the published restitution 0.917 - 0.0217 v", () => {
    const { velocityMps } = strike(
      BALL_MODEL,
      RUBBER,
      { velocityMps: [0, -6, 0], spinRadps: NO_SPIN },
      STILL,
    );
    expect(velocityMps).toEqual([0, 6 * (0.917 - 0.0217 * 6), 0]);
  });

  it("takes 0.7 of the slip away, more than the 0.4 of sticking: inverted rubber is elastic", () => {
    const { velocityMps } = strike(
      BALL_MODEL,
      RUBBER,
      { velocityMps: [2, -8, 0], spinRadps: NO_SPIN },
      STILL,
    );
    const expected = 2 - ((1.93e-3 - 2e-5 * 2) / 0.0027) * 2;
    expect(velocityMps[0]).toBeCloseTo(expected, 12);
    expect((2 - velocityMps[0]) / 2).toBeCloseTo(0.7, 2);
  });

  it("turns topspin into a ball that climbs", () => {
    // topspin of a ball that flies towards -y turns about +x
    const { velocityMps } = strike(
      BALL_MODEL,
      RUBBER,
      { velocityMps: [0, -6, 0], spinRadps: [100, 0, 0] },
      STILL,
    );
    expect(velocityMps[2]).toBeGreaterThan(1);
  });

  it("changes the spin by the impulse's torque: 1.5 / r times the change of velocity", () => {
    const before = { velocityMps: [0, -6, 1] as const, spinRadps: [30, 0, 0] as const };
    const after = strike(BALL_MODEL, RUBBER, before, STILL);
    const impulseMps = after.velocityMps[2] - 1;
    expect(after.spinRadps[0] - 30).toBeCloseTo((-1.5 * impulseMps) / 0.02, 9);
  });

  it("limits what a grazing contact exchanges by friction", () => {
    const graze = { velocityMps: [9, -0.5, 0] as const, spinRadps: NO_SPIN };
    const after = strike(BALL_MODEL, RUBBER, graze, STILL);
    expect(9 - after.velocityMps[0]).toBeCloseTo(after.velocityMps[1] + 0.5, 12); // tangential = normal impulse
  });

  it("is the same seen from a moving frame", () => {
    fc.assert(
      fc.property(component, component, component, (x, y, z) => {
        const face = { normal: [0, 1, 0] as const, velocityMps: [x, y, z] as const };
        const ball = { velocityMps: [x + 1, y - 5, z + 0.5] as const, spinRadps: [20, 30, 40] as const };
        const moving = strike(BALL_MODEL, RUBBER, ball, face);
        const still = strike(BALL_MODEL, RUBBER, { ...ball, velocityMps: [1, -5, 0.5] }, STILL);
        const relative = subtract(moving.velocityMps, face.velocityMps);
        expect(norm(subtract(relative, still.velocityMps))).toBeLessThan(1e-9);
        expect(norm(subtract(moving.spinRadps, still.spinRadps))).toBeLessThan(1e-6);
      }),
    );
  });

  it("leaves the spin about the normal alone", () => {
    const normal = [0.6, 0.8, 0] as const;
    const ball = { velocityMps: [-2, -5, 1] as const, spinRadps: [50, -20, 10] as const };
    const after = strike(BALL_MODEL, RUBBER, ball, { normal, velocityMps: [0, 0, 0] });
    expect(dot(after.spinRadps, normal)).toBeCloseTo(dot(ball.spinRadps, normal), 9);
  });
});
