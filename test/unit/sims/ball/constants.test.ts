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

it("has the air of the fit over the ball of the fit: 1.204 over 81.2 kg/m^3", () => {
  const { airOverBall, mass, radius } = BALL_PHYSICS;
  expect(airOverBall.value).toBeCloseTo(1.204 / 81.2, 12);
  // which is a legal ball in room air
  const ballDensity = mass.value / ((4 / 3) * Math.PI * radius.value ** 3);
  expect(airOverBall.value * ballDensity).toBeGreaterThan(1.19);
  expect(airOverBall.value * ballDensity).toBeLessThan(1.21);
});

it("has the ball of the rules: 40 mm, 2.7 g, a hollow shell", () => {
  const { radius, mass, inertiaFactor } = BALL_PHYSICS;
  expect(2 * radius.value).toBe(0.04);
  expect(mass.value).toBe(0.0027);
  expect(inertiaFactor.value * mass.value * radius.value ** 2).toBeCloseTo(7.2e-7, 12);
});
