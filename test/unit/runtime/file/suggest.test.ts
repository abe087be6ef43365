import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { closest, editDistance } from "../../../../src/runtime/file/suggest.ts";

describe("editDistance", () => {
  it.each([
    ["", "", 0],
    ["", "abc", 3],
    ["radius", "radius", 0],
    ["radius", "radus", 1],
    ["radius", "radiuss", 1],
    ["radius", "rodius", 1],
    ["radius", "raduis", 1],
    ["kitten", "sitting", 3],
  ])("takes %o to %o in %i steps", (a, b, steps) => {
    expect(editDistance(a, b)).toBe(steps);
  });

  it("is the same both ways and never more than the longer word", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        const distance = editDistance(a, b);
        expect(distance).toBe(editDistance(b, a));
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});

describe("closest", () => {
  const words = ["radiusPx", "windowUs", "tracker/mid-range", "tracker/oracle"];

  it.each([
    ["radisPx", "radiusPx"],
    ["RADIUSPX", "radiusPx"],
    ["mid-range", "tracker/mid-range"],
    ["tracker/orcale", "tracker/oracle"],
  ])("takes %o for %o", (word, meant) => {
    expect(closest(word, words)).toBe(meant);
  });

  it("suggests nothing when more than a third of the letters are wrong", () => {
    expect(closest("colour", words)).toBeNull();
    expect(closest("radiu", ["radiusPx"])).toBeNull();
  });
});
