import { expect, it } from "vitest";
import type { BallResult } from "../../../../studies/play/ball-log.ts";
import { landingPlot } from "../../../../studies/play/landing-plot.ts";
import { summarize } from "../../../../studies/play/summary.ts";

const ball = (index: number, change: Partial<BallResult> = {}): BallResult => ({
  index,
  reason: "missed",
  legal: true,
  contact: false,
  returned: false,
  speedMps: 6,
  flightS: 0.7,
  landingM: null,
  landingErrorM: null,
  hitErrorM: { 300: null, 200: null, 100: null },
  streamingErrorM: null,
  blindS: null,
  tracks: { told: 1, false: 0, longestGapS: 0.002, flownS: 0.5 },
  ...change,
});
const returned = (index: number, errorM: number): BallResult =>
  ball(index, {
    reason: "returned",
    contact: true,
    returned: true,
    landingM: [errorM, 0.8],
    landingErrorM: errorM,
  });
const touched = ball(3, {
  reason: "return-out",
  contact: true,
  landingM: [0, -0.3],
  landingErrorM: 1.1,
});
const BALLS = [returned(0, 0.1), returned(1, 0.3), ball(2), touched];

it("counts shares of all balls, and landings of those that came back alone", () => {
  const summary = summarize(BALLS);
  expect(summary.returned).toMatchObject({ count: 2, of: 4, share: 0.5 });
  expect(summary.returned.ci95[0]).toBeCloseTo(0.15, 2); // Wilson, 2 of 4
  expect(summary.returned.ci95[1]).toBeCloseTo(0.85, 2);
  expect(summary.contact.count).toBe(3);
  expect(summary.landingErrorMm).toEqual({ median: 300, p95: 300, mean: 200, n: 2 });
  expect(summary.within20cm).toMatchObject({ count: 1, of: 2 });
  expect(summary.within20cmOfAll).toMatchObject({ count: 1, of: 4 });
  expect(Object.entries(summary.reasons)).toEqual([
    ["returned", 2],
    ["missed", 1],
    ["return-out", 1],
  ]);
});

it("counts returns by speed", () => {
  const { bySpeed } = summarize([...BALLS, { ...ball(4), speedMps: 20 }]);
  expect(Object.keys(bySpeed)).toEqual(["6-9", "18+"]);
  expect(bySpeed["6-9"]).toMatchObject({ count: 2, of: 4 });
  expect(bySpeed["18+"]).toMatchObject({ count: 0, of: 1 });
});

it("counts false tracks a minute of flight, and the silence about balls that were known", () => {
  const tracks = { told: 2, false: 1, longestGapS: 0.03, flownS: 1 };
  const unknown = { told: 1, false: 1, longestGapS: 0, flownS: 0.5 };
  const { falseTracksPerMin, longestGapMs } = summarize([ball(0, { tracks }), ball(1, { tracks: unknown })]);
  expect(falseTracksPerMin).toBeCloseTo(80, 9);
  expect(longestGapMs).toMatchObject({ median: 30, n: 1 });
});

it("leaves out figures that no ball has", () => {
  const summary = summarize([ball(0)]);
  for (const absent of ["landingErrorMm", "within20cm", "streamingErrorMm", "planned", "rejected"])
    expect(summary).not.toHaveProperty(absent);
  expect(summary.hitPointErrorMm).toEqual({});
});

it("tells planned from rejected balls, and why", () => {
  const quiet = { cut: 0, late: 0, violations: 0 };
  const summary = summarize([
    { ...returned(0, 0.1), control: { planned: true, refusal: null, ...quiet, late: 2 } },
    ball(1, { control: { planned: true, refusal: null, ...quiet } }),
    ball(2, { control: { planned: false, refusal: "too-fast", ...quiet } }),
    ball(3, { control: { planned: false, refusal: null, ...quiet } }),
  ]);
  expect(summary.planned).toMatchObject({ count: 2, of: 4 });
  expect(summary.returnedOfPlanned).toMatchObject({ count: 1, of: 2 });
  expect(summary.rejected).toEqual({ "too-fast": 1, unseen: 1 });
  expect(summary).toMatchObject({ limitViolations: 0, commandsCut: 0, commandsLate: 2 });
});

it("has a fingerprint that a single figure changes", () => {
  const other = [...BALLS.slice(0, 3), { ...touched, landingErrorM: 1.1000000001 }];
  expect(summarize(BALLS).hash).toBe(summarize([...BALLS]).hash);
  expect(summarize(other).hash).not.toBe(summarize(BALLS).hash);
});

it("draws a picture per way and a point for each ball that came down, and says what lies outside", async () => {
  const far = { ...touched, landingM: [0, -3] } as const;
  const ways = [
    { name: "first way", results: [...BALLS, far] },
    { name: "second way", results: [returned(0, 0.2)] },
  ];
  const svg = await landingPlot("title of it", ways, [0, 0.8]);
  for (const words of ["title of it", "first way", "second way", "100.0 % of 1 balls returned"])
    expect(svg).toContain(words);
  expect(svg).toContain("40.0 % of 5 balls returned, 4 came down after the racket, 1 outside the picture");
  expect(svg.match(/aria-label="[^"]*ball: returned"/g)).toHaveLength(3);
  expect(svg.match(/aria-label="[^"]*ball: not returned"/g)).toHaveLength(1);
});
