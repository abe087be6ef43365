import { describe, expect, it } from "vitest";
import { ArmInverse, BRANCHES } from "../../../../src/control/arm/arm-inverse.ts";
import { withLinearAxis } from "../../../../src/core/arm/arm.ts";
import { ArmKinematics } from "../../../../src/core/arm/arm-kinematics.ts";
import { rollPitchYaw } from "../../../../src/core/arm/pose.ts";
import { SaccadeError } from "../../../../src/core/errors.ts";
import { Random } from "../../../../src/core/random.ts";
import { anyPose, someArm } from "../../core/arm/arms.ts";

const standing = someArm();
const hanging = someArm({
  mount: { positionM: [0, -1.7, 1.3], rotation: rollPitchYaw(Math.PI, 0.2, Math.PI / 2) },
});
const onRail = withLinearAxis(hanging, {
  direction: [1, 0, 0],
  limits: { min: -1, max: 1, speed: 3, acceleration: 30, jerk: 600 },
});
/** The same arm with its wrist 5 cm aside, and an upper arm that does not lie on the x axis. */
const crooked = {
  ...standing,
  joints: standing.joints.map((joint, i) =>
    i === 1
      ? { ...joint, offsetM: [0.025, 0.05, 0.01] as const }
      : i === 2
        ? { ...joint, offsetM: [0.4, -0.02, 0.2] as const }
        : joint,
  ),
};

function worstMismatch(got: Float64Array, wanted: Float64Array): number {
  return Math.max(...got.map((value, i) => Math.abs(value - wanted[i]!)));
}

it.each([
  ["standing", standing],
  ["hanging", hanging],
  ["on a linear axis", onRail],
  ["with lateral offsets", crooked],
])("gives poses back through all branches within 1e-9, the pose itself among them: %s", (_name, arm) => {
  const random = new Random(3);
  const kinematics = new ArmKinematics(arm);
  const inverse = new ArmInverse(arm);
  const first = arm.joints.length - 6;
  const solved = new Float64Array(arm.joints.length);
  for (let round = 0; round < 300; round++) {
    const pose = anyPose(arm, random);
    kinematics.set(pose);
    const target = kinematics.frames.slice(kinematics.toolAt);
    const rail = first === 1 ? pose[0]! : 0;
    const count = inverse.solve(target, rail);
    expect(count).toBeGreaterThanOrEqual(4);
    let nearest = Infinity;
    for (let branch = 0; branch < BRANCHES; branch++) {
      const angles = inverse.branches.slice(branch * 6, branch * 6 + 6);
      if (Number.isNaN(angles[0])) continue;
      kinematics.set(first === 1 ? [rail, ...angles] : angles);
      expect(worstMismatch(kinematics.frames.slice(kinematics.toolAt), target)).toBeLessThan(1e-9);
      solved[0] = rail;
      if (!inverse.fit(branch, pose, solved)) continue;
      nearest = Math.min(nearest, Math.max(...pose.map((value, i) => Math.abs(value - solved[i]!))));
    }
    expect(nearest).toBeLessThan(1e-6);
  }
});

describe("the branches", () => {
  const inverse = new ArmInverse(standing);
  const kinematics = new ArmKinematics(standing);
  const solveAt = (pose: readonly number[]): number => {
    kinematics.set(pose);
    return inverse.solve(kinematics.frames.slice(kinematics.toolAt));
  };

  it("differ by shoulder, elbow and wrist", () => {
    expect(solveAt([0.3, -1.2, 1.3, 0.4, 0.6, 0.2])).toBe(8);
    const joint = (branch: number, i: number): number => inverse.branches[branch * 6 + i]!;
    expect(Math.abs(joint(0, 0) - joint(1, 0))).toBeCloseTo(Math.PI, 9);
    expect(joint(0, 2)).not.toBeCloseTo(joint(2, 2), 3);
    expect(joint(4, 4)).toBeCloseTo(-joint(0, 4), 12);
  });

  it.each([
    ["nowhere out of reach", [3, 3, 3]],
    ["nowhere at a place that is not a number", [NaN, 0, 0]],
  ])("lead %s", (_name, [x, y, z]) => {
    const target = [1, 0, 0, x!, 0, 1, 0, y!, 0, 0, 1, z!];
    expect(inverse.solve(target)).toBe(0);
    expect(inverse.fit(0, standing.home, new Float64Array(6))).toBe(false);
  });

  it.each([
    ["the wrist", [0.3, -1.2, 1.3, 0.4, 0, 0.2], "wrist"],
    ["the elbow", [0.3, -1.2, Math.atan2(0.035, 0.42), 0.4, 0.5, 0.2], "elbow"],
  ] as const)("say when %s is singular, and still hold the pose", (_name, pose, which) => {
    solveAt(pose);
    expect(inverse.singular[which]).toBe(true);
    const target = kinematics.frames.slice(kinematics.toolAt);
    const angles = new Float64Array(6);
    expect(inverse.fit(0, pose, angles) || inverse.fit(2, pose, angles)).toBe(true);
    kinematics.set(angles);
    expect(worstMismatch(kinematics.frames.slice(kinematics.toolAt), target)).toBeLessThan(1e-7);
    solveAt([0.3, -1.2, 1.3, 0.4, 0.5, 0.2]);
    expect(inverse.singular).toEqual({ shoulder: false, elbow: false, wrist: false });
  });

  it("say when the wrist is above A1, where A1 may be anything", () => {
    // the wrist's centre over the axis: fold until x = 0
    const x = (a2: number): number => {
      kinematics.set([0, a2, 2.2, 0, 0.5, 0]);
      return kinematics.place(5, [0, 0, 0])[1] + 2.2;
    };
    let [low, high] = [-2.8, -1.2];
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2;
      if (x(middle) < 0) low = middle;
      else high = middle;
    }
    solveAt([0, low, 2.2, 0, 0.5, 0]);
    expect(inverse.singular.shoulder).toBe(true);
  });

  it("take the turn nearest to a pose, but stay within the limits", () => {
    const pose = [0.3, -1.2, 1.3, 0.4, 0.6, 0.2];
    solveAt(pose);
    const out = new Float64Array(6);
    const branch = [0, 1, 2, 3, 4, 5, 6, 7].find(
      (b) => inverse.fit(b, pose, out) && Math.abs(out[3]! - 0.4) < 1e-6 && Math.abs(out[4]! - 0.6) < 1e-6,
    )!;
    inverse.fit(branch, [0, 0, 0, 0, 0, 5], out);
    expect(out[5]).toBeCloseTo(0.2, 9); // a turn more would be 371 degrees, above A6's 350
    inverse.fit(branch, [0, 0, 0, 0, 0, -5], out);
    expect(out[5]).toBeCloseTo(0.2 - 2 * Math.PI, 9);
  });
});

it("finds nothing nearer to the shoulder than the arm can fold", () => {
  const short = standing.joints.map((joint, i) =>
    i === 4 ? { ...joint, offsetM: [0.1, 0, 0] as const } : joint,
  );
  const inverse = new ArmInverse({ ...standing, joints: short });
  const shoulder = [1, 0, 0, 0.1, 0, 1, 0, -2.175, 0, 0, 1, 0]; // within 0.25 m of it: folded, 0.35 m are left
  expect(inverse.solve(shoulder)).toBe(0);
});

it.each([
  ["with a joint about another axis", (i: number) => (i === 2 ? { axis: [1, 0, 0] as const } : {})],
  ["whose wrist axes do not meet", (i: number) => (i === 4 ? { offsetM: [0.42, 0, 0.01] as const } : {})],
  [
    "without a forearm",
    (i: number) =>
      i === 3 || i === 4 ? { offsetM: [0, 0, 0] as const, axis: standing.joints[i]!.axis } : {},
  ],
])("refuses an arm %s", (_name, change) => {
  const arm = { ...standing, joints: standing.joints.map((joint, i) => ({ ...joint, ...change(i) })) };
  expect(() => new ArmInverse(arm)).toThrow(SaccadeError);
  expect(() => new ArmInverse(arm)).toThrow(
    expect.objectContaining({ code: "geometry-invalid", where: { arm: "kr6-r900" } }) as Error,
  );
});
