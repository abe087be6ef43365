import { describe, expect, it } from "vitest";
import { Referee } from "../../../../sims/table-tennis/referee.ts";
import type { BallOutcome } from "../../../../src/core/truth.ts";

type Touch = "own" | "far" | "racket" | "floor" | "remove";

/** Tells a referee what a ball touches, one after the other; the robot's half is "own". */
function judged(...touches: readonly Touch[]): {
  readonly outcomes: BallOutcome[];
  readonly decidedBy: number;
} {
  const referee = new Referee();
  referee.start(7, 5.5);
  const outcomes: BallOutcome[] = [];
  let decidedBy = -1;
  for (const [i, touch] of touches.entries()) {
    const outcome = {
      own: () => referee.table(0.3, -0.9),
      far: () => referee.table(-0.2, 0.8),
      racket: () => referee.racket(),
      floor: () => referee.floor(),
      remove: () => referee.remove(),
    }[touch]();
    if (outcome !== null) {
      outcomes.push(outcome);
      decidedBy = i;
    }
  }
  return { outcomes, decidedBy };
}

const FAR: readonly [number, number] = [-0.2, 0.8];
const OWN: readonly [number, number] = [0.3, -0.9];

describe.each<[string, Touch[], number, Partial<BallOutcome>]>([
  ["a return", ["own", "racket", "far"], 2, { legal: true, contact: true, returned: true, landingM: FAR }],
  ["a miss", ["own", "floor"], 1, { legal: true, contact: false, returned: false }],
  [
    "a second bounce before the racket",
    ["own", "own", "racket", "far"],
    1,
    { legal: true, contact: false, returned: false },
  ],
  [
    "a return into the own half",
    ["own", "racket", "own", "far"],
    2,
    { legal: true, contact: true, returned: false, landingM: OWN },
  ],
  ["a return past the table", ["own", "racket", "floor"], 2, { legal: true, contact: true, returned: false }],
  ["a volley", ["racket", "far"], 0, { legal: false, contact: true, returned: false }],
  ["a ball that misses the robot's half", ["floor"], 0, { legal: false, contact: false, returned: false }],
  [
    "a ball that drops on the opponent's half",
    ["far", "own"],
    0,
    { legal: false, contact: false, returned: false },
  ],
  [
    "two touches in one stroke",
    ["own", "racket", "racket", "far"],
    3,
    { legal: true, contact: true, returned: true, landingM: FAR },
  ],
  [
    "a ball taken away on its way back",
    ["own", "racket", "remove"],
    2,
    { legal: true, contact: true, returned: false },
  ],
])("%s", (_name, touches, decidedBy, expected) => {
  it("is decided once, at the right touch, and right", () => {
    const result = judged(...touches, "own", "far", "racket", "floor", "remove");
    expect(result).toEqual({ decidedBy, outcomes: [{ index: 7, launchSpeedMps: 5.5, ...expected }] });
  });
});

it("says nothing before the first ball", () => {
  const referee = new Referee();
  expect([referee.table(0, -1), referee.racket(), referee.floor(), referee.remove()]).toEqual([
    null,
    null,
    null,
    null,
  ]);
});

it("forgets the last ball when a new one starts", () => {
  const referee = new Referee();
  referee.start(0, 5);
  referee.table(0, -1);
  referee.racket();
  referee.table(0, 1);
  referee.start(1, 6);
  expect(referee.floor()).toEqual({
    index: 1,
    legal: false,
    contact: false,
    returned: false,
    launchSpeedMps: 6,
  });
});
