import { describe, expect, it } from "vitest";
import { norm, subtract, type Vec3 } from "../../../src/core/vec3.ts";
import {
  bounce,
  fly,
  timeToBounce,
  timeToPlane,
  type BallMotion,
} from "../../../src/tracking/ball-flight.ts";
import { BALL_MODEL } from "../../../src/tracking/ball-model.ts";
import { SERVED, integrate } from "./flights.ts";

const distance = (a: Vec3, b: Vec3): number => norm(subtract(a, b));
const bounceTime = (motion: BallMotion, withinS: number): number | null =>
  timeToBounce(BALL_MODEL, motion, fly(BALL_MODEL, motion, withinS), withinS);

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

describe("timeToBounce", () => {
  it("is when the centre is a radius above the table", () => {
    const timeS = bounceTime(SERVED, 1);
    expect(timeS).not.toBeNull();
    expect(fly(BALL_MODEL, SERVED, timeS ?? NaN).positionM[2]).toBeCloseTo(0.02, 9);
  });

  it("is null before the ball comes down, and beside the table", () => {
    expect(bounceTime(SERVED, 0.1)).toBeNull();
    expect(bounceTime({ ...SERVED, positionM: [1.2, 1.3, 0.3] }, 1)).toBeNull();
  });

  it("is now for an estimate just inside the table that goes down, never for one that goes up", () => {
    const inside: BallMotion = { ...SERVED, positionM: [0, -0.5, 0.015], velocityMps: [0, -5, -2] };
    expect(bounceTime(inside, 0.02)).toBe(0);
    expect(bounceTime({ ...inside, velocityMps: [0, -5, 2] }, 0.02)).toBeNull();
    expect(bounceTime({ ...inside, positionM: [0, -0.5, -0.05] }, 0.02)).toBeNull();
  });

  it("turns the ball upwards and leaves it in place", () => {
    const down = fly(BALL_MODEL, SERVED, bounceTime(SERVED, 1) ?? NaN);
    const up = bounce(BALL_MODEL, down);
    expect(up.positionM).toBe(down.positionM);
    expect(up.velocityMps[2]).toBeGreaterThan(1);
  });
});
