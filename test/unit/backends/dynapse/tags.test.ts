import { describe, expect, it } from "vitest";
import { placeGroups } from "../../../../src/backends/dynapse/place-cores.ts";
import { planTags, type Sender } from "../../../../src/backends/dynapse/tags.ts";

const senders = (count: number, cores: readonly number[], more: Partial<Sender> = {}): Sender[] =>
  Array.from({ length: count }, () => ({ layer: "a", cores, isHost: false, ...more }));

describe("tags", () => {
  it("one destination reaches any cores of a chip, one a chip beyond", () => {
    const { destinations, tags, violations } = planTags(
      [...senders(1, [0]), ...senders(1, [0, 1, 2, 3]), ...senders(1, [1, 4, 9, 15]), ...senders(1, [])],
      4,
    );
    expect([...destinations]).toEqual([1, 1, 4, 0]);
    expect([...tags.slice(0, 5)]).toEqual([2, 2, 1, 1, 1]);
    expect(violations).toEqual([]);
  });

  it("2048 senders to a core are the most, of all layers", () => {
    expect(planTags(senders(2048, [2]), 1).violations).toEqual([]);
    const { violations } = planTags([...senders(2048, [2]), ...senders(2, [2], { layer: "b" })], 1);
    expect(violations).toEqual([
      expect.objectContaining({ code: "TAGS", layer: "b", need: 2050, limit: 2048 }),
    ]);
  });

  it("two cores of a chip may hear the same tag from different senders", () => {
    const { violations, tags } = planTags([...senders(2048, [0]), ...senders(2048, [1])], 1);
    expect(violations).toEqual([]);
    expect([...tags]).toEqual([2048, 2048, 0, 0]);
  });

  /** Leaves core `first` its last tag alone, and the core behind it the last but one alone; a third core helps. */
  const apart = (first: number): Sender[] => [
    ...senders(2047, [first + 2]),
    ...senders(1, [first + 1, first + 2]),
    ...senders(2046, [first + 1]),
    ...senders(2047, [first]),
  ];

  it("a sender takes a destination a core where no tag is free in all of them", () => {
    const { destinations, violations } = planTags([...apart(0), ...senders(1, [0, 1])], 1);
    expect(violations).toEqual([]);
    expect(destinations.at(-1)).toBe(2);
    expect(planTags([...senders(2047, [0]), ...senders(1, [0, 1])], 1).destinations.at(-1)).toBe(1);
  });

  it("more than four destinations are too many for a neuron, not for the host", () => {
    const plan = (isHost: boolean) =>
      planTags([...apart(0), ...apart(4), ...senders(1, [0, 1, 4, 5, 8], { isHost, layer: "w" })], 4);
    expect(plan(true).violations).toEqual([]);
    expect(plan(true).destinations.at(-1)).toBe(5);
    expect(plan(false).violations).toEqual([
      expect.objectContaining({ code: "FANOUT", layer: "w", need: 5, limit: 4 }),
    ]);
  });
});

describe("cores", () => {
  const group = (layer: string, key: string, first: number, count: number) => ({
    layer,
    key,
    neurons: Array.from({ length: count }, (_, n) => first + n),
  });

  it("are one a layer where there are enough of them", () => {
    const { cores } = placeGroups([group("a", "k", 0, 10), group("b", "k", 10, 300)], 1);
    expect(cores.map(({ length }) => length)).toEqual([10, 256, 44]);
  });

  it("are shared by layers with the same biases where there are not", () => {
    const layers = ["a", "b", "c", "d", "e"].map((name, n) => group(name, "k", 100 * n, 100));
    expect(placeGroups(layers, 1).cores.map(({ length }) => length)).toEqual([256, 244]);
  });

  it("are too few for five sets of biases, which more chips mend", () => {
    const layers = ["a", "b", "c", "d", "e"].map((key, n) => group("layer", key, n, 1));
    expect(placeGroups(layers, 1)).toEqual({
      cores: [],
      violations: [expect.objectContaining({ code: "CORE_BIASES", layer: "layer", need: 5, limit: 4 })],
    });
    expect(placeGroups(layers, 2).violations).toEqual([]);
  });
});
