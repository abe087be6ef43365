import { describe, expect, it } from "vitest";
import { Ball } from "../../../../sims/ball/ball.ts";
import {
  bounceOff,
  CORD_MATERIAL,
  FLOOR_MATERIAL,
  NET_MATERIAL,
  POST_MATERIAL,
  RIM_MATERIAL,
  type Contact,
} from "../../../../sims/ball/contact.ts";
import type { Material } from "../../../../sims/ball/material.ts";
import { rubberMaterial, RUBBERS } from "../../../../sims/ball/rubber.ts";
import { Random } from "../../../../src/core/random.ts";
import type { Vec3 } from "../../../../src/core/vec3.ts";

const RADIUS = 0.02;
const UP: Contact = { nx: 0, ny: 0, nz: 1, ux: 0, uy: 0, uz: 0 };

function ballWith(velocityMps: Vec3, spinRadps: Vec3 = [0, 0, 0]): Ball {
  const ball = new Ball();
  ball.set({ positionM: [0, 0, RADIUS], velocityMps, spinRadps });
  return ball;
}

/** Energy over mass: m v^2 / 2 + (2/3 m r^2) w^2 / 2. */
const energy = (ball: Ball): number =>
  (ball.vx ** 2 + ball.vy ** 2 + ball.vz ** 2) / 2 +
  (RADIUS ** 2 * (ball.wx ** 2 + ball.wy ** 2 + ball.wz ** 2)) / 3;

it("carries a ball that comes down slower than 2 cm/s", () => {
  const ball = ballWith([0.3, 0, -0.01]);
  expect(bounceOff(ball, UP, FLOOR_MATERIAL)).toBe(0);
  expect(ball.vz).toBeCloseTo(0, 12);
});

it("leaves 0.6 of the slip in a steep contact with the floor, which sticks", () => {
  const ball = ballWith([0.5, 0.2, -4]);
  bounceOff(ball, UP, FLOOR_MATERIAL);
  // dv_t = -0.4 slip and r dw = 0.6 slip: together the contact point stops
  expect(ball.vx - RADIUS * ball.wy).toBeCloseTo(0, 12);
  expect(ball.vy + RADIUS * ball.wx).toBeCloseTo(0, 12);
  expect(ball.vx).toBeCloseTo(0.6 * 0.5, 12);
});

it("slides with Coulomb friction 0.25 in a flat contact with the floor", () => {
  const ball = ballWith([0, -10, -2]);
  bounceOff(ball, UP, FLOOR_MATERIAL);
  expect(ball.vy).toBeCloseTo(-10 + 0.25 * (1 + 0.75) * 2, 12);
});

describe.each<[string, Material]>([
  ["floor", FLOOR_MATERIAL],
  ["net", NET_MATERIAL],
  ["cord", CORD_MATERIAL],
  ["post", POST_MATERIAL],
  ["rim", RIM_MATERIAL],
  ...Object.entries(RUBBERS).map(([name, rubber]): [string, Material] => [name, rubberMaterial(rubber)]),
])("%s at rest", (_name, material) => {
  it("never adds energy, whatever the ball does", () => {
    const random = new Random(21);
    const draw = (size: number): Vec3 => [
      random.between(-size, size),
      random.between(-size, size),
      random.between(-size, size),
    ];
    for (let i = 0; i < 5000; i++) {
      const [nx, ny, nz] = draw(1);
      const length = Math.hypot(nx, ny, nz);
      const contact = { ...UP, nx: nx / length, ny: ny / length, nz: nz / length };
      const ball = ballWith(draw(15), draw(800));
      const approach = ball.vx * contact.nx + ball.vy * contact.ny + ball.vz * contact.nz;
      if (approach > 0) continue;
      const before = energy(ball);
      bounceOff(ball, contact, material);
      expect(energy(ball)).toBeLessThanOrEqual(before * (1 + 1e-12));
    }
  });
});
