import { describe, expect, it } from "vitest";
import { ArmClearance, WayClearance } from "../../../../src/control/arm/arm-clearance.ts";
import { ArmInverse } from "../../../../src/control/arm/arm-inverse.ts";
import { handleFrame } from "../../../../src/control/arm/pose-search.ts";
import { ArmKinematics } from "../../../../src/core/arm/arm-kinematics.ts";
import { JointMotion } from "../../../../src/core/motion/joint-motion.ts";
import { someArm } from "../../core/arm/arms.ts";

const arm = someArm();
const FOLDED = [0, -1.57, 2.7, 0, 2.0, 0];

/** A pose with the blade's lower edge in the table. */
function inTable(): Float64Array {
  const inverse = new ArmInverse(arm);
  const [target, pose] = [new Float64Array(12), new Float64Array(6)];
  handleFrame([0.1, -1.3, 0.05], [0, 1, 0], Math.PI / 2, target);
  inverse.solve(target);
  for (let branch = 0; branch < 8; branch++) if (inverse.fit(branch, arm.home, pose)) return pose;
  throw new Error("no pose there");
}

describe("what an arm runs into", () => {
  const kinematics = new ArmKinematics(arm);
  const clearance = new ArmClearance(kinematics);

  it.each<[string, ArrayLike<number>, string | null]>([
    ["at home: nothing", arm.home, null],
    ["folded: itself", FOLDED, "in-itself"],
    ["with its blade low: the table", inTable(), "in-table"],
  ])("is told %s", (_name, pose, expected) => {
    kinematics.set(pose);
    expect(clearance.obstacle()).toBe(expected);
  });
});

describe("on a planned way", () => {
  const way = new WayClearance(arm);
  const still = arm.home.map(() => 0);
  const obstacleTo = (pose: ArrayLike<number>, velocities: readonly number[] = still, onS = 0) => {
    const motion = new JointMotion(
      arm.joints.map(({ limits }) => limits),
      arm.home,
    );
    expect(motion.canReach(pose, velocities, { inS: 1.5, onS })).toBe(true);
    return way.obstacle(motion, 1.5, onS);
  };

  it("nothing is met near home, and what lies at its end is", () => {
    expect(obstacleTo(arm.home.map((angle) => angle + 0.1))).toBeNull();
    expect(obstacleTo(FOLDED)).toBe("in-itself");
  });

  it("what lies behind its end is met when the arm goes on", () => {
    const kinematics = new ArmKinematics(arm);
    const clearance = new ArmClearance(kinematics);
    // back from the folded pose until it is clear
    const back = (share: number): number[] =>
      FOLDED.map((angle, i) => angle + share * (arm.home[i]! - angle));
    let share = 0.02;
    const isBlocked = (): boolean => {
      kinematics.set(back(share));
      return clearance.obstacle() !== null;
    };
    while (isBlocked()) share += 0.02;
    const speeds = FOLDED.map((angle, i) => (angle - arm.home[i]!) * 1.2);
    expect(obstacleTo(back(share), speeds)).toBeNull();
    expect(obstacleTo(back(share), speeds, 0.08)).toBe("in-itself");
  });
});
