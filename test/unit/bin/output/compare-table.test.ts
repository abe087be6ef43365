import { expect, it } from "vitest";
import { compareTable } from "../../../../bin/output/compare-table.ts";
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
