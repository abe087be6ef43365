import { expect, it } from "vitest";
import { compareTable } from "../../../../bin/output/compare-table.ts";
import { ballResult } from "../../../support/ball-result.ts";
import type { RowResult } from "../../../../studies/compare/run-compare.ts";

const ROW: RowResult = {
  table: "chip-native",
  name: "speck2f, onchip, own sensor",
  chip: "speck2f",
  link: "onchip",
  pair: "exists",
  what: "",
  ownSensor: true,
  submission: "serial",
  hostUs: 100,
  model: "m",
  violations: [],
};

it("says how wide a ball is on a chip's own sensor, where a row sees through it", () => {
  expect(compareTable([{ ...ROW, ballPx: 1.123 }])).toContain(
    "a ball in the middle of the table is 1.1 px wide",
  );
  expect(compareTable([ROW])).not.toContain("Own sensor");
});

it("gives a mean of one ball no interval, says of how many balls another is, and keeps ends off 0", () => {
  const returnPoints = { difference: 0, ci95: [0, 0], n: 9 } as const;
  const means = {
    streamingErrorMm: { difference: -347.6, ci95: [-347.6, -347.6], n: 1 },
    landingErrorMm: { difference: -1.2, ci95: [-3, -0.02], n: 4 },
  } as const;
  const table = compareTable([{ ...ROW, againstFloats: { returnPoints, gained: 0, lost: 0, ...means } }]);
  expect(table).toMatch(/\(own model\) +-347\.6 \(1 ball\) +-1\.2 \(-3\.0 \.\. -0\.02\)/);
});

it("names no winner where none returned a ball", () => {
  const row = (name: string, returned: boolean): RowResult => ({
    ...ROW,
    name,
    results: [ballResult(0, returned)],
  });
  expect(compareTable([row("a", false), row("b", false)])).toContain("none returned a ball");
  expect(compareTable([row("a", false), row("b", true)])).toContain("most returns (1) by b");
  expect(compareTable([row("a", true), row("b", true)])).toContain(
    "a and all others returned 1; less it: b ",
  );
});
