import { describe, expect, it } from "vitest";
import { clusterTracker } from "../../../../nodes/trackers/clusters.ts";
import type { TrackSet } from "../../../../src/core/track.ts";
import { batchOf, type Row } from "../../../support/codec-decode.ts";
import { NodeHarness } from "../../../support/node-harness.ts";
import { itBehavesAsANode } from "../node-cases.ts";

const still = (fromUs: number, count: number, x = 50): Row[] =>
  Array.from({ length: count }, (_, i) => [fromUs + i, x, 40, 1] as const);

describe("tracker/clusters", () => {
  itBehavesAsANode(clusterTracker, { camera: "left" });

  it("gives one set of tracks per batch, empty batches too, with the batch's lineage", () => {
    const harness = new NodeHarness(clusterTracker, { camera: "left" });
    const messages = [batchOf(still(0, 30)), batchOf([])].map((batch, i) =>
      harness.push("events", batch, 1000 * i),
    );
    const sets = harness.payloads("tracks") as TrackSet[];
    expect(sets).toMatchObject([
      { camera: "left", timeUs: 29, tracks: [{ id: 0, xPx: 50, yPx: 40, events: 30 }] },
      { camera: "left", timeUs: 29, tracks: [{ id: 0 }] },
    ]);
    expect(harness.outputs["tracks"]?.map((message) => message.parents)).toEqual(messages);
  });

  it("counts events that found no place", () => {
    const harness = new NodeHarness(clusterTracker, { camera: "left", maxClusters: 1 });
    harness.push("events", batchOf(still(0, 30)));
    harness.push("events", batchOf(still(40, 2, 100)));
    harness.push("events", batchOf(still(50, 1, 100)));
    expect(harness.counters).toEqual({ unassigned: 3 });
  });
});
