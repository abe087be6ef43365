import { describe, expect, it } from "vitest";
import { Ball } from "../../../../sims/ball/ball.ts";
import { bounceOff, type Contact } from "../../../../sims/ball/contact.ts";
import { isInRubberFit, rubberMaterial, RUBBERS, type RubberName } from "../../../../sims/ball/rubber.ts";
import type { Quantity } from "../../../../src/core/quantity.ts";
import type { Vec3 } from "../../../../src/core/vec3.ts";

const RADIUS = 0.02;
const MASS = 0.0027;
const facing: Contact = { nx: 0, ny: 1, nz: 0, ux: 0, uy: 0, uz: 0 };

function struck(rubber: RubberName, velocityMps: Vec3, contact = facing, spinRadps: Vec3 = [0, 0, 0]): Ball {
  const ball = new Ball();
  ball.set({ positionM: [0, RADIUS, 0], velocityMps, spinRadps });
  bounceOff(ball, contact, rubberMaterial(RUBBERS[rubber]));
  return ball;
}

it.each<[RubberName, number, number]>([
  // e0 - e1 v and (k0 - k1 s) / m of the published fits
  ["offensive", 0.9172 - 0.0217 * 6, (1.934e-3 - 1.98e-5 * 2) / MASS],
  ["allround", 0.8585 - 0.0176 * 6, (1.883e-3 - 1.52e-5 * 2) / MASS],
  ["defensive", 0.8131 - 0.0179 * 6, (1.884e-3 - 1.54e-5 * 2) / MASS],
  ["long-pips", 0.7488 - 0.0073 * 6, (5.6e-4 + 5.6e-5 * 2) / MASS],
])("%s gives back %f of 6 m/s and takes %f of the slip", (name, restitution, grip) => {
  const ball = struck(name, [0, -6, 2]);
  expect(ball.vy / 6).toBeCloseTo(restitution, 3);
  expect((2 - ball.vz) / 2).toBeCloseTo(grip, 3);
  expect(ball.vz - RADIUS * ball.wx).toBeCloseTo(2 * (1 - 2.5 * grip), 2);
});

describe("inverted rubber", () => {
  it("reverses the slip, which friction could not", () => {
    const ball = struck("offensive", [0, -6, 2]);
    expect(ball.vz - RADIUS * ball.wx).toBeLessThan(-1);
  });

  it("adds the racket's own speed", () => {
    const still = struck("offensive", [0, -6, 0]);
    const moving = struck("offensive", [0, -4, 0], { ...facing, uy: 2 });
    expect(moving.vy - 2).toBeCloseTo(still.vy, 12);
  });

  it("exchanges no more than friction 1 allows in a grazing contact", () => {
    const ball = struck("offensive", [0, -0.1, 8]);
    expect(8 - ball.vz).toBeCloseTo((1 + 0.9172 - 0.00217) * 0.1, 4);
  });
});

describe("anti-spin rubber", () => {
  it("slides with friction 0.19", () => {
    const ball = struck("anti-spin", [0, -4, 8]);
    expect(ball.vy / 4).toBeCloseTo(0.5358 - 0.00045 * 4, 3);
    expect(8 - ball.vz).toBeCloseTo(0.1887 * (1 + 0.534) * 4, 2);
  });

  it("sticks at most: it cannot reverse the slip", () => {
    const ball = struck("anti-spin", [0, -8, 0.5]);
    expect(ball.vz - RADIUS * ball.wx).toBeCloseTo(0, 9);
  });
});

it("names source and basis of every number", () => {
  for (const [name, rubber] of Object.entries(RUBBERS)) {
    for (const { value, unit, source, basis } of Object.values({ ...rubber } as Record<string, Quantity>)) {
      expect(Number.isFinite(value), name).toBe(true);
      expect(unit.length * source.length, name).toBeGreaterThan(0);
      expect(["calibrated", "assumed"], name).toContain(basis);
    }
  }
});

it("knows the speeds it was measured at", () => {
  expect([3.3, 3.4, 10.6, 10.7].map(isInRubberFit)).toEqual([false, true, true, false]);
});
