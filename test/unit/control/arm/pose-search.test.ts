import { describe, expect, it } from "vitest";
import { PoseList } from "../../../../src/control/arm/pose-list.ts";
import { PoseSearch, type BladeTarget } from "../../../../src/control/arm/pose-search.ts";
import { withLinearAxis, type ArmDescription } from "../../../../src/core/arm/arm.ts";
import { ArmKinematics } from "../../../../src/core/arm/arm-kinematics.ts";
import { JointMotion } from "../../../../src/core/motion/joint-motion.ts";
import { someArm } from "../../core/arm/arms.ts";

const arm = someArm();
const onRail = withLinearAxis(arm, {
  direction: [1, 0, 0],
  limits: { min: -1, max: 1, speed: 3, acceleration: 30, jerk: 600 },
});
const target: BladeTarget = {
  centreM: [0.3, -1.55, 0.25],
  normal: [0.1, Math.sqrt(0.95), 0.2],
  velocityMps: [0.15, 1.4, 0.3],
  inS: 0.5,
};
const ALL_ROUND = { middleRad: 0, spanRad: 2 * Math.PI, count: 16 };

function find(which: ArmDescription, change: Partial<BladeTarget> = {}): PoseList {
  const list = new PoseList(6, which.joints.length);
  const motion = new JointMotion(
    which.joints.map(({ limits }) => limits),
    which.home,
  );
  new PoseSearch(which).search({
    target: { ...target, ...change },
    handles: ALL_ROUND,
    motion,
    list,
    place: 2,
  });
  return list;
}

describe.each([
  ["on its feet", arm],
  ["on a linear axis", onRail],
])("poses of an arm %s", (_name, which) => {
  it("hold the face where it shall be and move it as it shall move, best first", () => {
    const list = find(which);
    const kinematics = new ArmKinematics(which);
    const n = which.joints.length;
    const jacobian = new Float64Array(6 * n);
    expect(list.count).toBe(6);
    let before = 0;
    for (let rank = 0; rank < list.count; rank++) {
      const pose = list.at(rank)!;
      expect(pose.cost).toBeGreaterThanOrEqual(before);
      expect(pose.place).toBe(2);
      before = pose.cost;
      kinematics.set(pose.positions);
      kinematics.jacobianInto(jacobian);
      const { positionM, rotation } = kinematics.toolPose();
      for (const axis of [0, 1, 2] as const) {
        expect(positionM[axis]).toBeCloseTo(target.centreM[axis], 9);
        expect(rotation[3 * axis + 2]).toBeCloseTo(target.normal[axis], 9);
        let speed = 0;
        for (let j = 0; j < n; j++) speed += jacobian[axis * n + j]! * pose.velocities[j]!;
        expect(speed).toBeCloseTo(target.velocityMps[axis], 9);
      }
      for (const [j, { limits }] of which.joints.entries()) {
        expect(pose.positions[j]).toBeGreaterThanOrEqual(limits.min);
        expect(pose.positions[j]).toBeLessThanOrEqual(limits.max);
      }
    }
  });
});

it("costs less when there is more time", () => {
  expect(find(arm, { inS: 0.7 }).at(0)!.cost).toBeLessThan(find(arm).at(0)!.cost);
});

it("reaches on a linear axis what a fixed arm does not", () => {
  const far = { centreM: [1.5, -1.7, 0.25] as const };
  expect(find(arm, far).count).toBe(0);
  expect(find(onRail, far).count).toBeGreaterThan(0);
});

it("finds nothing at a place that is not a number", () => {
  expect(find(arm, { centreM: [NaN, 0, 0] }).count).toBe(0);
  expect(find(arm, { velocityMps: [NaN, 0, 0] }).count).toBe(0);
});

it("keeps the best of a list, in order, whatever order they come in", () => {
  const list = new PoseList(3, 1);
  for (const cost of [5, 2, 9, 1, 7, 3]) {
    if (list.wants(cost)) list.insert(cost).handleRad = cost * 10;
  }
  const kept = [0, 1, 2, 3].map((rank) => list.at(rank));
  expect(kept.map((pose) => pose?.cost)).toEqual([1, 2, 3, undefined]);
  expect(kept.map((pose) => pose?.handleRad)).toEqual([10, 20, 30, undefined]);
  expect(list.wants(NaN)).toBe(false);
  list.clear();
  expect(list.at(0)).toBeNull();
});
