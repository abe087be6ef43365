import { describe, expect, it } from "vitest";
import { Ball } from "../../../../sims/ball/ball.ts";
import { FlightPath } from "../../../../sims/ball/flight-path.ts";
import { NetSurface } from "../../../../sims/table-tennis/net-surface.ts";
import type { Vec3 } from "../../../../src/core/vec3.ts";

const RADIUS = 0.02;

function thrown(
  positionM: Vec3,
  velocityMps: Vec3,
  seconds = 0.05,
): { readonly ball: Ball; readonly hitsS: number[] } {
  const ball = new Ball();
  ball.set({ positionM, velocityMps, spinRadps: [0, 0, 0] });
  const hitsS: number[] = [];
  const path = new FlightPath([new NetSurface()], (_surface, afterS) => hitsS.push(afterS));
  path.step(ball, seconds);
  return { ball, hitsS };
}

it.each([1, -1])("stops a ball that comes from side %i, a radius before it", (side) => {
  const { ball, hitsS } = thrown([0, side * 0.1, 0.08], [0, -side * 5, 0]);
  expect(hitsS[0]).toBeCloseTo(0.08 / 5, 3);
  expect(side * ball.y).toBeGreaterThan(RADIUS);
  expect(side * ball.vy).toBeGreaterThan(0.3);
  expect(side * ball.vy).toBeLessThan(0.6);
});

describe("a ball passes", () => {
  it.each<[string, Vec3]>([
    ["over it", [0, 0.1, 0.18]],
    ["beside a post", [0.95, 0.1, 0.1]],
    ["under the table", [0, 0.1, -0.1]],
  ])("%s", (_name, positionM) => {
    const { ball, hitsS } = thrown(positionM, [0, -5, 0]);
    expect(hitsS).toEqual([]);
    expect(ball.y).toBeLessThan(-0.1);
  });
});

it("throws a ball that clips the cord upwards and lets it go on", () => {
  const { ball, hitsS } = thrown([0, 0.1, 0.1705], [0, -5, 0]);
  expect(hitsS.length).toBe(1);
  expect(ball.vz).toBeGreaterThan(0.5);
  expect(ball.vy).toBeLessThan(-1);
});

it("gives back more at its band than in its mesh", () => {
  const back = (z: number): number => thrown([0, 0.1, z], [0, -5, 0]).ball.vy;
  expect(back(0.145)).toBeGreaterThan(2 * back(0.08));
});

it("is hardest at its posts, which are round", () => {
  const { ball, hitsS } = thrown([0.925, 0.1, 0.08], [0, -5, 0]);
  expect(hitsS.length).toBe(1);
  expect(ball.vx).toBeGreaterThan(1);
  expect(thrown([0.915, 0.1, 0.08], [0, -5, 0]).ball.vy).toBeGreaterThan(2.5);
});

it("does not let a ball fall into it from above", () => {
  const ball = new Ball();
  ball.set({ positionM: [0, 0.005, 0.3], velocityMps: [0, 0, 0], spinRadps: [0, 0, 0] });
  const path = new FlightPath([new NetSurface()], () => undefined);
  for (let i = 0; i < 400; i++) path.step(ball, 0.001);
  expect(Math.abs(ball.y)).toBeGreaterThan(RADIUS);
});
