import { describe, expect, it } from "vitest";
import { GANTRY_HOME, GANTRY_LIMITS, RacketMotion } from "../../../../sims/robot/gantry.ts";
import { Robot } from "../../../../sims/robot/robot.ts";
import { trueRacket } from "../../../../sims/table-tennis/blade.ts";

function racketAt(yaw: number, pitch: number): RacketMotion {
  const home = [0.1, -1.8, 0.3, yaw, pitch];
  return new RacketMotion(new Robot(GANTRY_LIMITS, home));
}

describe("the face's normal", () => {
  it.each([
    ["looks at the opponent at rest", 0, 0, [0, 1, 0]],
    ["turns towards -x with positive yaw", 0.5, 0, [-Math.sin(0.5), Math.cos(0.5), 0]],
    ["rises with positive pitch", 0, 0.4, [0, Math.cos(0.4), Math.sin(0.4)]],
    ["does both", 0.5, 0.4, [-Math.sin(0.5) * Math.cos(0.4), Math.cos(0.5) * Math.cos(0.4), Math.sin(0.4)]],
  ])("%s", (_name, yaw, pitch, expected) => {
    const { normal, positionM } = trueRacket(racketAt(yaw, pitch));
    for (const axis of [0, 1, 2] as const) expect(normal[axis]).toBeCloseTo(expected[axis]!, 12);
    expect(positionM).toEqual([0.1, -1.8, 0.3]);
  });
});

it("has the velocity and the angular velocity of its own motion", () => {
  const robot = new Robot(GANTRY_LIMITS, [0, -1.8, 0.3, 0.3, -0.2]);
  robot.command({
    robot: "g",
    positions: [0.3, -1.5, 0.5, -0.6, 0.7],
    velocities: [1, 2, 1, -3, 4],
    reachAtUs: 200_000,
    validUntilUs: 400_000,
  });
  for (let t = 0; t < 150_000; t += 250) {
    robot.plan(t, 250e-6);
    robot.move(250e-6);
  }
  robot.plan(150_000, 250e-6);
  const racket = new RacketMotion(robot);
  const step = 1e-6;
  const at = (afterS: number): readonly (readonly number[])[] => {
    racket.at(afterS);
    const { x, y, z, nx, ny, nz, ux, uy, uz } = racket;
    return [
      [x, y, z],
      [nx, ny, nz],
      [ux, uy, uz],
    ];
  };
  const [before, after] = [at(1e-4 - step), at(1e-4 + step)];
  const rate = (which: number, axis: number): number =>
    (after[which]![axis]! - before[which]![axis]!) / (2 * step);
  racket.at(1e-4);
  const { vx, vy, vz, wx, wy, wz, nx, ny, nz, ux, uy, uz } = racket;
  const turning = [wy * nz - wz * ny, wz * nx - wx * nz, wx * ny - wy * nx];
  const tipTurning = [wy * uz - wz * uy, wz * ux - wx * uz, wx * uy - wy * ux];
  for (const [axis, speed] of [vx, vy, vz].entries()) expect(rate(0, axis)).toBeCloseTo(speed, 6);
  for (const [axis, speed] of turning.entries()) expect(rate(1, axis)).toBeCloseTo(speed, 6);
  for (const [axis, speed] of tipTurning.entries()) expect(rate(2, axis)).toBeCloseTo(speed, 6);
  expect(nx * ux + ny * uy + nz * uz).toBeCloseTo(0, 12);
  expect(Math.abs(wz)).toBeGreaterThan(1);
});

it("waits inside its own limits", () => {
  for (const [i, { min, max }] of GANTRY_LIMITS.entries()) {
    expect(GANTRY_HOME[i]).toBeGreaterThanOrEqual(min);
    expect(GANTRY_HOME[i]).toBeLessThanOrEqual(max);
  }
});

it("is about as fast as the reference robot's first axis at 0.7 m: 360 deg/s", () => {
  expect(GANTRY_LIMITS[0].speed).toBeCloseTo(2 * Math.PI * 0.7, 0);
});
