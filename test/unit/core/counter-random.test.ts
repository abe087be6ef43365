import { describe, expect, it } from "vitest";
import { CounterRandom } from "../../../src/core/counter-random.ts";

function words(random: CounterRandom, index: number, n: number): [number, number, number, number] {
  random.at(index, n);
  return [random.first, random.second, random.third, random.fourth];
}

it("gives the same numbers for the same place, whatever was asked before", () => {
  const a = new CounterRandom(7, "left", "shot");
  const b = new CounterRandom(7, "left", "shot");
  for (let i = 0; i < 100; i++) words(b, i, 100 - i);
  expect(words(b, 12, 34)).toEqual(words(a, 12, 34));
});

it.each([
  ["seed", new CounterRandom(8, "left", "shot"), 12, 34],
  ["stream", new CounterRandom(7, "left", "hot"), 12, 34],
  ["index", new CounterRandom(7, "left", "shot"), 13, 34],
  ["count", new CounterRandom(7, "left", "shot"), 12, 35],
  ["count above 2^32", new CounterRandom(7, "left", "shot"), 12, 34 + 4294967296],
  ["index above 2^32", new CounterRandom(7, "left", "shot"), 12 + 4294967296, 34],
])("gives all four numbers anew for another %s", (_, random, index, n) => {
  const before = words(new CounterRandom(7, "left", "shot"), 12, 34);
  for (const [k, value] of words(random, index, n).entries()) expect(value).not.toBe(before[k]);
});

describe("along either count, each of the four numbers", () => {
  const COUNT = 100_000;
  const random = new CounterRandom(1, "test");
  for (const [name, at] of [
    ["index", (i: number) => words(random, i, 3)],
    ["n", (i: number) => words(random, 3, i)],
  ] as const) {
    it(`is uniform and forgets the one before (${name})`, () => {
      const bins = Array.from({ length: 4 }, () => new Array<number>(64).fill(0));
      const products = [0, 0, 0, 0];
      let before = at(0);
      let inside = true;
      for (let i = 1; i <= COUNT; i++) {
        const now = at(i);
        for (let k = 0; k < 4; k++) {
          inside &&= now[k]! > 0 && now[k]! < 1;
          bins[k]![Math.floor(now[k]! * 64)]!++;
          products[k]! += (now[k]! - 0.5) * (before[k]! - 0.5);
        }
        before = now;
      }
      expect(inside).toBe(true);
      for (let k = 0; k < 4; k++) {
        const mean = COUNT / 64;
        const chi2 = bins[k]!.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
        expect(Math.abs(chi2 - 63)).toBeLessThan(4 * Math.sqrt(2 * 63));
        expect(Math.abs(products[k]! / COUNT)).toBeLessThan(4 / 12 / Math.sqrt(COUNT));
      }
    });
  }
});
