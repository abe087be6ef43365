import { describe, expect, it } from "vitest";
import { backgroundActivityFilter } from "../../../../nodes/filters/background-activity.ts";
import { downsampleFilter } from "../../../../nodes/filters/downsample.ts";
import { flickerFilter } from "../../../../nodes/filters/flicker.ts";
import { hotPixelFilter } from "../../../../nodes/filters/hot-pixel.ts";
import { lossFilter } from "../../../../nodes/filters/loss.ts";
import { polarityFilter } from "../../../../nodes/filters/polarity.ts";
import { rateLimitFilter } from "../../../../nodes/filters/rate-limit.ts";
import { refractoryFilter } from "../../../../nodes/filters/refractory.ts";
import { regionFilter } from "../../../../nodes/filters/region.ts";
import { undistortFilter } from "../../../../nodes/filters/undistort.ts";
import type { EventBatch } from "../../../../src/core/event-batch.ts";
import type { AnyNodeSpec } from "../../../../src/runtime/node.ts";
import { batchOf, rowsOf, type Row } from "../../../support/codec-decode.ts";
import { NodeHarness } from "../../../support/node-harness.ts";
import { itBehavesAsANode } from "../node-cases.ts";

interface FilterCase {
  readonly spec: AnyNodeSpec;
  readonly params: Readonly<Record<string, unknown>>;
  /** What goes in, a batch each, and what of it comes out of the last one. */
  readonly batches: readonly (readonly Row[])[];
  readonly last: readonly Row[];
  /** [events] all batches together. */
  readonly dropped: number;
  readonly wrong: Readonly<Record<string, unknown>>;
}

const hotPixel: Row[] = Array.from({ length: 50 }, (_, i) => [20 * i, 4, 4, 1] as const);
const blinking: Row[] = Array.from({ length: 20 }, (_, i) => [5000 * i, 4, 4, i % 2] as const);

const CASES: readonly FilterCase[] = [
  {
    spec: backgroundActivityFilter,
    params: { windowUs: 100 },
    batches: [
      [[0, 1, 1, 1]],
      [
        [50, 2, 2, 1],
        [60, 7, 7, 1],
      ],
    ],
    last: [[50, 2, 2, 1]],
    dropped: 2,
    wrong: { supporters: 9 },
  },
  {
    spec: refractoryFilter,
    params: { deadUs: 100 },
    batches: [
      [[0, 1, 1, 1]],
      [
        [99, 1, 1, 1],
        [100, 1, 1, 0],
      ],
    ],
    last: [[100, 1, 1, 0]],
    dropped: 1,
    wrong: { deadUs: 0 },
  },
  {
    spec: lossFilter,
    params: { deadUs: [[100, 200]] },
    batches: [
      [[99, 1, 1, 1]],
      [
        [150, 1, 1, 1],
        [200, 1, 1, 0],
      ],
    ],
    last: [[200, 1, 1, 0]],
    dropped: 1,
    wrong: { share: 2 },
  },
  {
    spec: hotPixelFilter,
    params: { learnUs: 1000, minRateHz: 1000, ratio: 5 },
    batches: [
      hotPixel,
      [
        [1001, 4, 4, 1],
        [1002, 6, 6, 1],
      ],
    ],
    last: [[1002, 6, 6, 1]],
    dropped: 1,
    wrong: { ratio: 0.5 },
  },
  {
    spec: regionFilter,
    params: { xPx: 2, yPx: 2, widthPx: 2, heightPx: 2 },
    batches: [
      [
        [0, 2, 3, 1],
        [1, 4, 3, 1],
      ],
    ],
    last: [[0, 2, 3, 1]],
    dropped: 1,
    wrong: { widthPx: 0 },
  },
  {
    spec: polarityFilter,
    params: { keep: "on", invert: true },
    batches: [
      [
        [0, 2, 3, 1],
        [1, 4, 3, 0],
      ],
    ],
    last: [[0, 2, 3, 0]],
    dropped: 1,
    wrong: { keep: "none" },
  },
  {
    spec: undistortFilter,
    params: { fx: 10, fy: 10, cx: 4, cy: 4, k1: -0.9 },
    batches: [
      [
        [0, 4, 4, 1],
        [1, 0, 0, 1],
      ],
    ],
    last: [[0, 4, 4, 1]],
    dropped: 1,
    wrong: { fx: 0 },
  },
  {
    spec: downsampleFilter,
    params: { factor: 2 },
    batches: [[[0, 7, 3, 1]]],
    last: [[0, 3, 1, 1]],
    dropped: 0,
    wrong: { factor: 0 },
  },
  {
    spec: flickerFilter,
    params: { minHz: 90, maxHz: 130, periods: 2 },
    batches: [
      blinking,
      [
        [99_000, 4, 4, 1],
        [99_001, 5, 4, 1],
      ],
    ],
    last: [[99_001, 5, 4, 1]],
    dropped: 16,
    wrong: { minHz: 140 },
  },
  {
    spec: rateLimitFilter,
    params: { maxEvents: 2, periodUs: 100 },
    batches: [
      [
        [0, 1, 1, 1],
        [1, 1, 1, 1],
        [2, 1, 1, 1],
        [3, 1, 1, 1],
        [100, 2, 2, 1],
      ],
    ],
    last: [
      [1, 1, 1, 1],
      [3, 1, 1, 1],
      [100, 2, 2, 1],
    ],
    dropped: 2,
    wrong: { periodUs: 0 },
  },
];

describe.each(CASES.map((each) => [each.spec.kind, each] as const))("%s", (_, filter) => {
  const { spec, params, batches, last, dropped, wrong } = filter;

  itBehavesAsANode(spec, params);

  it("answers each batch with what is left of it, and counts what is not", () => {
    const harness = new NodeHarness(spec, params);
    const messages = batches.map((rows, i) => harness.push("events", batchOf(rows, 8, 8), 1000 * i));
    const out = harness.outputs["events"] ?? [];
    expect(out.map((message) => message.parents)).toEqual(messages);
    expect(out.map((message) => message.originUs)).toEqual(messages.map((message) => message.originUs));
    expect(rowsOf(out.at(-1)?.payload as EventBatch)).toEqual(last);
    expect(harness.counters).toEqual(dropped === 0 ? {} : { dropped });
  });

  it("only reads what it is given, and gives away memory of its own that is just large enough", () => {
    const harness = new NodeHarness(spec, params);
    for (const rows of batches) {
      const batch = batchOf(rows, 8, 8);
      harness.push("events", batch);
      expect(rowsOf(batch)).toEqual(rows);
    }
    const payloads = harness.payloads("events") as EventBatch[];
    expect(new Set(payloads.map(({ t }) => t.buffer)).size).toBe(payloads.length);
    for (const { t, p, length } of payloads) expect([t.length, p.length]).toEqual([length, length]);
  });

  it("answers an empty batch with an empty one", () => {
    const harness = new NodeHarness(spec, params);
    harness.push("events", batchOf([], 8, 8));
    expect(harness.payloads("events")).toMatchObject([{ length: 0 }]);
  });

  it("starts anew for a sensor of another size", () => {
    const harness = new NodeHarness(spec, params);
    for (const [i, rows] of batches.entries()) harness.push("events", batchOf(rows, i === 0 ? 8 : 16, 8));
    harness.push("events", batchOf([[200_000, 6, 3, 1]], 8, 8));
    expect(harness.errors).toEqual([]);
    expect(harness.payloads("events")).toHaveLength(batches.length + 1);
  });

  it(`refuses ${JSON.stringify(wrong)}`, () => {
    expect(spec.params.safeParse({ ...params, ...wrong }).success).toBe(false);
  });
});

describe("filter/region", () => {
  it("says so when it lies outside the sensor", () => {
    const harness = new NodeHarness(regionFilter, { xPx: 8, yPx: 0, widthPx: 2, heightPx: 2 });
    harness.push("events", batchOf([], 8, 8));
    expect(harness.errors).toEqual([
      expect.objectContaining({
        code: "config-invalid",
        message: expect.stringContaining("(8, 0) px, outside a sensor of 8x8") as string,
      }),
    ]);
  });

  it("hands on the size of what it crops", () => {
    const harness = new NodeHarness(regionFilter, { xPx: 2, yPx: 2, widthPx: 3, heightPx: 2, keep: "crop" });
    harness.push("events", batchOf([[0, 4, 3, 1]], 8, 8));
    expect(harness.payloads("events")).toMatchObject([{ width: 3, height: 2 }]);
  });
});
