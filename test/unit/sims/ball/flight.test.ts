import { describe, expect, it } from "vitest";
import { Ball } from "../../../../sims/ball/ball.ts";
import { fly } from "../../../../sims/ball/flight.ts";
import type { Vec3 } from "../../../../src/core/vec3.ts";
import { heapBytesPerCall } from "../../../support/heap-growth.ts";

const GRAVITY = 9.81;

function ballAt(velocityMps: Vec3, spinRadps: Vec3 = [0, 0, 0]): Ball {
  const ball = new Ball();
  ball.set({ positionM: [0, 0, 0], velocityMps, spinRadps });
  return ball;
}

function flown(ball: Ball, seconds: number, steps: number): Ball {
  for (let i = 0; i < steps; i++) fly(ball, seconds / steps);
  return ball;
}

const distance = (a: Ball, b: Ball): number => Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z);

it("falls with gravity alone from rest, at first", () => {
  const ball = flown(ballAt([0, 0, 0]), 0.01, 10);
  expect(ball.vz).toBeCloseTo(-GRAVITY * 0.01, 5);
  expect(ball.z).toBeCloseTo((-GRAVITY * 0.01 ** 2) / 2, 7);
});

it("falls no faster than 8.5 m/s, where drag carries its weight", () => {
  const ball = flown(ballAt([0, 0, 0]), 10, 5000);
  expect(-ball.vz).toBeCloseTo(Math.sqrt((GRAVITY * 0.0027) / 3.641e-4), 2);
});

it("loses speed to drag as 1 / (1 + k s t) across gravity's direction", () => {
  // spinless, fast and short: gravity's share in the speed stays below the tolerance
  const ball = flown(ballAt([30, 0, 0]), 0.01, 10);
  const k = 3.641e-4 / 0.0027; // [1/m]
  expect(ball.vx).toBeCloseTo(30 / (1 + k * 30 * 0.01), 2);
});

describe("Magnus force", () => {
  it.each<[string, Vec3, Vec3, "x" | "y" | "z", number]>([
    ["topspin dips a ball that flies to -y", [0, -8, 0], [100, 0, 0], "z", -1],
    ["backspin lifts it", [0, -8, 0], [-100, 0, 0], "z", 1],
    ["spin about +z bends it to +x", [0, -8, 0], [0, 0, 100], "x", 1],
  ])("%s", (_name, velocity, spin, axis, sign) => {
    const spun = flown(ballAt(velocity, spin), 0.1, 100);
    const plain = flown(ballAt(velocity), 0.1, 100);
    expect(Math.sign(spun[axis] - plain[axis])).toBe(sign);
    expect(Math.abs(spun[axis] - plain[axis])).toBeGreaterThan(0.005);
  });

  it("has the size of the fitted law: C_L = 0.884 S / (1 + 2.694 S)", () => {
    const [speed, spin, radius] = [10, 200, 0.02];
    const ratio = (radius * spin) / speed;
    const lift = (0.884 * ratio) / (1 + 2.694 * ratio);
    const expected = ((1.19 * Math.PI * radius ** 2) / (2 * 0.0027)) * lift * speed ** 2;
    const ball = flown(ballAt([0, -speed, 0], [0, 0, spin]), 1e-5, 1);
    expect(ball.vx / 1e-5).toBeCloseTo(expected, 2);
  });

  it("vanishes when the ball spins about its line of flight", () => {
    const spun = flown(ballAt([0, -8, 0], [0, 200, 0]), 0.001, 1);
    const plain = flown(ballAt([0, -8, 0]), 0.001, 1);
    expect(distance(spun, plain)).toBeLessThan(1e-6);
  });
});

it("keeps its spin in the air", () => {
  const ball = flown(ballAt([2, -6, 2], [30, 60, -90]), 0.5, 500);
  expect([ball.wx, ball.wy, ball.wz]).toEqual([30, 60, -90]);
});

it("converges with the fourth order of the step", () => {
  const start = (): Ball => ballAt([1, -12, 3], [150, -80, 60]);
  const truth = flown(start(), 0.5, 4096);
  const errors = [2, 4, 8].map((steps) => distance(flown(start(), 0.5, steps), truth));
  const orders = [0, 1].map((i) => Math.log2((errors[i] ?? NaN) / (errors[i + 1] ?? NaN)));
  for (const order of orders) {
    expect(order).toBeGreaterThan(3.7);
    expect(order).toBeLessThan(4.5);
  }
});

it("is exact to 0.1 um with a step of 10 ms", () => {
  const start = (): Ball => ballAt([1, -12, 3], [150, -80, 60]);
  expect(distance(flown(start(), 0.5, 50), flown(start(), 0.5, 5000))).toBeLessThan(1e-7);
});

it("never gains energy, whatever its spin", () => {
  for (const spin of [
    [300, 0, 0],
    [0, -500, 200],
    [100, 400, -300],
  ] as const) {
    const ball = ballAt([3, -10, 4], spin);
    let energy = Infinity;
    for (let i = 0; i < 1000; i++) {
      fly(ball, 0.001);
      const now = (ball.vx ** 2 + ball.vy ** 2 + ball.vz ** 2) / 2 + GRAVITY * ball.z;
      expect(now).toBeLessThan(energy);
      energy = now;
    }
  }
});

it("allocates nothing per step", () => {
  const ball = ballAt([1, -8, 3], [50, 0, 0]);
  expect(heapBytesPerCall(() => fly(ball, 1e-6))).toBeLessThan(1);
});
