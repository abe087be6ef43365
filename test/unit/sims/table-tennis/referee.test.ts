import { describe, expect, it } from "vitest";
import { Referee, type BallKind } from "../../../../sims/table-tennis/referee.ts";
import type { BallOutcome } from "../../../../src/core/truth.ts";

type Touch = "own" | "far" | "net" | "side" | "racket" | "floor" | "remove";

/** Tells a referee what a ball touches, one after the other; the robot's half is "own". */
function judged(
  kind: BallKind,
  touches: readonly Touch[],
): { readonly outcomes: BallOutcome[]; readonly decidedBy: number } {
  const referee = new Referee();
  referee.start(7, 5.5, kind);
  const outcomes: BallOutcome[] = [];
  let decidedBy = -1;
  for (const [i, touch] of touches.entries()) {
    const outcome = {
      own: () => referee.table(0.3, -0.9),
      far: () => referee.table(-0.2, 0.8),
      net: () => referee.net(),
      side: () => referee.side(),
      racket: () => referee.racket(),
      floor: () => referee.floor(),
      remove: () => referee.remove(),
    }[touch]();
    if (outcome === null) continue;
    outcomes.push(outcome);
    decidedBy = i;
  }
  return { outcomes, decidedBy };
}

const FAR: readonly [number, number] = [-0.2, 0.8];
const OWN: readonly [number, number] = [0.3, -0.9];
const NO = { legal: false, contact: false, returned: false } as const;
const LEGAL = { legal: true, contact: false, returned: false } as const;
const STRUCK = { legal: true, contact: true, returned: false } as const;
const GOOD = { legal: true, contact: true, returned: true, reason: "returned", landingM: FAR } as const;

type Row = readonly [string, BallKind, readonly Touch[], Partial<BallOutcome>];

describe.each<Row>([
  ["a return", "rally", ["own", "racket", "far"], GOOD],
  ["a return by way of the net", "rally", ["own", "racket", "net", "far"], GOOD],
  ["a return of a ball that came by way of the net", "rally", ["net", "own", "racket", "far"], GOOD],
  ["two touches in one stroke", "rally", ["own", "racket", "racket", "far"], GOOD],
  ["a miss", "rally", ["own", "floor"], { ...LEGAL, reason: "missed" }],
  ["a ball that drops over the end past the side", "rally", ["own", "side"], { ...LEGAL, reason: "missed" }],
  ["a second bounce before the racket", "rally", ["own", "own"], { ...LEGAL, reason: "double-bounce" }],
  ["a bounce back over the net", "rally", ["own", "far"], { ...LEGAL, reason: "double-bounce" }],
  [
    "a return into the own half",
    "rally",
    ["own", "racket", "own"],
    { ...STRUCK, reason: "return-own-half", landingM: OWN },
  ],
  ["a return into the net", "rally", ["own", "racket", "net", "floor"], { ...STRUCK, reason: "return-net" }],
  [
    "a return that drops from the net on the own half",
    "rally",
    ["own", "racket", "net", "own"],
    { ...STRUCK, reason: "return-own-half", landingM: OWN },
  ],
  ["a return past the table", "rally", ["own", "racket", "floor"], { ...STRUCK, reason: "return-out" }],
  [
    "a return against the table's side",
    "rally",
    ["own", "racket", "side"],
    { ...STRUCK, reason: "return-out" },
  ],
  ["a volley", "rally", ["racket"], { ...NO, contact: true, reason: "volley" }],
  ["a ball past the table", "rally", ["floor"], { ...NO, reason: "incoming-out" }],
  ["a ball against the table's side", "rally", ["side"], { ...NO, reason: "incoming-out" }],
  ["a ball into the net", "rally", ["net", "floor"], { ...NO, reason: "incoming-net" }],
  ["a ball on the opponent's own half", "rally", ["far"], { ...NO, reason: "incoming-short" }],
  [
    "a ball from the net on the opponent's half",
    "rally",
    ["net", "far"],
    { ...NO, reason: "incoming-short" },
  ],
  [
    "a ball taken away on its way back",
    "rally",
    ["own", "racket", "remove"],
    { ...STRUCK, reason: "unfinished" },
  ],
  ["a returned serve", "serve", ["far", "own", "racket", "far"], GOOD],
  ["a serve by way of the net", "serve", ["far", "net", "own"], { ...NO, reason: "let" }],
  ["a serve into the net", "serve", ["far", "net", "far"], { ...NO, reason: "serve-fault" }],
  ["a serve that misses the server's half", "serve", ["own"], { ...NO, reason: "serve-fault" }],
  ["a serve that bounces twice before the net", "serve", ["far", "far"], { ...NO, reason: "serve-fault" }],
  ["a serve past the table", "serve", ["far", "floor"], { ...NO, reason: "serve-fault" }],
  ["a serve against the side", "serve", ["side"], { ...NO, reason: "serve-fault" }],
  ["an ace", "serve", ["far", "own", "floor"], { ...LEGAL, reason: "missed" }],
  ["a serve played out of the air", "serve", ["far", "racket"], { ...NO, contact: true, reason: "volley" }],
])("%s", (_name, kind, touches, expected) => {
  it("is decided once, at its last touch, and right", () => {
    const result = judged(kind, [...touches, "own", "far", "net", "side", "racket", "floor", "remove"]);
    expect(result).toEqual({
      decidedBy: touches.length - 1,
      outcomes: [{ index: 7, launchSpeedMps: 5.5, ...expected }],
    });
  });
});

it("says nothing before the first ball", () => {
  const referee = new Referee();
  const said = [
    referee.table(0, -1),
    referee.side(),
    referee.net(),
    referee.racket(),
    referee.floor(),
    referee.remove(),
  ];
  expect(said.every((outcome) => outcome === null)).toBe(true);
});

it("tells while the ball is in play whether it is legal", () => {
  const referee = new Referee();
  referee.start(0, 5);
  expect(referee.isLegal).toBe(false);
  referee.table(0, -1);
  expect(referee.isLegal).toBe(true);
});

it("forgets the last ball when a new one starts", () => {
  const referee = new Referee();
  referee.start(0, 5);
  referee.net();
  referee.table(0, -1);
  referee.racket();
  referee.table(0, 1);
  referee.start(1, 6);
  expect(referee.floor()).toEqual({ index: 1, launchSpeedMps: 6, ...NO, reason: "incoming-out" });
});
