import { describe, expect, it } from "vitest";
import { StrikeSpeeds } from "../../../../src/control/arm/strike-speeds.ts";
import { ArmKinematics } from "../../../../src/core/arm/arm-kinematics.ts";
import { Random } from "../../../../src/core/random.ts";
import { anyPose, someArm } from "../../core/arm/arms.ts";

const arm = someArm();
const limits = arm.joints.map((joint) => joint.limits.speed);
const kinematics = new ArmKinematics(arm);
const jacobian = new Float64Array(36);
const speeds = new StrikeSpeeds(limits);
const out = new Float64Array(6);

const times = (row: number, by: ArrayLike<number>): number => {
  let sum = 0;
  for (let j = 0; j < 6; j++) sum += jacobian[row * 6 + j]! * by[j]!;
  return sum;
};

const faceAt = (pose: readonly number[]): readonly number[] => {
  kinematics.set(pose);
  kinematics.jacobianInto(jacobian);
  const { rotation: r } = kinematics.toolPose();
  return [r[2], r[5], r[8]];
};

/** What is made as small as it can be. */
function effort(by: ArrayLike<number>, normal: readonly number[]): number {
  const w = [times(3, by), times(4, by), times(5, by)];
  const along = w[0]! * normal[0]! + w[1]! * normal[1]! + w[2]! * normal[2]!;
  const turning = w[0]! ** 2 + w[1]! ** 2 + w[2]! ** 2 - along ** 2;
  return limits.reduce((sum, limit, j) => sum + (by[j]! / limit) ** 2, turning / 64);
}

describe("joint speeds for a stroke", () => {
  it("give the blade's centre the velocity asked for", () => {
    const random = new Random(8);
    for (let round = 0; round < 50; round++) {
      const normal = faceAt(anyPose(arm, random));
      const velocity = [random.between(-2, 2), random.between(-2, 2), random.between(-2, 2)];
      if (!speeds.solve(jacobian, normal, velocity, out)) continue;
      for (const axis of [0, 1, 2]) expect(times(axis, out)).toBeCloseTo(velocity[axis]!, 9);
    }
  });

  it("are the ones with the least effort: any other with the same velocity has more", () => {
    const random = new Random(9);
    const normal = faceAt([0.3, -1.2, 1.3, 0.4, 0.6, 0.2]);
    const velocity = [0.2, 1.5, -0.4];
    expect(speeds.solve(jacobian, normal, velocity, out)).toBe(true);
    const best = out.slice();
    const least = effort(best, normal);
    for (let round = 0; round < 50; round++) {
      // some other speeds, made to give the same velocity by adding the least that mends them
      const other = best.map((speed) => speed + random.between(-0.5, 0.5));
      const miss = velocity.map((v, axis) => v - times(axis, other));
      speeds.solve(jacobian, normal, miss, out);
      const mended = other.map((speed, j) => speed + out[j]!);
      for (const axis of [0, 1, 2]) expect(times(axis, mended)).toBeCloseTo(velocity[axis]!, 9);
      expect(effort(mended, normal)).toBeGreaterThan(least);
    }
  });

  it("do not exist where the arm cannot move its blade that way", () => {
    expect(speeds.solve(new Float64Array(36), [0, 1, 0], [0, 1, 0], out)).toBe(false);
    expect(speeds.solve(new Float64Array(36).fill(NaN), [0, 1, 0], [0, 1, 0], out)).toBe(false);
  });
});
