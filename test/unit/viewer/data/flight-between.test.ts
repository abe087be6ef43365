import { describe, expect, it } from "vitest";
import type { Vec3 } from "../../../../src/core/vec3.ts";
import { flightBetween, type FlightPoint } from "../../../../viewer/src/data/flight-between.ts";

const G = 9.80665;

/** Free fall from a state at 0, and after a contact at `contactS` from another velocity. */
function flight(start: Vec3, before: Vec3, contactS: number, after: Vec3): (timeS: number) => FlightPoint {
  const leg = (from: Vec3, velocity: Vec3, s: number): FlightPoint => ({
    timeUs: 0,
    positionM: [
      from[0] + velocity[0] * s,
      from[1] + velocity[1] * s,
      from[2] + velocity[2] * s - (G * s * s) / 2,
    ],
    velocityMps: [velocity[0], velocity[1], velocity[2] - G * s],
  });
  const contact = leg(start, before, contactS).positionM;
  return (timeS) => ({
    ...(timeS < contactS ? leg(start, before, timeS) : leg(contact, after, timeS - contactS)),
    timeUs: timeS * 1e6,
  });
}

function expectPlace(actual: Vec3, expected: Vec3, toleranceM: number): void {
  actual.forEach((value, i) => expect(Math.abs(value - (expected[i] ?? NaN))).toBeLessThan(toleranceM));
}

describe("the flight between two states", () => {
  const bounce = flight([0.1, 0, 0.2], [0.5, -5, -2], 0.08, [0.4, -4.4, 2.4]);

  it("is the parabola where nothing was hit", () => {
    const at = flight([0, 0, 1], [1, -4, 2], 9, [0, 0, 0]);
    expectPlace(flightBetween(at(0), at(0.3), 120_000), at(0.12).positionM, 1e-9);
  });

  it.each([0.02, 0.06, 0.079, 0.081, 0.1, 0.14])("follows a bounce at 80 ms, also at %f s", (timeS) => {
    expectPlace(flightBetween(bounce(0), bounce(0.16), timeS * 1e6), bounce(timeS).positionM, 1e-9);
  });

  it("finds a stroke as it finds a bounce: by the jump of the velocity, whatever its direction", () => {
    const stroke = flight([0, 0, 0.3], [0, -5, 0], 0.01, [0.3, 6, 1]);
    expectPlace(flightBetween(stroke(0), stroke(0.016), 12_000), stroke(0.012).positionM, 1e-9);
  });

  it("meets both states exactly and has no step where the two halves join, though drag was left out", () => {
    const from: FlightPoint = { timeUs: 0, positionM: [0, 0, 0.3], velocityMps: [0, -8, 1] };
    const to: FlightPoint = { timeUs: 50_000, positionM: [0, -0.39, 0.337], velocityMps: [0, -7.5, 0.5] };
    const path = Array.from({ length: 501 }, (_, i) => flightBetween(from, to, i * 100)[1]);
    expect(path[0]).toBe(0);
    expect(path[500]).toBe(-0.39);
    const steps = path.slice(1).map((y, i) => (path[i] ?? NaN) - y);
    expect(Math.max(...steps)).toBeLessThan(0.9e-3); // 8 m/s make 0.8 mm in 100 us
    expect(Math.min(...steps)).toBeGreaterThan(0.7e-3);
  });

  it("has no step at a bounce off the middle either, though something pushed the ball aside", () => {
    const to = bounce(0.3);
    const pushed: FlightPoint = {
      ...to,
      positionM: [to.positionM[0] + 0.05, to.positionM[1], to.positionM[2]],
    };
    const path = Array.from({ length: 301 }, (_, i) => flightBetween(bounce(0), pushed, i * 1000)[0]);
    const steps = path.slice(1).map((x, i) => Math.abs(x - (path[i] ?? NaN)));
    expect(Math.max(...steps)).toBeLessThan(2e-3); // 0.5 m/s make 0.5 mm in 1 ms
    expect(path[300]).toBe(pushed.positionM[0]);
  });

  it.each([
    ["before", -1, [0.1, 0, 0.2]],
    ["after", 999_999, [1, 2, 3]],
  ] as const)("stands still %s the two states", (_, timeUs, expected) => {
    const to: FlightPoint = { timeUs: 1000, positionM: [1, 2, 3], velocityMps: [0, 0, 0] };
    expect(flightBetween(bounce(0), to, timeUs)).toEqual(expected);
  });
});
