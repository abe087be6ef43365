import { expect, it } from "vitest";
import { BALL_PHYSICS } from "../../../../sims/ball/constants.ts";

it("names unit, source and basis of every number", () => {
  for (const [name, { value, unit, source, basis }] of Object.entries(BALL_PHYSICS)) {
    expect(Number.isFinite(value), name).toBe(true);
    expect(unit.length, name).toBeGreaterThan(0);
    expect(source.length, name).toBeGreaterThan(3);
    expect(["published", "calibrated", "assumed"], name).toContain(basis);
  }
});

it("has the drag of the fit: 3.64e-4 per metre of force over squared speed", () => {
  const { airDensity, radius, drag } = BALL_PHYSICS;
  const area = Math.PI * radius.value ** 2;
  expect((airDensity.value * area * drag.value) / 2).toBeCloseTo(3.64e-4, 6);
});

it("has a Magnus force that fits measured spin: 4.6e-6 to 4.9e-6 spin x velocity at the fit's usual spins", () => {
  const { airDensity, radius, lift, liftSaturation } = BALL_PHYSICS;
  const area = Math.PI * radius.value ** 2;
  // rally shots of the log: median 10.6 m/s and 318 rad/s
  const spinRatio = (radius.value * 318) / 10.6;
  const coefficient = lift.value / (1 + liftSaturation.value * spinRatio);
  const factor = ((airDensity.value * area) / 2) * radius.value * coefficient;
  expect(factor).toBeGreaterThan(4.5e-6);
  expect(factor).toBeLessThan(5.3e-6);
});

it("has the ball of the rules: 40 mm, 2.7 g, a hollow shell", () => {
  const { radius, mass, inertiaFactor } = BALL_PHYSICS;
  expect(2 * radius.value).toBe(0.04);
  expect(mass.value).toBe(0.0027);
  expect(inertiaFactor.value * mass.value * radius.value ** 2).toBeCloseTo(7.2e-7, 12);
});
