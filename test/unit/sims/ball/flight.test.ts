import { describe, expect, it } from "vitest";
import { Ball } from "../../../../sims/ball/ball.ts";
import { EFFECTIVE_GRAVITY_MPS2, fly } from "../../../../sims/ball/flight.ts";
import type { Vec3 } from "../../../../src/core/vec3.ts";
import { heapBytesPerCall } from "../../../support/heap-growth.ts";

// buoyancy carries 1.5 % of the ball
const GRAVITY = 9.81 * (1 - 1.204 / 81.2);
/** [1/m] deceleration over C_D v^2: 3/(8 r) of the density ratio. */
const DRAG = ((3 / 8) * 1.204) / 81.2 / 0.02;

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

it("weighs what the air leaves of it", () => {
  expect(EFFECTIVE_GRAVITY_MPS2).toBeCloseTo(GRAVITY, 12);
});

it("falls no faster than 8.5 m/s, where drag carries its weight", () => {
  const ball = flown(ballAt([0, 0, 0]), 10, 5000);
  // C_D is 0.486 there
  expect(-ball.vz).toBeCloseTo(Math.sqrt(GRAVITY / (DRAG * 0.4864)), 1);
  expect(-ball.vz).toBeGreaterThan(8.3);
  expect(-ball.vz).toBeLessThan(8.6);
});

it.each([
  [7.5, 0.49],
  [12.5, 0.47],
  [17, 0.47],
])("is held back at %f m/s by a C_D of %f", (speed, drag) => {
  const ball = flown(ballAt([speed, 0, 0]), 1e-5, 1);
  expect((speed - ball.vx) / 1e-5 / (DRAG * speed * speed)).toBeCloseTo(drag, 2);
});

it("is held back more when it spins at 0.6 of its speed, less at 0.95", () => {
  const drag = (ratio: number): number =>
    12.5 - flown(ballAt([12.5, 0, 0], [0, 0, (ratio * 12.5) / 0.02]), 1e-5, 1).vx;
  expect(drag(0.6) / drag(0)).toBeGreaterThan(1.08);
  expect(drag(0.95) / drag(0)).toBeLessThan(0.92);
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

  it.each([
    [10.5, 250, 0.2105],
    [7.5, 150, 0.25],
    [13.5, 750, 0.1116],
  ])("at %f m/s and %f rad/s has the size of the published C_M = %f", (speed, spin, magnus) => {
    const ball = flown(ballAt([0, -speed, 0], [0, 0, spin]), 1e-5, 1);
    expect(ball.vx / 1e-5 / ((1.204 / 81.2) * speed * spin)).toBeCloseTo(magnus, 2);
  });

  it("is what fits of match play with a plain law find at its usual spin: C_L about 0.3 to 0.45 of S", () => {
    // rally shots of elite play: median 10.6 m/s and 318 rad/s
    const ball = flown(ballAt([0, -10.6, 0], [0, 0, 318]), 1e-5, 1);
    const lift = ball.vx / 1e-5 / (DRAG * 10.6 ** 2);
    expect(lift / ((0.02 * 318) / 10.6)).toBeGreaterThan(0.3);
    expect(lift / ((0.02 * 318) / 10.6)).toBeLessThan(0.46);
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

describe("the step's order", () => {
  const errors = (velocity: Vec3, spin: Vec3, seconds: number, steps: readonly number[]): number[] => {
    const truth = flown(ballAt(velocity, spin), seconds, 20_000);
    return steps.map((n) => distance(flown(ballAt(velocity, spin), seconds, n), truth));
  };

  it("is 4 where the air's curves are one polynomial", () => {
    const [a, b, c] = errors([1, -12, 3], [150, -80, 60], 0.1, [16, 32, 64]);
    for (const order of [Math.log2(a! / b!), Math.log2(b! / c!)]) {
      expect(order).toBeGreaterThan(3.8);
      expect(order).toBeLessThan(4.3);
    }
  });

  it.each<[Vec3, Vec3]>([
    [
      [1, -12, 3],
      [150, -80, 60],
    ],
    [
      [2, -8, 2],
      [300, -80, 60],
    ],
    [
      [0, -15, 1],
      [400, 0, 0],
    ],
  ])("is about 4 over the knots of a whole flight at %j m/s with %j rad/s", (velocity, spin) => {
    const [coarse, fine] = errors(velocity, spin, 0.5, [8, 256]);
    const order = Math.log2(coarse! / fine!) / 5;
    expect(order).toBeGreaterThan(3.6);
    expect(order).toBeLessThan(4.6);
  });
});

it("is exact to a micrometre with a step of 10 ms", () => {
  const start = (): Ball => ballAt([1, -12, 3], [150, -80, 60]);
  expect(distance(flown(start(), 0.5, 50), flown(start(), 0.5, 5000))).toBeLessThan(1e-6);
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
