import { describe, expect, it } from "vitest";
import { ArmInverse } from "../../../../src/control/arm/arm-inverse.ts";
import { handleFrame } from "../../../../src/control/arm/pose-search.ts";
import { TableClearance } from "../../../../src/control/arm/table-clearance.ts";
import { ArmKinematics } from "../../../../src/core/arm/arm-kinematics.ts";
import type { Vec3 } from "../../../../src/core/vec3.ts";
import { someArm } from "../../core/arm/arms.ts";

const arm = someArm();
const kinematics = new ArmKinematics(arm);
const clearance = new TableClearance(kinematics);
const inverse = new ArmInverse(arm);

/** Whether some way of holding the upright blade there, its handle in direction `handleRad`, is clear. */
function isClearAt(centreM: Vec3, handleRad: number): boolean {
  const target = new Float64Array(12);
  handleFrame(centreM, [0, 1, 0], handleRad, target);
  inverse.solve(target);
  const pose = new Float64Array(6);
  for (let branch = 0; branch < 8; branch++) {
    if (!inverse.fit(branch, arm.home, pose)) continue;
    kinematics.set(pose);
    if (clearance.isClear()) return true;
  }
  return false;
}

describe("the room between arm and table", () => {
  it.each<[string, Vec3, number, boolean]>([
    ["well above it", [0.1, -1.3, 0.2], Math.PI / 2, true],
    ["with the blade's edge in it", [0.1, -1.3, 0.07], Math.PI / 2, false],
    ["behind it, below its surface", [0.1, -1.6, -0.05], Math.PI, true],
    ["with the blade half over its end, below the surface", [0.1, -1.4, -0.05], Math.PI, false],
    ["above it, with the hand under the blade in it", [0.1, -1.3, 0.2], 0, false],
  ])("is judged rightly for a blade %s", (_name, centreM, handleRad, expected) => {
    expect(isClearAt(centreM, handleRad)).toBe(expected);
  });

  it("is kept by the arm at home", () => {
    kinematics.set(arm.home);
    expect(clearance.isClear()).toBe(true);
  });

  it("is not kept by an arm whose elbow lies in the table", () => {
    const low = someArm({ mount: { ...arm.mount, positionM: [0.1, -1.4, -0.5] } });
    const inside = new ArmKinematics(low);
    inside.set([0, 0, -1.4, 0, 0, 0]);
    expect(inside.place(3, [0, 0, 0])[2]).toBeLessThan(0);
    expect(new TableClearance(inside).isClear()).toBe(false);
  });
});

describe("a face's frame", () => {
  it.each<[string, Vec3, number, Vec3]>([
    ["has the tip up at 0", [0, 1, 0], 0, [0, 0, 1]],
    ["turns it to the left of the normal", [0, 1, 0], Math.PI / 2, [1, 0, 0]],
    ["tilts with the face", [0, Math.SQRT1_2, Math.SQRT1_2], 0, [0, -Math.SQRT1_2, Math.SQRT1_2]],
    ["exists for a face that looks up", [0, 0, 1], 0, [0, 1, 0]],
  ])("%s", (_name, normal, handleRad, tip) => {
    const out = new Float64Array(12);
    handleFrame([1, 2, 3], normal, handleRad, out);
    const column = (c: number): number[] => [out[c]!, out[4 + c]!, out[8 + c]!];
    for (const axis of [0, 1, 2] as const) {
      expect(column(0)[axis]).toBeCloseTo(tip[axis], 12);
      expect(column(2)[axis]).toBeCloseTo(normal[axis], 12);
    }
    expect(column(3)).toEqual([1, 2, 3]);
    const [u, t, n] = [column(0), column(1), column(2)];
    expect(u[1]! * t[2]! - u[2]! * t[1]!).toBeCloseTo(n[0]!, 12);
    expect(u[2]! * t[0]! - u[0]! * t[2]!).toBeCloseTo(n[1]!, 12);
  });
});
