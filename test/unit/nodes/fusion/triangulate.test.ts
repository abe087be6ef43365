import { describe, expect, it } from "vitest";
import { triangulateNode } from "../../../../nodes/fusion/triangulate.ts";
import type { BallFix } from "../../../../src/core/perception.ts";
import { norm, subtract, type Vec3 } from "../../../../src/core/vec3.ts";
import { NodeHarness } from "../../../support/node-harness.ts";
import { LEFT, RIGHT, detectionOf } from "../cameras.ts";
import { itBehavesAsANode } from "../node-cases.ts";

const params = { left: LEFT, right: RIGHT };
const POINT: Vec3 = [0.2, -0.5, 0.3];

describe("fusion/triangulate", () => {
  itBehavesAsANode(triangulateNode, params);

  it("makes a fix from two detections of one instant, and keeps the lineage of both", () => {
    const harness = new NodeHarness(triangulateNode, params);
    const left = harness.push("left", detectionOf(LEFT, POINT, 1000), 1500);
    const right = harness.push("right", detectionOf(RIGHT, POINT, 1100), 1600);
    const [fix] = harness.payloads("fix") as BallFix[];
    expect(norm(subtract(fix?.positionM ?? [NaN, 0, 0], POINT))).toBeLessThan(1e-9);
    expect(fix?.validAtUs).toBe(1050);
    expect(harness.outputs["fix"]?.[0]).toMatchObject({ originUs: 1600, oldestOriginUs: 1500 });
    expect(harness.outputs["fix"]?.[0]?.parents).toEqual([left, right]);
  });

  it("uses every detection once", () => {
    const harness = new NodeHarness(triangulateNode, params);
    harness.push("left", detectionOf(LEFT, POINT, 1000));
    harness.push("right", detectionOf(RIGHT, POINT, 1000));
    harness.push("left", detectionOf(LEFT, POINT, 1100));
    expect(harness.payloads("fix")).toHaveLength(1);
    harness.push("right", detectionOf(RIGHT, POINT, 1200));
    expect(harness.payloads("fix")).toHaveLength(2);
    harness.push("right", detectionOf(RIGHT, POINT, 1300));
    expect(harness.payloads("fix")).toHaveLength(2);
  });

  it("waits for the partner of the newer detection when the older one finds none", () => {
    const harness = new NodeHarness(triangulateNode, { ...params, toleranceUs: 300 });
    harness.push("left", detectionOf(LEFT, POINT, 1000));
    harness.push("right", detectionOf(RIGHT, POINT, 1301));
    expect(harness.payloads("fix")).toEqual([]);
    harness.push("left", detectionOf(LEFT, POINT, 1400));
    expect(harness.payloads("fix")).toHaveLength(1);
  });

  it("does not use a detection without a ball", () => {
    const harness = new NodeHarness(triangulateNode, params);
    harness.push("left", { ...detectionOf(LEFT, POINT, 1000), presence: 0.4 });
    harness.push("right", detectionOf(RIGHT, POINT, 1000));
    expect(harness.payloads("fix")).toEqual([]);
    expect(harness.counters).toEqual({ "unseen:left": 1 });
  });

  it("counts what it refuses: rays that miss each other, places that are not numbers", () => {
    const harness = new NodeHarness(triangulateNode, params);
    const right = detectionOf(RIGHT, POINT, 1000);
    harness.push("left", detectionOf(LEFT, POINT, 1000));
    harness.push("right", { ...right, xPx: right.xPx + 30 });
    harness.push("left", detectionOf(LEFT, POINT, 2000));
    harness.push("right", { ...right, xPx: NaN, validAtUs: 2000 });
    expect(harness.payloads("fix")).toEqual([]);
    expect(harness.counters).toEqual({ "refused:reprojection": 1, "refused:not-finite": 1 });
  });

  it("fails when the cameras are wired the wrong way round", () => {
    const harness = new NodeHarness(triangulateNode, params);
    harness.push("left", detectionOf(RIGHT, POINT, 1000));
    expect(harness.errors).toMatchObject([
      { code: "config-invalid", where: { node: "node", input: "left" } },
    ]);
  });
});
