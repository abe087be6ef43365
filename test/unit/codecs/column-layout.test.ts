import { describe, expect, it } from "vitest";
import { columnLayout } from "../../../src/codecs/column-layout.ts";

const columns = (names: string, code = "i8"): { name: string; code: string }[] =>
  names.split(",").map((name) => ({ name, code }));

describe("the layout of columns of numbers", () => {
  it.each([
    ["p,t,x,y", { t: 1, x: 2, y: 3, p: 0 }],
    ["x,y,timestamp,polarity,label", { t: 2, x: 0, y: 1, p: 3 }],
    ["event_ts,event_xs,event_ys,event_pols", { t: 0, x: 1, y: 2, p: 3 }],
    ["timestamps,x_coords,y_coords,polarities", { t: 0, x: 1, y: 2, p: 3 }],
  ])("is told by the names %s", (names, columnOf) => {
    expect(columnLayout(columns(names), [])).toEqual({ columnOf, timeScale: 0 });
  });

  it.each([
    ["whole", "i8", ["70000", "70001"], 0],
    ["whole, as large as nanoseconds since 1970", "i8", ["1600000000070000037"], -3],
    ["floating with fractions", "f8", ["0.07", "0.070001"], 6],
    ["floating, all whole", "f8", ["70000", "70001"], 0],
    ["floating, nothing but zeros", "f8", ["0", "0"], 6],
    ["floating, as large as nanoseconds since 1970", "f8", ["1600000000070000000"], -3],
  ])("has times that are %s (%s): their unit", (_, code, times, timeScale) => {
    const rows = times.map((time) => [time, "1", "2", "1"]);
    expect(columnLayout(columns("t,x,y,p", code), rows)?.timeScale).toBe(timeScale);
  });

  it("is told by the numbers where there are no names, and by nothing when they are no events", () => {
    const unnamed = columns(",,,", "f8");
    expect(columnLayout(unnamed, [["3", "4", "0.5", "-1"]])).toEqual({
      columnOf: { t: 2, x: 0, y: 1, p: 3 },
      timeScale: 6,
    });
    expect(columnLayout(unnamed, [["0.1", "-0.7", "0.2", "0.6"]])).toBeNull();
  });
});
