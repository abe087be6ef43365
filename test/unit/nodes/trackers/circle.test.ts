import { describe, expect, it } from "vitest";
import { circleTracker } from "../../../../nodes/trackers/circle.ts";
import { createEventBatch } from "../../../../src/core/event-batch.ts";
import type { Detection } from "../../../../src/core/perception.ts";
import { Random } from "../../../../src/core/random.ts";
import { NodeHarness } from "../../../support/node-harness.ts";
import { centreAt, ringEvents, type MovingDisc } from "../../tracking/ring-events.ts";
import { itBehavesAsANode } from "../node-cases.ts";

const DISC: MovingDisc = { xPx: 300, yPx: 200, vx: 0.004, vy: 0.003, radiusPx: 10 };
const windowOf = (endUs: number) =>
  ringEvents(DISC, { startUs: endUs - 1000, endUs, jitterUs: 20, noiseEvents: 5 }, new Random(endUs));

describe("tracker/ransac-circle", () => {
  itBehavesAsANode(circleTracker, { camera: "left" });

  it("finds the disc within two pixels of its way, window after window", () => {
    const harness = new NodeHarness(circleTracker, { camera: "left" });
    for (let t = 1000; t <= 6000; t += 1000) harness.push("events", windowOf(t), t);
    const detections = harness.payloads("detection") as Detection[];
    expect(detections).toHaveLength(6);
    for (const { xPx, yPx, windowEndUs } of detections) {
      const truth = centreAt(DISC, windowEndUs - 500);
      expect(Math.hypot(xPx - truth.xPx, yPx - truth.yPx)).toBeLessThan(2);
    }
    expect(detections[5]!.presence).toBeGreaterThan(0.5);
  });

  it("answers an empty window too, and counts it", () => {
    const harness = new NodeHarness(circleTracker, { camera: "left" });
    harness.push("events", createEventBatch(1280, 720, 0), 7000);
    expect(harness.payloads("detection")).toMatchObject([{ presence: 0, xPx: NaN, windowEndUs: 7000 }]);
    expect(harness.counters).toEqual({ nothing: 1 });
  });
});
