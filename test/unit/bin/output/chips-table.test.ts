import { expect, it } from "vitest";
import { chipsTable } from "../../../../bin/output/chips-table.ts";

it("tells chip, link and times of each tracker, and that they are modelled", () => {
  const tracker = {
    backend: "akida1000",
    link: "pcie",
    windows: 996,
    basis: "modelled",
    inferenceMs: { p50: 0.046, p99: 0.05 },
    linkMs: 0.03,
    passMs: { p50: 0.076, p99: 0.086 },
  };
  expect(chipsTable({ chips: { "left-tracker": tracker, another: "text" } })).toMatch(
    /\nleft-tracker +akida1000 +pcie +996 +0\.046 +0\.030 +0\.076 +0\.086 +modelled$/,
  );
  expect(chipsTable({ chips: { "left-tracker": { ...tracker, windows: 0, passMs: undefined } } })).toContain(
    " 0 ",
  );
  expect(chipsTable({})).toBe("");
});
