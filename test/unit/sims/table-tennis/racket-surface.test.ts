import { describe, expect, it } from "vitest";
import { Ball } from "../../../../sims/ball/ball.ts";
import { bounceOff, RUBBER_MATERIAL } from "../../../../sims/ball/contact.ts";
import { FlightPath } from "../../../../sims/ball/flight-path.ts";
import { GANTRY_LIMITS, RacketMotion } from "../../../../sims/robot/gantry.ts";
import { Robot } from "../../../../sims/robot/robot.ts";
import { RacketSurface } from "../../../../sims/table-tennis/racket-surface.ts";
import type { Vec3 } from "../../../../src/core/vec3.ts";

const HOME = [0, -1.7, 0.3, 0, 0] as const;

/** A ball thrown at a racket; returns it after `ticks` of 0.25 ms, and the faces. */
function thrownAt(
  robot: Robot,
  positionM: Vec3,
  velocityMps: Vec3,
  ticks: number,
): { readonly ball: Ball; readonly front: RacketSurface; readonly back: RacketSurface } {
  const motion = new RacketMotion(robot);
  const front = new RacketSurface(motion, 1);
  const back = new RacketSurface(motion, -1);
  const path = new FlightPath([front, back], () => undefined);
  const ball = new Ball();
  ball.set({ positionM, velocityMps, spinRadps: [0, 0, 0] });
  for (let tick = 0; tick < ticks; tick++) {
    robot.plan(tick * 250, 250e-6);
    path.step(ball, 250e-6);
    robot.move(250e-6);
  }
  return { ball, front, back };
}

describe("a racket at rest", () => {
  it("sends a ball back with 0.917 - 0.0217 v of its speed", () => {
    const { ball, front, back } = thrownAt(new Robot(GANTRY_LIMITS, HOME), [0, -1.6, 0.3], [0, -6, 0], 80);
    expect([front.contacts, back.contacts]).toEqual([1, 0]);
    // drag takes a little before and after
    expect(ball.vy).toBeGreaterThan(6 * (0.917 - 0.0217 * 6) * 0.97);
    expect(ball.vy).toBeLessThan(6 * (0.917 - 0.0217 * 6));
  });

  it("is hit on its back by a ball from behind", () => {
    const { ball, front, back } = thrownAt(new Robot(GANTRY_LIMITS, HOME), [0, -1.8, 0.3], [0, 6, 0], 80);
    expect([front.contacts, back.contacts]).toEqual([0, 1]);
    expect(ball.vy).toBeLessThan(-4);
  });

  it.each([
    ["inside the blade's radius", 0.07, 1],
    ["outside of it", 0.08, 0],
  ])("is met %s or not at all", (_name, aside, contacts) => {
    const { front } = thrownAt(new Robot(GANTRY_LIMITS, HOME), [aside, -1.6, 0.31], [0, -6, 0], 80);
    expect(front.contacts).toBe(contacts);
  });

  it("lifts the ball when its face looks up", () => {
    const robot = new Robot(GANTRY_LIMITS, [0, -1.7, 0.3, 0, 0.4]);
    expect(thrownAt(robot, [0, -1.6, 0.3], [0, -6, 0], 80).ball.vz).toBeGreaterThan(2);
  });

  it("turns the ball to -x when its face has positive yaw", () => {
    const robot = new Robot(GANTRY_LIMITS, [0, -1.7, 0.3, 0.3, 0]);
    expect(thrownAt(robot, [0, -1.6, 0.3], [0, -6, 0], 80).ball.vx).toBeLessThan(-1);
  });
});

it("adds (1 + e) of its own speed when it moves", () => {
  const moving = new Robot(GANTRY_LIMITS, [0, -2.1, 0.3, 0, 0]);
  const command = { robot: "r", positions: [0, -1.7, 0.3, 0, 0], velocities: [0, 2, 0, 0, 0] };
  moving.command({ ...command, reachAtUs: 400_000, validUntilUs: 500_000 });
  // both arrive at y = -1.7 + r after 0.4 s
  const motion = new RacketMotion(moving);
  const front = new RacketSurface(motion, 1);
  const path = new FlightPath([front], () => undefined);
  const ball = new Ball();
  ball.set({ positionM: [0, -1.68 + 0.4 * 3, 0.3 + 0.785], velocityMps: [0, -3, 0], spinRadps: [0, 0, 0] });
  let before = ball.vy;
  for (let tick = 0; tick < 2000 && front.contacts === 0; tick++) {
    before = ball.vy;
    moving.plan(tick * 250, 250e-6);
    path.step(ball, 250e-6);
    moving.move(250e-6);
  }
  expect(front.contacts).toBe(1);
  const racketSpeed = moving.joints[1]!.velocity;
  const approach = racketSpeed - before;
  const e = 0.917 - 0.0217 * approach;
  expect(ball.vy).toBeCloseTo(racketSpeed + e * approach, 1);
  expect(racketSpeed).toBeGreaterThan(1.5);
});

it.each<[string, Vec3, readonly number[]]>([
  // the blade's point under the ball moves with w x offset; offsets are (0.04, 0.02, 0.03)
  ["yaw at 10 rad/s", [-10 * 0.02, 10 * 0.04, 0], [0, 0, 0, 10, 0]],
  ["pitch at 10 rad/s", [0, -10 * 0.03, 10 * 0.02], [0, 0, 0, 0, 10]],
])("meets the ball with the speed of its point under the ball: %s", (_name, [ux, uy, uz], velocities) => {
  const robot = new Robot(GANTRY_LIMITS, HOME);
  for (const [i, joint] of robot.joints.entries()) joint.velocity = velocities[i]!;
  const ball = new Ball();
  const start = {
    positionM: [0.04, -1.68, 0.33],
    velocityMps: [0.5, -5, 1],
    spinRadps: [20, 30, 40],
  } as const;
  ball.set(start);
  new RacketSurface(new RacketMotion(robot), 1).bounce(ball, 0);
  const expected = new Ball();
  expected.set(start);
  bounceOff(expected, { nx: 0, ny: 1, nz: 0, ux, uy, uz }, RUBBER_MATERIAL);
  for (const field of ["vx", "vy", "vz", "wx", "wy", "wz"] as const) {
    expect(ball[field], field).toBeCloseTo(expected[field], 9);
  }
});

it("counts contacts at speeds at which the rubber was not measured", () => {
  const at = (speed: number): number =>
    thrownAt(new Robot(GANTRY_LIMITS, HOME), [0, -1.6, 0.3], [0, -speed, 0], 160).front.contactsOutsideFit;
  expect([at(2.5), at(6), at(12)]).toEqual([1, 0, 1]);
});
