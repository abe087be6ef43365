import { describe, expect, it } from "vitest";
import { match } from "../../../../src/backends/speck/matching.ts";
import { coresFor, needsOf } from "../../../../src/backends/speck/memory.ts";
import { Random } from "../../../../src/core/random.ts";

/** Most layers that can be placed, by trying everything: for each set of cores taken, how many of the first layers lie on it. */
function mostByBruteForce(choices: readonly (readonly number[])[]): number {
  let reached = new Map<number, number>([[0, 0]]);
  for (const cores of choices) {
    const next = new Map(reached);
    for (const [taken, count] of reached) {
      for (const core of cores.filter((each) => ((taken >> each) & 1) === 0)) {
        const more = taken | (1 << core);
        next.set(more, Math.max(next.get(more) ?? 0, count + 1));
      }
    }
    reached = next;
  }
  return Math.max(...reached.values());
}

/** Choices of 1 to 9 layers of random sizes, each of which fits some core. */
function randomChoices(random: Random): number[][] {
  const whole = (least: number, most: number): number =>
    least + Math.floor(random.uniform() * (most - least + 1));
  const layers = whole(1, 9);
  const choices: number[][] = [];
  while (choices.length < layers) {
    const cores = coresFor(
      needsOf({
        channels: whole(1, 64),
        outChannels: whole(1, 128),
        kernel: whole(1, 9),
        outRows: whole(1, 64),
        outColumns: whole(1, 64),
        hasBias: false,
      }),
    );
    if (cores.length > 0) choices.push(cores);
  }
  return choices;
}

describe("layers on cores", () => {
  it("places as many as brute force, on 1,000 random networks, and shows a conflict whenever one is left over", () => {
    const random = new Random(11);
    let conflicts = 0;
    for (let n = 0; n < 1000; n++) {
      const choices = randomChoices(random);
      const { coreOf, conflict } = match(choices);
      const placed = coreOf.flatMap((core, layer) => (core === null ? [] : [{ core, layer }]));
      expect(placed.length).toBe(mostByBruteForce(choices));
      expect(new Set(placed.map(({ core }) => core)).size).toBe(placed.length);
      for (const { core, layer } of placed) expect(choices[layer]).toContain(core);
      expect(conflict === null).toBe(placed.length === choices.length);
      if (conflict === null) continue;
      conflicts++;
      const open = new Set(conflict.layers.flatMap((layer) => choices[layer] ?? []));
      expect([...open].sort((a, b) => a - b)).toEqual(conflict.cores);
      expect(conflict.layers.length).toBeGreaterThan(conflict.cores.length);
    }
    expect(conflicts).toBeGreaterThan(50);
    expect(conflicts).toBeLessThan(950);
  });

  it("moves layers along to make room for the last one", () => {
    expect(match([[0, 1], [0, 2], [0]])).toEqual({ coreOf: [1, 2, 0], conflict: null });
  });

  it("shows four layers that fit three cores, and not the others", () => {
    const { conflict } = match([[7, 8], [0, 1, 2], [3], [0, 1, 2], [0, 1, 2], [0, 1, 2]]);
    expect(conflict).toEqual({ layers: [1, 3, 4, 5], cores: [0, 1, 2] });
  });
});
