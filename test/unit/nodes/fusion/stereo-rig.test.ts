import { describe, expect, it } from "vitest";
import { stereoRig } from "../../../../nodes/fusion/stereo-rig.ts";
import { SaccadeError } from "../../../../src/core/errors.ts";
import { LEFT, RIGHT } from "../cameras.ts";

function refusal(make: () => unknown): SaccadeError {
  try {
    make();
  } catch (error) {
    if (error instanceof SaccadeError) return error;
    throw error;
  }
  throw new Error("no refusal");
}

describe("a stereo rig", () => {
  it("is two cameras that see the table", () => {
    expect(stereoRig(LEFT, RIGHT).map(({ id }) => id)).toEqual(["left", "right"]);
  });

  it.each([
    ["a camera behind the table that looks away from it", { positionM: [0, -4, 1], targetM: [0, -8, 1] }],
    ["a camera under the floor that looks down", { positionM: [0, 1, -2], targetM: [0, 1.1, -5] }],
    ["a camera far to the side that looks past it", { positionM: [4, 0, 1], targetM: [4, 5, 1] }],
  ] as const)("refuses %s, by name", (_, pose) => {
    const error = refusal(() =>
      stereoRig(LEFT, { ...RIGHT, positionM: [...pose.positionM], targetM: [...pose.targetM] }),
    );
    expect(error).toMatchObject({ code: "geometry-invalid", where: { camera: "right" } });
    expect(error.message).toContain(pose.positionM.join(", "));
  });

  it("refuses two cameras that see different ends of the table", () => {
    const near = {
      ...LEFT,
      focalPx: 3000,
      positionM: [0, -3, 1] as [number, number, number],
      targetM: [0, -1.2, 0] as [number, number, number],
    };
    const far = {
      ...RIGHT,
      focalPx: 3000,
      positionM: [0, 3, 1] as [number, number, number],
      targetM: [0, 1.2, 0] as [number, number, number],
    };
    expect(refusal(() => stereoRig(near, far))).toMatchObject({ code: "geometry-invalid" });
  });

  it("refuses two cameras of one name", () => {
    expect(refusal(() => stereoRig(LEFT, { ...RIGHT, id: "left" }))).toMatchObject({
      code: "config-invalid",
      where: { camera: "left" },
    });
  });
});
