import { describe, expect, it } from "vitest";
import { GANTRY_HOME, GANTRY_LIMITS } from "../../../../sims/robot/gantry.ts";
import { Robot } from "../../../../sims/robot/robot.ts";
import type { JointCommand } from "../../../../src/core/joint-command.ts";

const TICK_US = 250;
const LIMIT = { min: -1, max: 1, speed: 4.5, acceleration: 45 };

const to = (position: number, velocity: number, reachAtUs: number, validUntilUs = 1e9): JointCommand => ({
  robot: "test",
  positions: [position],
  velocities: [velocity],
  reachAtUs,
  validUntilUs,
});

/** Follows one joint from its state to `untilUs`; returns position and velocity at every tick. */
function follow(robot: Robot, untilUs: number, fromUs = 0): { position: number; velocity: number }[] {
  const track = [];
  for (let t = fromUs; t < untilUs; t += TICK_US) {
    robot.plan(t, TICK_US * 1e-6);
    robot.move(TICK_US * 1e-6);
    const { position, velocity } = robot.joints[0]!;
    track.push({ position, velocity });
  }
  return track;
}

describe("a joint that can be in time", () => {
  it.each([
    { what: "from rest to rest", position: 0.5, velocity: 0, inUs: 400_000 },
    { what: "from rest into motion", position: 0.5, velocity: 2, inUs: 300_000 },
    { what: "with a run-up backwards", position: 0.05, velocity: 2, inUs: 300_000 },
    { what: "at full speed on the way", position: 0.95, velocity: 0, inUs: 320_000 },
    { what: "at full speed and on at full speed", position: 0.7, velocity: 4.5, inUs: 215_000 },
    { what: "with nothing to do", position: 0, velocity: 0, inUs: 100_000 },
  ])("meets position and velocity when asked: $what", ({ position, velocity, inUs }) => {
    const robot = new Robot([LIMIT], [0]);
    robot.command(to(position, velocity, inUs));
    const end = follow(robot, inUs).at(-1)!;
    expect(Math.abs(end.position - position)).toBeLessThan(2e-5);
    expect(Math.abs(end.velocity - velocity)).toBeLessThan(0.02);
  });

  it("brakes from full speed in time when there is none to lose", () => {
    // D / v + v / a = 311.1 ms
    const robot = new Robot([LIMIT], [-0.5]);
    robot.command(to(0.45, 0, 311_500));
    const end = follow(robot, 311_500).at(-1)!;
    expect(Math.abs(end.position - 0.45)).toBeLessThan(2e-5);
    expect(Math.abs(end.velocity)).toBeLessThan(0.05);
  });

  it("uses the smallest peak acceleration: 4 D / T^2 from rest to rest", () => {
    const robot = new Robot([LIMIT], [0]);
    robot.command(to(0.5, 0, 400_000));
    robot.plan(0, TICK_US * 1e-6);
    expect(robot.joints[0]!.acceleration).toBeCloseTo((4 * 0.5) / 0.4 ** 2, 9);
  });

  it("is as quick as a bang-bang motion can be", () => {
    // 0.4 m at 45 m/s^2: 2 sqrt(D / a) = 188.6 ms
    const robot = new Robot([LIMIT], [0]);
    robot.command(to(0.4, 0, 189_000));
    const end = follow(robot, 189_000).at(-1)!;
    expect(Math.abs(end.position - 0.4)).toBeLessThan(1e-4);
    expect(Math.abs(end.velocity)).toBeLessThan(0.05);
  });
});

it("comes as near as it can when it cannot be in time, then catches up and stays", () => {
  const robot = new Robot([LIMIT], [0]);
  robot.command(to(0.8, 0, 100_000));
  const track = follow(robot, 600_000);
  const atDeadline = track[399]!;
  // full acceleration all the way: s = a t^2 / 2
  expect(atDeadline.position).toBeCloseTo((45 * 0.1 ** 2) / 2, 2);
  expect(track.at(-1)!.position).toBeCloseTo(0.8, 9);
  expect(track.at(-1)!.velocity).toBeCloseTo(0, 9);
  expect(Math.max(...track.map(({ position }) => position))).toBeLessThan(0.8 + 1e-6);
});

it("gives up the velocity, not the position, when it cannot have both", () => {
  // 0.2 m to rest in 0.1 s would take 80 m/s^2; with 45 it passes there: u^2 = T^2 / 2 - D / a, v = a (T - 2 u)
  const robot = new Robot([LIMIT], [0]);
  robot.command(to(0.2, 0, 100_000));
  const end = follow(robot, 100_000).at(-1)!;
  const brakeS = Math.sqrt(0.1 ** 2 / 2 - 0.2 / 45);
  expect(end.position).toBeCloseTo(0.2, 4);
  expect(end.velocity).toBeCloseTo(45 * (0.1 - 2 * brakeS), 1);
});

it("moves on with the command's velocity after its time, and stops when the command dies", () => {
  const robot = new Robot([LIMIT], [-0.5]);
  robot.command(to(0, 2, 400_000, 500_000));
  const track = follow(robot, 800_000);
  const at = (us: number): { position: number; velocity: number } => track[us / TICK_US - 1]!;
  expect(at(450_000).position).toBeCloseTo(2 * 0.05, 4);
  expect(at(500_000).velocity).toBeCloseTo(2, 3);
  // braking at 45 m/s^2 from 2 m/s: v^2 / 2a
  expect(at(800_000).velocity).toBe(0);
  expect(at(800_000).position - at(500_000).position).toBeCloseTo(2 ** 2 / 90, 3);
});

it("stays where it is without a command", () => {
  const robot = new Robot([LIMIT], [0.3]);
  expect(follow(robot, 10_000).every(({ position, velocity }) => position === 0.3 && velocity === 0)).toBe(
    true,
  );
});

it("obeys the newest command", () => {
  const robot = new Robot([LIMIT], [0]);
  robot.command(to(0.8, 0, 400_000));
  follow(robot, 200_000);
  robot.command(to(-0.2, 0, 600_000));
  expect(follow(robot, 600_000, 200_000).at(-1)!.position).toBeCloseTo(-0.2, 4);
});

it("follows a new command every millisecond to a target that wanders", () => {
  const robot = new Robot([LIMIT], [0]);
  for (let n = 0; n < 300; n++) {
    robot.command(to(0.4 + 0.0002 * (300 - n) * Math.sin(n / 20), 1, 320_000));
    follow(robot, (n + 1) * 1000, n * 1000);
  }
  robot.command(to(0.4, 1, 320_000));
  const end = follow(robot, 320_000, 300_000).at(-1)!;
  expect(end.position).toBeCloseTo(0.4, 3);
  expect(end.velocity).toBeCloseTo(1, 1);
});

describe("commands", () => {
  const robot = (): Robot => new Robot(GANTRY_LIMITS, GANTRY_HOME);
  const good: JointCommand = {
    robot: "g",
    positions: [0.2, -1.6, 0.3, 0.1, 0.1],
    velocities: [0, 1, 0, 0, 0],
    reachAtUs: 3e5,
    validUntilUs: 4e5,
  };

  it.each<[string, Partial<JointCommand>]>([
    ["a NaN position", { positions: [NaN, 0, 0, 0, 0] }],
    ["an infinite velocity", { velocities: [0, 0, Infinity, 0, 0] }],
    ["a NaN time", { reachAtUs: NaN }],
    ["an endless validity", { validUntilUs: Infinity }],
    ["a joint too few", { positions: [0, -1.6, 0.3, 0] }],
    ["a velocity too many", { velocities: [0, 0, 0, 0, 0, 0] }],
  ])("refuses %s and keeps following the last one", (_name, wrong) => {
    const gantry = robot();
    expect(gantry.command(good)).toBe("taken");
    expect(gantry.command({ ...good, ...wrong })).toBe("refused");
    follow(gantry, 3e5);
    expect(gantry.positions()[0]).toBeCloseTo(0.2, 4);
  });

  it("cuts what lies outside the limits", () => {
    const gantry = robot();
    expect(
      gantry.command({ ...good, positions: [5, -1.6, 0.3, 0, 0], reachAtUs: 6e5, validUntilUs: 1e6 }),
    ).toBe("cut");
    follow(gantry, 9e5);
    expect(gantry.positions()[0]).toBeCloseTo(1.2, 5);
    expect(gantry.command({ ...good, velocities: [9, 0, 0, 0, 0] })).toBe("cut");
  });
});

it.each([
  ["home outside the range", LIMIT, 2],
  ["a NaN limit", { ...LIMIT, max: NaN }, 0],
  ["no speed", { ...LIMIT, speed: 0 }, 0],
  ["an infinite acceleration", { ...LIMIT, acceleration: Infinity }, 0],
])("refuses %s, naming the joint", (_name, limit, home) => {
  expect(() => new Robot([LIMIT, limit], [0, home])).toThrow(
    expect.objectContaining({ code: "world-invalid", where: { joint: 1 } }),
  );
});
