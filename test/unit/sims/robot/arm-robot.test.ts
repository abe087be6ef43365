import { describe, expect, it } from "vitest";
import { ArmBlade } from "../../../../sims/robot/arm-blade.ts";
import { ASSUMED_SERVO, ServoPlant, type ServoOptions } from "../../../../sims/robot/arm-plant.ts";
import { ArmRobot } from "../../../../sims/robot/arm-robot.ts";
import { AxisLag } from "../../../../sims/robot/axis-lag.ts";
import { ArmKinematics } from "../../../../src/core/arm/arm-kinematics.ts";
import type { JointCommand } from "../../../../src/core/joint-command.ts";
import { someArm } from "../../core/arm/arms.ts";

const arm = someArm();
const TICK_US = 250;
const IDEAL = { deadTimeUs: 0, lagS: 0 };

function robotWith(servo: ServoOptions): ArmRobot {
  return new ArmRobot(arm, new ServoPlant(arm, servo), servo.deadTimeUs, 0);
}

const goal: JointCommand = {
  robot: "arm",
  positions: arm.home.map((home) => home + 0.3),
  velocities: arm.home.map(() => 0.8),
  reachAtUs: 300_000,
  validUntilUs: 400_000,
};

/** Positions of the first joint at every tick. */
function run(robot: ArmRobot, untilUs: number, fromUs = 0): number[] {
  const seen: number[] = [];
  for (let nowUs = fromUs; nowUs < untilUs; nowUs += TICK_US) {
    robot.plan(nowUs, TICK_US * 1e-6);
    expect(robot.isWithinLimits).toBe(true);
    robot.move();
    seen.push(robot.positions()[0]!);
  }
  return seen;
}

describe("the servo", () => {
  it("without dead time and lag is where it was told, when it was told", () => {
    const robot = robotWith(IDEAL);
    robot.command(goal, 0);
    run(robot, 300_000);
    for (const [i, position] of robot.positions().entries())
      expect(position).toBeCloseTo(arm.home[i]! + 0.3, 9);
  });

  it("does everything later by its dead time, to the bit of time", () => {
    const [prompt, dead] = [robotWith(IDEAL), robotWith({ deadTimeUs: 8000, lagS: 0 })];
    for (const robot of [prompt, dead]) robot.command(goal, 0);
    const [early, late] = [run(prompt, 500_000), run(dead, 508_000)];
    const delay = 8000 / TICK_US;
    for (const [tick, position] of early.entries()) expect(late[tick + delay]).toBeCloseTo(position, 9);
    expect(late.slice(0, delay)).toEqual(new Array(delay).fill(arm.home[0]));
  });

  it("lags behind a constant speed by speed times lag, and not at all at rest", () => {
    const robot = robotWith({ deadTimeUs: 0, lagS: 0.005 });
    robot.command(goal, 0);
    run(robot, 350_000);
    expect(robot.positions()[0]).toBeCloseTo(arm.home[0]! + 0.3 + 0.8 * (0.05 - 0.005), 5);
    run(robot, 900_000, 350_000);
    const rest = robotWith(IDEAL);
    rest.command(goal, 0);
    run(rest, 900_000);
    expect(robot.positions()[0]).toBeCloseTo(rest.positions()[0]!, 9);
  });

  it("answers a jump of its set point as a first order does", () => {
    const lag = new AxisLag(0.01, 0);
    lag.follow({ position: 1, velocity: 0, acceleration: 0 }, 0, 0.01);
    expect(lag.position).toBeCloseTo(1 - Math.exp(-1), 12);
    lag.follow({ position: 1, velocity: 0, acceleration: 0 }, 0, 0.02);
    expect(lag.position).toBeCloseTo(1 - Math.exp(-3), 12);
    expect(lag.velocity).toBeCloseTo(Math.exp(-3) / 0.01, 9);
    expect(lag.acceleration).toBeCloseTo(-Math.exp(-3) / 1e-4, 6);
  });

  it("does not depend on how its time is cut into ticks", () => {
    const [coarse, fine] = [robotWith(ASSUMED_SERVO), robotWith(ASSUMED_SERVO)];
    for (const robot of [coarse, fine]) robot.command(goal, 0);
    run(coarse, 250_000);
    for (let nowUs = 0; nowUs < 250_000; nowUs += 50) {
      fine.plan(nowUs, 50e-6);
      fine.move();
    }
    for (const [i, position] of coarse.positions().entries())
      expect(position).toBeCloseTo(fine.positions()[i]!, 9);
  });

  it.each([
    ["a lag", { lagS: -1 }],
    ["a dead time", { deadTimeUs: NaN }],
  ])("refuses %s that is no time", (_name, change) => {
    expect(() => robotWith({ ...IDEAL, ...change })).toThrow(
      expect.objectContaining({
        code: "world-invalid",
        where: expect.objectContaining(change) as object,
      }) as Error,
    );
  });
});

it("counts what it could not follow as it was told", () => {
  const robot = robotWith(IDEAL);
  robot.command({ ...goal, positions: arm.home.map(() => NaN) }, 0);
  robot.command(
    {
      ...goal,
      positions: arm.home.map((home, i) => (i === 0 ? 9 : home)),
      reachAtUs: 3e6,
      validUntilUs: 4e6,
    },
    10_000,
  );
  robot.command({ ...goal, reachAtUs: 50_000 }, 20_000);
  run(robot, 400_000);
  expect(robot.counts).toEqual({ refused: 1, cut: 1, late: 1 });
});

it("carries a blade with the place, directions and speeds of its own motion", () => {
  const robot = robotWith(ASSUMED_SERVO);
  robot.command(goal, 0);
  run(robot, 200_000);
  robot.plan(200_000, TICK_US * 1e-6);
  const blade = new ArmBlade(robot);
  const step = 1e-6;
  const at = (afterS: number): readonly (readonly number[])[] => {
    blade.at(afterS);
    const { x, y, z, nx, ny, nz, ux, uy, uz } = blade;
    return [
      [x, y, z],
      [nx, ny, nz],
      [ux, uy, uz],
    ];
  };
  const [before, after] = [at(1e-4 - step), at(1e-4 + step)];
  const rate = (which: number, axis: number): number =>
    (after[which]![axis]! - before[which]![axis]!) / (2 * step);
  blade.at(1e-4);
  const { vx, vy, vz, wx, wy, wz, nx, ny, nz, ux, uy, uz } = blade;
  const turning = [wy * nz - wz * ny, wz * nx - wx * nz, wx * ny - wy * nx];
  const tipTurning = [wy * uz - wz * uy, wz * ux - wx * uz, wx * uy - wy * ux];
  expect(Math.abs(vy)).toBeGreaterThan(0.1);
  for (const [axis, speed] of [vx, vy, vz].entries()) expect(rate(0, axis)).toBeCloseTo(speed, 5);
  for (const [axis, speed] of turning.entries()) expect(rate(1, axis)).toBeCloseTo(speed, 5);
  for (const [axis, speed] of tipTurning.entries()) expect(rate(2, axis)).toBeCloseTo(speed, 5);
  // its links are where forward kinematics has them at the tick's beginning
  const kinematics = new ArmKinematics(arm);
  kinematics.set(robot.positions());
  blade.at(0);
  expect(blade.links.map(({ toM }) => toM[0])).toEqual(
    kinematics.capsules().map(({ toM }) => expect.closeTo(toM[0], 12) as number),
  );
});
