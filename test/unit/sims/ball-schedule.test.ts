import { expect, it } from "vitest";
import { BallSchedule } from "../../../sims/ball-schedule.ts";

const TIMES = { periodUs: 1_500_000, jitterUs: 100_000, gapUs: 200_000 };

it("launches every ball in its own period, up to the jitter late, and takes it away before the gap", () => {
  const schedule = new BallSchedule(3, TIMES);
  const late = Array.from({ length: 200 }, (_, n) => schedule.launchUs(n) - n * TIMES.periodUs);
  expect(late.every((us) => Number.isInteger(us) && us >= 0 && us < TIMES.jitterUs)).toBe(true);
  expect(Math.max(...late) - Math.min(...late)).toBeGreaterThan(90_000);
  expect(schedule.removeUs(4)).toBe(5 * TIMES.periodUs - TIMES.gapUs);
});

it("keeps its times for a seed and changes them with it", () => {
  expect(new BallSchedule(3, TIMES).launchUs(9)).toBe(new BallSchedule(3, TIMES).launchUs(9));
  expect(new BallSchedule(4, TIMES).launchUs(9)).not.toBe(new BallSchedule(3, TIMES).launchUs(9));
});

it("finds the first ball from an instant on", () => {
  const schedule = new BallSchedule(3, TIMES);
  const third = schedule.launchUs(3);
  expect([0, third, third + 1].map((us) => schedule.firstFrom(us))).toEqual([0, 3, 4]);
});

it("begins with another ball than the first, each as late in its period as ever", () => {
  const [all, rest] = [new BallSchedule(3, TIMES), new BallSchedule(3, { ...TIMES, first: 40 })];
  const earlier = 40 * TIMES.periodUs;
  expect(rest.firstFrom(0)).toBe(40);
  expect(rest.firstFrom(TIMES.periodUs + TIMES.jitterUs)).toBe(42);
  expect(rest.launchUs(43)).toBe(all.launchUs(43) - earlier);
  expect(rest.removeUs(43)).toBe(all.removeUs(43) - earlier);
});

it.each([
  { ...TIMES, periodUs: 300_000 },
  { ...TIMES, gapUs: 0 },
  { ...TIMES, jitterUs: -1 },
  { ...TIMES, periodUs: NaN },
])("refuses times that leave no room for a ball: %o", (times) => {
  expect(() => new BallSchedule(1, times)).toThrow(expect.objectContaining({ code: "world-invalid" }));
});
