import { describe, expect, it } from "vitest";
import type { BallKinematics } from "../../../../sims/ball/ball.ts";
import { predictAfter, predictAtPlane } from "../../../../sims/table-tennis/predict-flight.ts";
import { norm, subtract, type Vec3 } from "../../../../src/core/vec3.ts";

const SHOT: BallKinematics = {
  positionM: [0.1, 1.9, 0.3],
  velocityMps: [-0.5, -9, 1.5],
  spinRadps: [250, 0, 30],
};
const still = [0, 0, 0] as const;

describe("a shot", () => {
  it("bounces on the robot's half and comes to the plane behind it", () => {
    const there = predictAtPlane(SHOT, -1.8);
    expect(there?.positionM[1]).toBeCloseTo(-1.8, 8);
    expect(there?.bounces.map(({ on }) => on)).toEqual(["table"]);
    expect(there!.bounces[0]!.ball.positionM[1]).toBeLessThan(0);
    expect(there!.bounces[0]!.ball.velocityMps[2]).toBeGreaterThan(0);
    expect(there!.afterS).toBeGreaterThan(0.4);
    expect(there!.afterS).toBeLessThan(0.7);
  });

  it("is at the plane when it is predicted for that instant", () => {
    const there = predictAtPlane(SHOT, -1.8)!;
    const then = predictAfter(SHOT, there.afterS);
    expect(norm(subtract(then.positionM, there.positionM))).toBeLessThan(1e-7);
    expect(norm(subtract(then.velocityMps, there.velocityMps))).toBeLessThan(1e-6);
    expect(then.bounces.length).toBe(1);
  });

  it("goes on from any instant as from the start", () => {
    const whole = predictAfter(SHOT, 0.6);
    const half = predictAfter(predictAfter(SHOT, 0.237), 0.6 - 0.237);
    expect(norm(subtract(half.positionM, whole.positionM))).toBeLessThan(1e-6);
    expect(half.afterS + 0.237).toBeCloseTo(0.6, 12);
  });

  it("never comes to a plane that it flies away from", () => {
    expect(predictAtPlane(SHOT, 3, 1)).toBeNull();
  });

  it("is the same every time", () => {
    expect(predictAtPlane(SHOT, -1.8)).toEqual(predictAtPlane(SHOT, -1.8));
  });
});

it.each<[string, Vec3, Vec3, string]>([
  ["the net", [0, 0.5, 0.1], [0, -6, 0], "net"],
  ["the table's end", [0, 1.7, -0.01], [0, -6, 0], "table-side"],
  ["the floor", [0, 2.5, 0.3], [0, 3, 0], "floor"],
  ["the table's edge", [0, 1.38, 0.1], [0, 0, -1], "table"],
])("says that a ball hits %s", (_name, positionM, velocityMps, on) => {
  expect(predictAfter({ positionM, velocityMps, spinRadps: still }, 0.6).bounces[0]?.on).toBe(on);
});

describe("a measured start that overlaps the table a little", () => {
  const start = (vz: number): BallKinematics => ({
    positionM: [0, -0.8, 0.013],
    velocityMps: [0, -6, vz],
    spinRadps: still,
  });

  it("flies off when it is on its way up", () => {
    const { bounces, positionM } = predictAfter(start(2.5), 0.1);
    expect(bounces).toEqual([]);
    expect(positionM[2]).toBeGreaterThan(0.15);
  });

  it("bounces at once when it is on its way down", () => {
    const { bounces, positionM } = predictAfter(start(-2.5), 0.1);
    expect(bounces.map(({ on, afterS }) => [on, afterS])).toEqual([["table", 0]]);
    expect(positionM[2]).toBeGreaterThan(0.15);
  });
});

it.each<[string, BallKinematics]>([
  ["in the table", { ...SHOT, positionM: [0, -0.5, 0.005] }],
  ["in the net", { ...SHOT, positionM: [0, 0.005, 0.1] }],
  ["under the floor", { ...SHOT, positionM: [0, 2, -1] }],
  ["nowhere", { ...SHOT, positionM: [0, NaN, 1] }],
  ["of no velocity", { ...SHOT, velocityMps: [0, NaN, 1] }],
  ["of endless spin", { ...SHOT, spinRadps: [0, 0, Infinity] }],
])("refuses a ball %s", (_name, start) => {
  const refusal = expect.objectContaining({ code: "world-invalid" }) as unknown;
  expect(() => predictAfter(start, 0.1)).toThrow(refusal);
  expect(() => predictAtPlane(start, -1.6)).toThrow(refusal);
});

it("refuses a time or a plane that is no number", () => {
  for (const call of [() => predictAfter(SHOT, NaN), () => predictAtPlane(SHOT, NaN)]) {
    expect(call).toThrow(expect.objectContaining({ code: "world-invalid" }));
  }
});
