import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstRowAt, isSorted, sortEvents } from "../../../src/kernels/sort-events.ts";
import { batchOf, rowsOf, type Row } from "../../support/codec-decode.ts";

const anyRows = fc.array(fc.tuple(fc.nat(20), fc.nat(99), fc.nat(99), fc.nat(1)), { maxLength: 60 });

describe("sortEvents", () => {
  it("sorts by time as a stable sort does, from a row on", () => {
    fc.assert(
      fc.property(anyRows, fc.nat(60), (rows, from) => {
        const start = Math.min(from, rows.length);
        const batch = batchOf(rows);
        sortEvents(batch, start);
        const rest = rows.slice(start).sort((a, b) => a[0] - b[0]);
        expect(rowsOf(batch)).toEqual([...rows.slice(0, start), ...rest]);
      }),
      { seed: 1 },
    );
  });

  it("knows sorted rows, equal times included", () => {
    const rows: Row[] = [
      [9, 0, 0, 0],
      [1, 0, 0, 0],
      [1, 0, 0, 0],
      [2, 0, 0, 0],
    ];
    expect(isSorted(batchOf(rows))).toBe(false);
    expect(isSorted(batchOf(rows), 1)).toBe(true);
  });
});

describe("firstRowAt", () => {
  it("finds the first of several equal times", () => {
    const batch = batchOf([
      [1, 0, 0, 0],
      [5, 0, 0, 0],
      [5, 0, 0, 0],
      [7, 0, 0, 0],
    ]);
    expect([0, 1, 2, 5, 6, 7, 8].map((timeUs) => firstRowAt(batch, timeUs))).toEqual([0, 0, 1, 1, 3, 3, 4]);
    expect(firstRowAt(batch, 5, 2)).toBe(2);
  });
});
