import { describe, expect, it } from "vitest";
import { midRangeTracker } from "../../../../nodes/trackers/mid-range.ts";
import { createEventBatch } from "../../../../src/core/event-batch.ts";
import type { Detection } from "../../../../src/core/perception.ts";
import { Random } from "../../../../src/core/random.ts";
import { NodeHarness } from "../../../support/node-harness.ts";
import { centreAt, ringEvents, type MovingDisc } from "../../tracking/ring-events.ts";
import { itBehavesAsANode } from "../node-cases.ts";

const DISC: MovingDisc = { xPx: 300, yPx: 200, vx: 0.005, vy: 0.003, radiusPx: 10 };
const windowOf = (endUs: number) =>
  ringEvents(DISC, { startUs: endUs - 1000, endUs, jitterUs: 20, noiseEvents: 3 }, new Random(endUs));

describe("tracker/mid-range", () => {
  itBehavesAsANode(midRangeTracker, { camera: "left" });

  it("gives one detection per window, with the window's lineage", () => {
    const harness = new NodeHarness(midRangeTracker, { camera: "left" });
    for (let t = 1000; t <= 5000; t += 1000) harness.push("events", windowOf(t), t);
    const detections = harness.payloads("detection") as Detection[];
    expect(detections).toHaveLength(5);
    const last = detections[4]!;
    const truth = centreAt(DISC, last.validAtUs);
    expect(Math.hypot(last.xPx - truth.xPx, last.yPx - truth.yPx)).toBeLessThan(0.7);
    expect(last).toMatchObject({ camera: "left", windowStartUs: 4000, windowEndUs: 5000 });
    expect(harness.outputs["detection"]?.[4]?.originUs).toBe(5000);
    expect(harness.counters).toEqual({ unseen: 1 }); // the first sight is not confirmed
  });

  it("answers an empty window too, and counts it", () => {
    const harness = new NodeHarness(midRangeTracker, { camera: "left" });
    harness.push("events", createEventBatch(1280, 720, 0), 7000);
    expect(harness.payloads("detection")).toMatchObject([{ presence: 0, xPx: NaN, windowEndUs: 7000 }]);
    expect(harness.counters).toEqual({ nothing: 1 });
  });

  it("ends its window after the last event when the source stamps that event", () => {
    const harness = new NodeHarness(midRangeTracker, { camera: "left" });
    const batch = windowOf(3000);
    const last = batch.t[batch.length - 1]!;
    harness.push("events", batch, last);
    expect(harness.payloads("detection")).toMatchObject([{ windowEndUs: last + 1 }]);
  });
});
