import { expect, it } from "vitest";
import { LINKS } from "../../../../src/backends/link-profiles.ts";
import { BACKENDS } from "../../../../src/backends/registry.ts";
import {
  allChips,
  type ChipRow,
  type CompareChoice,
  compareRows,
} from "../../../../studies/compare/compare-rows.ts";

const choice = (change: Partial<CompareChoice> = {}): CompareChoice => ({
  model: "m",
  native: new Map(),
  trackers: [],
  chips: allChips(),
  links: [],
  submission: "serial",
  ...change,
});
const chipRows = (change: Partial<CompareChoice> = {}): ChipRow[] =>
  compareRows(choice(change)).filter((row) => row.table !== "baseline");

it("begins with the oracle, and every row has a name of its own within its table", () => {
  const rows = compareRows(choice({ native: new Map([["loihi2", "own"]]) }));
  expect(rows[0]).toMatchObject({ table: "baseline", tracker: "oracle" });
  const names = rows.map(({ table, name }) => `${table} ${name}`);
  expect(new Set(names).size).toBe(names.length);
});

it("holds every chip that there is with no link, with the equal one, and over links that there are", () => {
  const rows = chipRows();
  for (const chip of BACKENDS.keys()) {
    const ours = rows.filter((row) => row.chip === chip && !row.ownSensor);
    expect(ours.filter(({ pair, link }) => pair === "no link" && link === "onchip")).toHaveLength(1);
    expect(ours.filter(({ link }) => link === "pcie")).toHaveLength(1);
  }
  expect(rows.every(({ link }) => LINKS.has(link))).toBe(true);
});

it("gives the sensor on the die to the Speck alone, and calls a card of the Akida's a pair that exists", () => {
  const rows = chipRows();
  expect(rows.filter(({ ownSensor }) => ownSensor).map(({ chip }) => chip)).toEqual(["speck2f"]);
  const pcie = rows.filter(({ link }) => link === "pcie");
  expect(pcie.find(({ chip }) => chip === "akida1000")?.pair).toBe("exists");
  expect(pcie.find(({ chip }) => chip === "loihi2")?.pair).toBe("equal link");
});

it("takes only what is asked for, and a chip's own model into a table of its own", () => {
  const rows = chipRows({ chips: ["loihi2"], links: ["cloud"], native: new Map([["loihi2", "own"]]) });
  expect(rows.map(({ table, link, model }) => [table, link, model])).toEqual([
    ["same-weights", "cloud", "m"],
    ["chip-native", "cloud", "own"],
  ]);
});
