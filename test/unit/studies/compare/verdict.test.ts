import { describe, expect, it } from "vitest";
import type { ChipRow } from "../../../../studies/compare/compare-rows.ts";
import type { RowResult } from "../../../../studies/compare/run-compare.ts";
import { isTie, ranks, verdicts } from "../../../../studies/compare/verdict.ts";
import type { Difference } from "../../../../studies/play/paired.ts";
import { ballResult } from "../../../support/ball-result.ts";

/** Of 200 balls the first `returned` come back. */
const row = (chip: ChipRow["chip"], returned: number, change: Partial<ChipRow> = {}): RowResult => ({
  table: "same-weights",
  name: `${chip} ${String(returned)}`,
  chip,
  link: "onchip",
  pair: "no link",
  what: "",
  ownSensor: false,
  submission: "serial",
  hostUs: 100,
  model: "m",
  ...change,
  results: Array.from({ length: 200 }, (_, i) => ballResult(i, i < returned)),
});

describe("verdicts", () => {
  it("call what the interval cannot tell apart a tie, and the rest behind", () => {
    const [verdict, ...others] = verdicts([row("loihi2", 150), row("akida1000", 148), row("speck2f", 100)]);
    expect(others).toEqual([]);
    expect(verdict).toMatchObject({ group: "same weights, no link (supposed)", best: "loihi2 150" });
    expect(verdict!.others.map(({ name, isTie }) => [name, isTie])).toEqual([
      ["akida1000 148", true],
      ["speck2f 100", false],
    ]);
    expect(verdict!.others[1]!.points.difference).toBe(-25);
  });

  it("call an interval that ends at none a tie", () => {
    const difference = (low: number, high: number): Difference => ({
      difference: (low + high) / 2,
      ci95: [low, high],
      n: 9,
    });
    expect(isTie(difference(-4, 0))).toBe(true);
    expect(isTie(difference(0, 4))).toBe(true);
    expect(isTie(difference(0.1, 4))).toBe(false);
    expect(isTie(difference(-4, -0.1))).toBe(false);
  });

  it("hold pairs that exist apart from suppositions, and leave out what was not played", () => {
    const exists = { pair: "exists", link: "usb" } as const;
    const unplayed: RowResult = { ...row("loihi1", 0, exists), results: undefined as never };
    const found = verdicts([row("loihi2", 9), row("speck2f", 9, exists), row("loihi2", 8, exists), unplayed]);
    expect(found.map(({ group, others }) => [group, others.length])).toEqual([
      ["same weights, pairs that exist", 1],
    ]);
  });
});

describe("ranks", () => {
  it("order only what lies apart", () => {
    const at = (low: number, value: number, high: number) => ({ low, value, high });
    const rows = [
      { name: "far", at: at(30, 40, 50) },
      { name: "b", at: at(2, 4, 6) },
      { name: "a", at: at(1, 2, 3) },
    ];
    expect(ranks(rows)).toEqual([["a", "b"], ["far"]]);
  });
});
