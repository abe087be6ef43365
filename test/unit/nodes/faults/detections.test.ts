import { describe, expect, it } from "vitest";
import { detectionFaults } from "../../../../nodes/faults/detections.ts";
import type { Detection } from "../../../../src/core/perception.ts";
import { NodeHarness } from "../../../support/node-harness.ts";
import { itBehavesAsANode } from "../node-cases.ts";

const seen = (validAtUs: number): Detection => ({
  camera: "left",
  xPx: 100,
  yPx: 50,
  covariancePx2: [0.25, 0.1, 0.36],
  presence: 1,
  validAtUs,
  windowStartUs: validAtUs - 500,
  windowEndUs: validAtUs + 500,
});

describe("fault/detections", () => {
  itBehavesAsANode(detectionFaults, { latencyUs: 5000, errorPx: 1 });

  it("passes detections on as they are when nothing is wrong", () => {
    const harness = new NodeHarness(detectionFaults);
    harness.push("detection", seen(500));
    expect(harness.payloads("detection")).toEqual([seen(500)]);
  });

  it("makes them late, in their order, with the light that they are of", () => {
    const harness = new NodeHarness(detectionFaults, { latencyUs: 5000 });
    harness.push("detection", seen(500), 400);
    harness.advanceTo(2000);
    harness.push("detection", seen(1500), 1400);
    harness.advanceTo(4999);
    expect(harness.payloads("detection")).toEqual([]);
    harness.advanceTo(5000);
    expect(harness.payloads("detection")).toEqual([seen(500)]);
    harness.advanceTo(7000);
    expect(harness.payloads("detection")).toEqual([seen(500), seen(1500)]);
    expect(harness.outputs["detection"]!.map(({ originUs }) => originUs)).toEqual([400, 1400]);
  });

  it("ends when the last late one is out", () => {
    const harness = new NodeHarness(detectionFaults, { latencyUs: 5000 });
    harness.push("detection", seen(500));
    harness.complete("detection");
    expect(harness.completed).toEqual([]);
    harness.advanceTo(5000);
    expect(harness.payloads("detection")).toHaveLength(1);
    expect(harness.completed).toEqual(["detection"]);
  });

  it("adds an error of the size told, to the place and to what is claimed", () => {
    const harness = new NodeHarness(detectionFaults, { errorPx: 2, seed: 5 });
    for (let i = 0; i < 1000; i++) harness.push("detection", seen(i));
    const found = harness.payloads("detection") as Detection[];
    expect(found[0]!.covariancePx2).toEqual([4.25, 0.1, 4.36]);
    for (const offsets of [found.map(({ xPx }) => xPx - 100), found.map(({ yPx }) => yPx - 50)]) {
      const square = offsets.reduce((sum, d) => sum + d * d, 0) / offsets.length;
      expect(Math.sqrt(square)).toBeCloseTo(2, 0);
      expect(Math.abs(offsets.reduce((sum, d) => sum + d, 0) / offsets.length)).toBeLessThan(0.2);
    }
  });
});
