import { describe, expect, it } from "vitest";
import { mergeFilter } from "../../../../nodes/filters/merge.ts";
import type { EventBatch } from "../../../../src/core/event-batch.ts";
import { batchOf, rowsOf } from "../../../support/codec-decode.ts";
import { NodeHarness } from "../../../support/node-harness.ts";
import { itBehavesAsANode } from "../node-cases.ts";

const at = (...times: readonly number[]): EventBatch => batchOf(times.map((t) => [t, 1, 1, 1] as const));
const timesOf = (harness: NodeHarness): readonly number[][] =>
  (harness.payloads("events") as EventBatch[]).map((batch) => rowsOf(batch).map(([t]) => t));

describe("filter/merge", () => {
  itBehavesAsANode(mergeFilter);

  it("makes one sorted stream, with the lineage of both, and gives the rest at the end", () => {
    const harness = new NodeHarness(mergeFilter);
    const first = harness.push("first", at(1, 7, 12), 10);
    const second = harness.push("second", at(2, 8), 9);
    expect(timesOf(harness)).toEqual([[1, 2, 7, 8]]);
    expect(harness.outputs["events"]?.[0]).toMatchObject({ parents: [first, second], originUs: 10 });
    harness.complete("first");
    harness.complete("second");
    expect(timesOf(harness)).toEqual([[1, 2, 7, 8], [12]]);
    expect(harness.completed).toEqual(["events"]);
  });

  it("drops and counts what comes later than it waits", () => {
    const harness = new NodeHarness(mergeFilter, { holdUs: 100 });
    harness.push("first", at(10), 500);
    harness.push("second", at(20, 450), 460);
    expect(harness.counters).toEqual({ late: 1 });
  });

  it("refuses sensors of different sizes", () => {
    const harness = new NodeHarness(mergeFilter);
    harness.push("first", batchOf([[1, 1, 1, 1]], 40, 30), 10);
    harness.push("second", batchOf([[1, 1, 1, 1]], 30, 40), 10);
    expect(harness.errors).toEqual([expect.objectContaining({ code: "config-invalid" })]);
    expect(String(harness.errors[0])).toContain("40x30 and 30x40");
  });
});
