import { describe, expect, it } from "vitest";
import { WindowRounds } from "../../../src/tracking/window-rounds.ts";

/** For each [camera, end of its window of 1 ms] whether it completed a round. */
const rounds = (cameras: number, reports: readonly (readonly [number, number])[]): boolean[] => {
  const heard = new WindowRounds(cameras);
  return reports.map(([camera, endUs]) => heard.heard(camera, endUs - 1000, endUs));
};

describe("WindowRounds", () => {
  it("completes a round with the last of the cameras, whichever that is", () => {
    const seen = rounds(2, [
      [0, 1000],
      [1, 1000],
      [1, 2000],
      [0, 2000],
      [0, 3000],
      [1, 3000],
    ]);
    expect(seen).toEqual([true, true, false, true, false, true]); // nobody waits for a camera never heard of
  });

  it("takes windows that end some microseconds apart for one round", () => {
    expect(
      rounds(2, [
        [0, 998],
        [1, 1000],
        [0, 1996],
        [1, 1999],
        [1, 3000],
        [0, 2997],
      ]).slice(2),
    ).toEqual([false, true, false, true]);
  });

  it("waits once for a camera that falls silent, and again as soon as it speaks", () => {
    const seen = rounds(2, [
      [0, 1000],
      [1, 1000],
      [0, 2000],
      [0, 3000],
      [0, 4000],
      [1, 4000],
      [0, 5000],
      [1, 5000],
    ]);
    expect(seen.slice(2)).toEqual([false, true, true, true, false, true]);
  });

  it("completes a round with every report of cameras that take turns", () => {
    expect(
      rounds(2, [
        [0, 1000],
        [1, 1500],
        [0, 2000],
        [1, 2500],
      ]),
    ).toEqual([true, true, true, true]);
  });

  it("waits for all of three cameras", () => {
    const seen = rounds(3, [
      [0, 1000],
      [1, 1000],
      [2, 1000],
      [2, 2000],
      [0, 2000],
      [1, 2000],
    ]);
    expect(seen.slice(3)).toEqual([false, false, true]);
  });
});
