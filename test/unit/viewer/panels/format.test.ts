import { expect, it } from "vitest";
import { clock, compact, eventRate, percent } from "../../../../viewer/src/panels/format.ts";

it.each([
  [0, "0:00.000"],
  [1_234_567, "0:01.234"],
  [59_999_999, "0:59.999"],
  [60_000_000, "1:00.000"],
  [-5, "0:00.000"],
])("writes %i us as %s", (timeUs, text) => {
  expect(clock(timeUs)).toBe(text);
});

it.each([
  [850.4, "850 ev/s"],
  [12_430, "12.4 kev/s"],
  [1_300_000, "1.30 Mev/s"],
])("writes %f events per second as %s", (rate, text) => {
  expect(eventRate(rate)).toBe(text);
});

it.each([
  [0.3456, "0.35"],
  [6.24, "6.2"],
  [128.4, "128"],
  [NaN, "–"],
])("writes %f as %s", (value, text) => {
  expect(compact(value)).toBe(text);
});

it("gives no rate of nothing", () => {
  expect([percent(3, 4), percent(0, 0)]).toEqual(["75 %", "–"]);
});
