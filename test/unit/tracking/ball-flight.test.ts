import { describe, expect, it } from "vitest";
import { norm, subtract, type Vec3 } from "../../../src/core/vec3.ts";
import { fly, timeToPlane } from "../../../src/tracking/ball-flight.ts";
import { BALL_MODEL } from "../../../src/tracking/ball-model.ts";
import { SERVED, integrate } from "./flights.ts";

const distance = (a: Vec3, b: Vec3): number => norm(subtract(a, b));

describe("free flight", () => {
  it("agrees with an independent integration to 10 um after 0.3 s", () => {
    const a = fly(BALL_MODEL, SERVED, 0.3);
    const b = integrate(SERVED, 0.3);
    expect(distance(a.positionM, b.positionM)).toBeLessThan(1e-5);
    expect(distance(a.velocityMps, b.velocityMps)).toBeLessThan(1e-4);
  });

  it("errs by less than a micrometre through its step of 20 ms", () => {
    let small = SERVED;
    for (let i = 0; i < 600; i++) small = fly(BALL_MODEL, small, 0.001);
    expect(distance(fly(BALL_MODEL, SERVED, 0.6).positionM, small.positionM)).toBeLessThan(1e-6);
  });

  it("leads back to where it began when time runs backwards", () => {
    const back = fly(BALL_MODEL, fly(BALL_MODEL, SERVED, 0.35), -0.35);
    expect(distance(back.positionM, SERVED.positionM)).toBeLessThan(1e-6);
  });
});

describe("timeToPlane", () => {
  it.each([0.004, 0.19, 0.6])("finds the crossing of a plane that lies %d s ahead", (timeS) => {
    const there = fly(BALL_MODEL, SERVED, timeS);
    const plane = { axis: 1, levelM: there.positionM[1] } as const;
    expect(timeToPlane(BALL_MODEL, SERVED, plane, 0.7)).toBeCloseTo(timeS, 8);
  });

  it("finds a crossing in the past", () => {
    const there = fly(BALL_MODEL, SERVED, -0.05);
    const plane = { axis: 1, levelM: there.positionM[1] } as const;
    expect(timeToPlane(BALL_MODEL, SERVED, plane, -0.1)).toBeCloseTo(-0.05, 8);
  });

  it("is null for a plane out of reach, and for a ball that is not a number", () => {
    expect(timeToPlane(BALL_MODEL, SERVED, { axis: 1, levelM: -3 }, 0.1)).toBeNull();
    const lost = { ...SERVED, velocityMps: [NaN, NaN, NaN] as const };
    expect(timeToPlane(BALL_MODEL, lost, { axis: 1, levelM: 0 }, 0.1)).toBeNull();
  });
});
