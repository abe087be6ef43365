import { beforeAll, describe, expect, it } from "vitest";
import { namedArm } from "../../../../nodes/arm-choice.ts";
import { ServoPlant, type ArmPlant } from "../../../../sims/robot/arm-plant.ts";
import type { ArmBody } from "../../../../sims/robot/arm-mjcf.ts";
import { ArmRobot } from "../../../../sims/robot/arm-robot.ts";
import { KR6_BODY } from "../../../../sims/robot/kr6-body.ts";
import type { Mujoco } from "../../../../sims/robot/mujoco.ts";
import { MujocoPlant } from "../../../../sims/robot/mujoco-plant.ts";
import type { JointCommand } from "../../../../src/core/joint-command.ts";
import { loadMujoco } from "../../../../studies/arm/load-mujoco.ts";
import { lacksPackage } from "../../../support/skip.ts";

const { arm, servo } = namedArm("kr6-r900");
const TICK_US = 250;

/** Turns the whole arm, raises it a little, and comes to rest. */
const swing: JointCommand = {
  robot: "arm",
  positions: arm.home.map((angle, i) => angle + [0.8, 0.4, -0.3, 0.5, -0.4, 0.6][i]!),
  velocities: arm.home.map(() => 0),
  reachAtUs: 320_000,
  validUntilUs: 900_000,
};

/** Positions of all joints after `untilUs` [us] of a command. */
function positionsAfter(plant: ArmPlant, command: JointCommand, untilUs: number): number[] {
  const robot = new ArmRobot(arm, plant, servo.deadTimeUs, 0);
  robot.command(command, 0);
  for (let nowUs = 0; nowUs < untilUs; nowUs += TICK_US) {
    robot.plan(nowUs, TICK_US * 1e-6);
    robot.move();
  }
  return robot.positions();
}

const apart = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((position, i) => Math.abs(position - b[i]!)));

describe.skipIf(lacksPackage("@mujoco/mujoco"))("an arm of bodies (MuJoCo)", () => {
  let mujoco: Mujoco;
  beforeAll(async () => {
    mujoco = await loadMujoco();
  });
  const bodies = (change: Partial<ArmBody> = {}): MujocoPlant =>
    new MujocoPlant(mujoco, arm, servo, { ...KR6_BODY, ...change });

  it.each([100_000, 200_000, 320_000, 600_000])(
    "is where the servo model is after %i us of a swing",
    (untilUs) => {
      const plant = bodies();
      const modelled = positionsAfter(new ServoPlant(arm, servo), swing, untilUs);
      expect(apart(positionsAfter(plant, swing, untilUs), modelled)).toBeLessThan(0.004);
      expect([plant.saturated, plant.touching]).toEqual([0, 0]);
      expect(Math.max(...plant.strain)).toBeGreaterThan(0.2);
      plant.delete();
    },
  );

  it("falls behind where its drives are too weak, and says so", () => {
    const plant = bodies({ torques: KR6_BODY.torques.map((torque) => 0.3 * torque) });
    const modelled = positionsAfter(new ServoPlant(arm, servo), swing, 200_000);
    expect(apart(positionsAfter(plant, swing, 200_000), modelled)).toBeGreaterThan(0.03);
    expect(plant.saturated).toBeGreaterThan(50);
    expect(Math.max(...plant.strain)).toBeGreaterThan(1);
    plant.delete();
  });

  it("is stopped by its own links, and counts it", () => {
    const plant = bodies();
    const folded = [...arm.home];
    folded[1] = 0.7;
    folded[2] = 2.6;
    folded[4] = 1.9;
    const command = { ...swing, positions: folded, reachAtUs: 1_500_000, validUntilUs: 2_000_000 };
    const reached = positionsAfter(plant, command, 1_600_000);
    expect(plant.touching).toBeGreaterThan(100);
    expect(apart(reached, folded)).toBeGreaterThan(0.05);
    plant.delete();
  });

  it("moves the same way, to the bit, each time", () => {
    const [one, other] = [bodies(), bodies()];
    expect(positionsAfter(one, swing, 150_000)).toEqual(positionsAfter(other, swing, 150_000));
    one.delete();
    other.delete();
  });

  it("is refused without a torque for each joint", () => {
    expect(() => bodies({ torques: [1, 2, 3] })).toThrow(
      expect.objectContaining({ code: "world-invalid", where: { arm: "kr6-r900" } }) as Error,
    );
  });
});
