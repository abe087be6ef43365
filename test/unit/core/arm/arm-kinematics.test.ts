import { describe, expect, it } from "vitest";
import { checkedArm, withLinearAxis } from "../../../../src/core/arm/arm.ts";
import { ArmKinematics } from "../../../../src/core/arm/arm-kinematics.ts";
import { KR6_R900, kr6R900 } from "../../../../src/core/arm/kr6-r900.ts";
import { NO_ROTATION, rollPitchYaw } from "../../../../src/core/arm/pose.ts";
import { racketTool } from "../../../../src/core/arm/racket-tool.ts";
import { SaccadeError } from "../../../../src/core/errors.ts";
import { Random } from "../../../../src/core/random.ts";
import { anyPose, someArm } from "./arms.ts";

const ZERO = [0, 0, 0, 0, 0, 0];
const atOrigin = { positionM: [0, 0, 0], rotation: NO_ROTATION } as const;
const bare = kr6R900({ mount: atOrigin, tool: atOrigin, home: ZERO });

function flangeAt(degrees: readonly number[]): readonly number[] {
  const kinematics = new ArmKinematics(bare);
  kinematics.set(degrees.map((deg) => (deg * Math.PI) / 180));
  return kinematics.toolPose().positionM;
}

describe("the KR 6 R900's flange", () => {
  it.each([
    ["stretched forwards in the zero pose", [0, 0, 0, 0, 0, 0], [0.98, 0, 0.435]],
    ["turns to the right with A1", [90, 0, 0, 0, 0, 0], [0, -0.98, 0.435]],
    ["goes up when A2 turns back", [0, -90, 0, 0, 0, 0], [0.025 - 0.035, 0, 0.4 + 0.955]],
    ["hangs the forearm down with A3", [0, 0, 90, 0, 0, 0], [0.025 + 0.455 + 0.035, 0, 0.4 - 0.5]],
    ["bends the hand down with A5", [0, 0, 0, 0, 90, 0], [0.9, 0, 0.435 - 0.08]],
    ["bends it to the side after A4", [0, 0, 0, 90, 90, 0], [0.9, -0.08, 0.435]],
    ["stays where it is when A6 turns", [0, 0, 0, 0, 0, 137], [0.98, 0, 0.435]],
  ])("%s", (_name, degrees, expected) => {
    for (const [axis, value] of flangeAt(degrees).entries()) expect(value).toBeCloseTo(expected[axis]!, 12);
  });

  it("reaches the 0.9 m of the data sheet from A1 to the wrist's centre", () => {
    const kinematics = new ArmKinematics(bare);
    kinematics.set(ZERO);
    // the maker measures to the wrist's centre, 0.08 m before the flange, with the elbow's offset stretched out
    const stretched = KR6_R900.offset.values[1][0] + 0.455 + Math.sqrt(0.42 * 0.42 + 0.035 * 0.035);
    expect(stretched).toBeCloseTo(0.901, 3);
    expect(kinematics.place(5, [0, 0, 0])[0]).toBeCloseTo(0.9, 12);
  });
});

it("has a racket whose face is square to its handle, right-handed, where the grip says", () => {
  const { rotation: r, positionM } = racketTool({ adapterM: 0.05, racketM: 0.2, tiltRad: Math.PI / 6 });
  const column = (c: number): number[] => [r[c]!, r[3 + c]!, r[6 + c]!];
  const [u, t, n] = [column(0), column(1), column(2)];
  expect(positionM[0]).toBeCloseTo(0.05 + 0.2 * Math.cos(Math.PI / 6), 12);
  expect(positionM[2]).toBeCloseTo(0.1, 12);
  expect(u[0]).toBeCloseTo(Math.cos(Math.PI / 6), 12);
  const cross = [u[1]! * t[2]! - u[2]! * t[1]!, u[2]! * t[0]! - u[0]! * t[2]!, u[0]! * t[1]! - u[1]! * t[0]!];
  for (const axis of [0, 1, 2]) expect(cross[axis]).toBeCloseTo(n[axis]!, 12);
});

it.each([
  ["on its own feet", someArm()],
  [
    "hanging, on a linear axis",
    withLinearAxis(
      someArm({ mount: { positionM: [0, -1.8, 1.2], rotation: rollPitchYaw(Math.PI, 0, Math.PI / 2) } }),
      { direction: [1, 0, 0], limits: { min: -1, max: 1, speed: 3, acceleration: 30, jerk: 600 } },
    ),
  ],
])("has the Jacobian of its own motion, %s", (_name, arm) => {
  const random = new Random(5);
  const kinematics = new ArmKinematics(arm);
  const n = arm.joints.length;
  const jacobian = new Float64Array(6 * n);
  for (let round = 0; round < 20; round++) {
    const pose = anyPose(arm, random);
    kinematics.set(pose);
    kinematics.jacobianInto(jacobian);
    const { rotation: r } = kinematics.toolPose();
    for (let j = 0; j < n; j++) {
      const step = 1e-6;
      const shifted = (by: number): ReturnType<ArmKinematics["toolPose"]> => {
        kinematics.set(pose.map((value, i) => (i === j ? value + by : value)));
        return kinematics.toolPose();
      };
      const [before, after] = [shifted(-step), shifted(step)];
      for (const axis of [0, 1, 2] as const) {
        const speed = (after.positionM[axis] - before.positionM[axis]) / (2 * step);
        expect(jacobian[axis * n + j]).toBeCloseTo(speed, 8);
      }
      const w = [3, 4, 5].map((row) => jacobian[row * n + j]!);
      for (const i of r.keys()) {
        const [row, column] = [Math.floor(i / 3), i % 3];
        const v = [r[column]!, r[3 + column]!, r[6 + column]!];
        const [next, last] = [(row + 1) % 3, (row + 2) % 3];
        const speed = (after.rotation[i]! - before.rotation[i]!) / (2 * step);
        expect(speed).toBeCloseTo(w[next]! * v[last]! - w[last]! * v[next]!, 8);
      }
    }
  }
});

it("moves the whole arm along the linear axis' direction in the world, whichever way the base is turned", () => {
  const arm = withLinearAxis(
    someArm({ mount: { positionM: [0, 0, 1], rotation: rollPitchYaw(Math.PI, 0.3, 1) } }),
    {
      direction: [2, 0, 0],
      limits: { min: -1, max: 1, speed: 3, acceleration: 30, jerk: 600 },
    },
  );
  const kinematics = new ArmKinematics(arm);
  const before = kinematics.toolPose();
  kinematics.set([0.4, ...arm.home.slice(1)]);
  const after = kinematics.toolPose();
  expect(after.positionM[0] - before.positionM[0]).toBeCloseTo(0.4, 12);
  expect(after.positionM[1]).toBeCloseTo(before.positionM[1], 12);
  expect(after.positionM[2]).toBeCloseTo(before.positionM[2], 12);
  expect(after.rotation).toEqual(before.rotation);
});

it("has links that hang together: each capsule begins where its joint is", () => {
  const kinematics = new ArmKinematics(someArm());
  kinematics.set([0.3, -1.2, 1.4, 0.5, -0.7, 2]);
  const [, , upper, , fore] = kinematics.capsules();
  const elbow = kinematics.place(3, [0, 0, 0]);
  for (const axis of [0, 1, 2] as const) expect(upper!.toM[axis]).toBeCloseTo(elbow[axis], 12);
  const wrist = kinematics.place(5, [0, 0, 0]);
  for (const axis of [0, 1, 2] as const) expect(fore!.toM[axis]).toBeCloseTo(wrist[axis], 12);
});

it.each([
  ["a home outside the limits", { home: [0, 1, 0, 0, 0, 0] }, { joint: "A2" }],
  ["a home of another size", { home: [0] }, {}],
  ["a mount that is not a number", { mount: { ...atOrigin, positionM: [NaN, 0, 0] as const } }, {}],
])("refuses %s", (_name, change, where) => {
  let thrown: unknown = null;
  try {
    someArm(change);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(SaccadeError);
  expect(thrown).toMatchObject({ code: "world-invalid", where: { arm: "kr6-r900", ...where } });
});

it.each([
  ["min above max", { min: 1, max: -1 }],
  ["a speed that is not a number", { speed: NaN }],
  ["no acceleration", { acceleration: 0 }],
  ["endless jerk", { jerk: Infinity }],
])("refuses a joint with %s", (_name, change) => {
  const arm = someArm();
  const [first, ...rest] = arm.joints;
  const joints = [{ ...first!, limits: { ...first!.limits, ...change } }, ...rest];
  expect(() => checkedArm({ ...arm, joints })).toThrow(
    expect.objectContaining({ code: "world-invalid", where: { joint: "A1" } }) as Error,
  );
});
