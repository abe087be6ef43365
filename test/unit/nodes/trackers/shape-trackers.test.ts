import { describe, expect, it } from "vitest";
import { circleTracker } from "../../../../nodes/trackers/circle.ts";
import { clusterBallTracker } from "../../../../nodes/trackers/cluster-ball.ts";
import { houghTracker } from "../../../../nodes/trackers/hough.ts";
import { createEventBatch } from "../../../../src/core/event-batch.ts";
import type { Detection } from "../../../../src/core/perception.ts";
import { Random } from "../../../../src/core/random.ts";
import { NodeHarness } from "../../../support/node-harness.ts";
import { centreAt, ringEvents, type MovingDisc } from "../../tracking/ring-events.ts";
import { itBehavesAsANode } from "../node-cases.ts";

const DISC: MovingDisc = { xPx: 300, yPx: 200, vx: 0.004, vy: 0.003, radiusPx: 10 };
const OTHER: MovingDisc = { xPx: 600, yPx: 400, vx: -0.001, vy: 0, radiusPx: 10 };
const windowOf = (disc: MovingDisc, endUs: number) =>
  ringEvents(disc, { startUs: endUs - 1000, endUs, jitterUs: 20, noiseEvents: 5 }, new Random(endUs));

describe.each([
  { tracker: circleTracker, withinPx: 1, from: 1 },
  { tracker: houghTracker, withinPx: 1, from: 1 },
  { tracker: clusterBallTracker, withinPx: 8, from: 8 }, // its speed is known from the fourth point of a path on
])("$tracker.kind", ({ tracker, withinPx, from }) => {
  itBehavesAsANode(tracker, { camera: "left" });

  it("finds the disc at the instant it says, window after window", () => {
    const harness = new NodeHarness(tracker, { camera: "left" });
    for (let t = 1000; t <= 12_000; t += 1000) harness.push("events", windowOf(DISC, t), t);
    const detections = harness.payloads("detection") as Detection[];
    expect(detections).toHaveLength(12);
    for (const { xPx, yPx, validAtUs } of detections.slice(from - 1)) {
      const truth = centreAt(DISC, validAtUs);
      expect(Math.hypot(xPx - truth.xPx, yPx - truth.yPx)).toBeLessThan(withinPx);
    }
    expect(detections[11]!.presence).toBeGreaterThan(0.5);
  });

  it("does not follow another disc that comes in its place", () => {
    const harness = new NodeHarness(tracker, { camera: "left", coastUs: 0 });
    for (let t = 1000; t <= 6000; t += 1000) harness.push("events", windowOf(DISC, t), t);
    harness.push("events", windowOf(OTHER, 7000), 7000);
    expect(harness.payloads("detection").at(-1)).toMatchObject({ presence: 0, xPx: NaN });
  });

  it("answers an empty window too, and counts it", () => {
    const harness = new NodeHarness(tracker, { camera: "left" });
    harness.push("events", createEventBatch(1280, 720, 0), 7000);
    expect(harness.payloads("detection")).toMatchObject([{ presence: 0, xPx: NaN, windowEndUs: 7000 }]);
    expect(harness.counters).toEqual({ nothing: 1 });
  });
});
