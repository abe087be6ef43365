import { describe, expect, it } from "vitest";
import { PlayTally } from "../../../../nodes/worlds/play-tally.ts";
import { wilson95 } from "../../../../nodes/worlds/proportion.ts";
import type { BallOutcome } from "../../../../src/core/truth.ts";

const ball = (part: Partial<BallOutcome>): BallOutcome => ({
  index: 0,
  legal: true,
  contact: false,
  returned: false,
  launchSpeedMps: 5,
  ...part,
});
const returned = (x: number, y: number, launchSpeedMps = 5): BallOutcome =>
  ball({ contact: true, returned: true, landingM: [x, y], launchSpeedMps });

function summaryOf(target: readonly [number, number] | null, outcomes: readonly BallOutcome[]): unknown {
  const tally = new PlayTally(target);
  for (const outcome of outcomes) tally.add(outcome);
  return tally.summary();
}

it("counts how balls ended, and shares of all of them", () => {
  const outcomes = [returned(0, 0.7), ball({ contact: true }), ball({}), ball({ legal: false })];
  const expected = { balls: 4, legal: 3, contacts: 2, returns: 1, returnRate: 0.25 };
  expect(summaryOf(null, outcomes)).toMatchObject(expected);
});

it("says how many balls have ended", () => {
  const tally = new PlayTally(null);
  expect([tally.add(ball({})), tally.add(ball({}))]).toEqual([1, 2]);
});

it("groups by launch speed, in order, without empty groups", () => {
  const outcomes = [
    returned(0, 0.7, 6),
    returned(0, 0.7, 4),
    ball({ launchSpeedMps: 5.99 }),
    ball({ launchSpeedMps: 20 }),
  ];
  const { bySpeed } = summaryOf(null, outcomes) as { readonly bySpeed: object };
  expect(Object.entries(bySpeed)).toEqual([
    ["3-6", { balls: 2, returns: 1, returnRate: 0.5 }],
    ["6-9", { balls: 1, returns: 1, returnRate: 1 }],
    ["18+", { balls: 1, returns: 0, returnRate: 0 }],
  ]);
});

describe("landing error", () => {
  const outcomes = [
    returned(0, 0.75),
    returned(0.15, 0.9),
    returned(0.3, 0.7),
    ball({ contact: true, landingM: [0, -1] }),
  ];

  it("is measured over returns, against the target", () => {
    const { landingErrorMm, within20cm, within30cm } = summaryOf([0, 0.7], outcomes) as {
      readonly landingErrorMm: { readonly median: number; readonly max: number; readonly n: number };
      readonly within20cm: number;
      readonly within30cm: number;
    };
    expect(landingErrorMm.median).toBeCloseTo(250, 6);
    expect(landingErrorMm.max).toBeCloseTo(300, 6);
    expect(landingErrorMm.n).toBe(3);
    expect(within20cm).toBeCloseTo(1 / 3, 12);
    expect(within30cm).toBe(1);
  });

  it("is absent without a target, and without a return", () => {
    expect(summaryOf(null, outcomes)).not.toHaveProperty("landingErrorMm");
    expect(summaryOf([0, 0.7], [ball({})])).not.toHaveProperty("landingErrorMm");
    expect(summaryOf([0, 0.7], [ball({})])).not.toHaveProperty("within20cm");
  });
});

describe("Wilson's interval", () => {
  // values of Newcombe, "Two-sided confidence intervals for the single proportion", Statist. Med. 17 (1998), table I
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("of %i in %i is %f to %f", (successes, n, low, high) => {
    const [found0, found1] = wilson95(successes, n);
    expect(found0).toBeCloseTo(low, 4);
    expect(found1).toBeCloseTo(high, 4);
  });
});
