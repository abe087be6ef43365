import { describe, expect, it } from "vitest";
import type { BallResult } from "../../../../studies/play/ball-log.ts";
import { compare, pairedDifference } from "../../../../studies/play/paired.ts";

describe("difference of paired proportions", () => {
  it("has the published limits", () => {
    // Newcombe 1998, method 10, for 36 both, 12 and 2 of one alone
    const { ci95 } = pairedDifference({ both: 36, gained: 12, lost: 2, n: 50 });
    expect(ci95[0]).toBeCloseTo(5.69, 2);
    expect(ci95[1]).toBeCloseTo(34.04, 2);
  });

  it("turns its sign with its sides, and holds nothing certain where no pair differs", () => {
    const [ours, theirs] = [
      pairedDifference({ both: 80, gained: 3, lost: 9, n: 100 }),
      pairedDifference({ both: 80, gained: 9, lost: 3, n: 100 }),
    ];
    expect(ours.difference).toBeCloseTo(-6, 9);
    expect(ours.ci95[0]).toBeCloseTo(-theirs.ci95[1], 9);
    const { difference, ci95 } = pairedDifference({ both: 100, gained: 0, lost: 0, n: 100 });
    expect(difference).toBe(0);
    expect(ci95[0]).toBeLessThan(-1);
    expect(ci95[1]).toBeGreaterThan(1);
  });
});

const ball = (index: number, returned: boolean, errorM: number): BallResult => ({
  index,
  reason: returned ? "returned" : "return-out",
  legal: true,
  contact: true,
  returned,
  speedMps: 5,
  flightS: 1,
  landingM: [0, 0],
  landingErrorM: errorM,
  hitErrorM: { 300: null, 200: null, 100: errorM / 10 },
  streamingErrorM: null,
  blindS: 0,
  tracks: { told: 1, false: 0, longestGapS: 0.002, flownS: 0.5 },
});

it("compares landings of balls that came back both ways, and leaves out what nobody has", () => {
  const theirs = Array.from({ length: 50 }, (_, i) => ball(i, true, 0.1 + 0.001 * i));
  const ours = theirs.map(({ index, landingErrorM }) =>
    ball(index, index >= 10, landingErrorM! + 0.02 + 0.0001 * index),
  );
  const { gained, lost, returnPoints, landingErrorMm, hitPointErrorMm, ...rest } = compare(ours, theirs);
  expect({ gained, lost }).toEqual({ gained: 0, lost: 10 });
  expect(returnPoints.difference).toBeCloseTo(-20, 9);
  expect(landingErrorMm!.n).toBe(40);
  expect(landingErrorMm!.difference).toBeCloseTo(22.95, 6);
  const [low, high] = landingErrorMm!.ci95;
  // the mean of 40 values whose standard deviation is 1.154 has one of 0.183
  expect(low).toBeCloseTo(22.95 - 1.96 * 0.183, 1);
  expect(high).toBeCloseTo(22.95 + 1.96 * 0.183, 1);
  expect(hitPointErrorMm!.n).toBe(50);
  expect(rest).not.toHaveProperty("streamingErrorMm");
});
