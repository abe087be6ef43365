import { describe, expect, it } from "vitest";
import { TimeIndex } from "../../../src/recordings/time-index.ts";

const MB = 1_048_576;
const indexOf = (...marks: readonly (readonly [megabytes: number, timeUs: number])[]): TimeIndex => {
  const index = new TimeIndex();
  for (const [megabytes, timeUs] of marks) index.add({ byte: megabytes * MB, timeUs, state: [] });
  return index;
};

describe("TimeIndex", () => {
  it("finds the last mark before which nothing is as late as the time sought", () => {
    const index = indexOf([1, 100], [2, 200], [3, 300]);
    expect([50, 100, 101, 200, 201, 999].map((timeUs) => index.before(timeUs)?.byte ?? 0)).toEqual([
      0,
      0,
      MB,
      MB,
      2 * MB,
      3 * MB,
    ]);
  });

  it("goes before a later time even when the clock has stepped back since", () => {
    expect(indexOf([1, 100], [2, 900], [3, 300]).before(500)?.byte).toBe(MB);
  });

  it("takes a mark only every megabyte", () => {
    const index = indexOf([1, 100], [1.5, 150]);
    expect(index.before(999)?.timeUs).toBe(100);
    expect(index.wantedByte).toBe(2 * MB);
  });

  it("stays small: of many marks every other one goes, and they come further apart", () => {
    const index = indexOf(...Array.from({ length: 2049 }, (_, i) => [i, 10 * i] as const));
    expect(index.before(35)?.timeUs).toBe(20);
    expect(index.before(1e9)?.timeUs).toBe(20_480);
    expect(index.wantedByte).toBe(2050 * MB);
  });
});
