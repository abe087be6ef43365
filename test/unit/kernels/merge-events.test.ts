import { describe, expect, it } from "vitest";
import { Random } from "../../../src/core/random.ts";
import { EventMerger, mergeRuns } from "../../../src/kernels/merge-events.ts";
import { createEventBatch, type EventBatch } from "../../../src/core/event-batch.ts";
import { batchOf, rowsOf, type Row } from "../../support/codec-decode.ts";

const whole = (batch: EventBatch): { batch: EventBatch; from: number; to: number } => ({
  batch,
  from: 0,
  to: batch.length,
});
const timesOf = (batch: EventBatch | null): readonly number[] | null =>
  batch && rowsOf(batch).map(([t]) => t);

describe("two sorted runs of events", () => {
  it("become one in order of time, the first's before the second's where times are equal", () => {
    const first = batchOf([
      [1, 1, 0, 1],
      [3, 1, 0, 1],
      [3, 2, 0, 1],
    ]);
    const second = batchOf([
      [0, 9, 0, 0],
      [3, 9, 0, 0],
      [9, 9, 0, 0],
    ]);
    const out = createEventBatch(640, 480, 6);
    mergeRuns(whole(first), whole(second), out);
    expect(rowsOf(out).map(([t, x]) => [t, x])).toEqual([
      [0, 9],
      [1, 1],
      [3, 1],
      [3, 2],
      [3, 9],
      [9, 9],
    ]);
  });

  it("give what sorting gives, of any lengths", () => {
    const random = new Random(5);
    const rows = (count: number): Row[] =>
      Array.from(
        { length: count },
        (_, i) => [random.uint32() % 50, i, random.uint32() % 480, i & 1] as const,
      ).sort(([a], [b]) => a - b);
    for (const [a, b] of [
      [0, 0],
      [0, 7],
      [40, 40],
      [100, 3],
    ] as const) {
      const [first, second] = [rows(a), rows(b)];
      const out = createEventBatch(640, 480, a + b);
      mergeRuns(whole(batchOf(first)), whole(batchOf(second)), out);
      expect(rowsOf(out)).toEqual([...first, ...second].sort(([t], [u]) => t - u));
    }
  });
});

describe("two streams of events", () => {
  const at = (...times: readonly number[]): EventBatch => batchOf(times.map((t) => [t, 1, 1, 1] as const));

  it("are handed out up to where both are known", () => {
    const merger = new EventMerger(640, 480, 1000);
    expect(merger.push(0, at(1, 5, 9), 10)).toEqual(null);
    expect(timesOf(merger.push(1, at(2, 3), 4))).toEqual([1, 2, 3]);
    expect(timesOf(merger.push(1, at(), 20))).toEqual([5, 9]);
    expect(merger.end()).toMatchObject({ length: 0 });
    expect(merger.late).toBe(0);
  });

  it("do not wait longer than told, and count what then comes too late", () => {
    const merger = new EventMerger(640, 480, 100);
    expect(timesOf(merger.push(0, at(10, 500), 501))).toEqual([10]);
    expect(timesOf(merger.push(1, at(50, 400, 401), 450))).toEqual([401]); // the first that is still waited for
    expect(merger.late).toBe(2);
    expect(timesOf(merger.end())).toEqual([500]);
  });
});
