import { describe, expect, it } from "vitest";
import type { ChipRow } from "../../../../studies/compare/compare-rows.ts";
import type { RowResult } from "../../../../studies/compare/run-compare.ts";
import { ranks, verdicts } from "../../../../studies/compare/verdict.ts";
import type { BallResult } from "../../../../studies/play/ball-log.ts";

const ball = (returned: boolean): BallResult => ({
  index: 0,
  reason: "returned",
  legal: true,
  contact: returned,
  returned,
  speedMps: 5,
  flightS: 0.5,
  landingM: null,
  landingErrorM: null,
  hitErrorM: { 300: null, 200: null, 100: null },
  streamingErrorM: null,
  blindS: null,
  tracks: { told: 1, false: 0, longestGapS: 0, flownS: 0.5 },
});

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
  results: Array.from({ length: 200 }, (_, i) => ball(i < returned)),
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
