import { describe, expect, it } from "vitest";
import { chipImage } from "../../../../src/backends/truenorth/chip.ts";
import { AXONS, NEURONS, TRUENORTH_LIMITS } from "../../../../src/backends/truenorth/limits.ts";
import { hopsOf } from "../../../../src/backends/truenorth/mesh.ts";
import { packPart } from "../../../../src/backends/truenorth/pack.ts";
import { splittersOf } from "../../../../src/backends/truenorth/splitters.ts";
import type { Wiring } from "../../../../src/backends/wiring.ts";

/** As many senders as targets, one to one. */
const oneToOne = (count: number): Wiring => {
  const places = Int32Array.from({ length: count }, (_, n) => n);
  return { weighted: null, senderPlaces: places, folded: { to: places } } as unknown as Wiring;
};

/** [neurons, axons] of each core. */
const cores = (count: number, axons: number, neurons: number): (readonly [number, number])[] =>
  packPart(count, {
    wirings: [oneToOne(count)],
    shape: { channels: 1, cells: count },
    axons,
    neurons: [neurons],
  }).map((core) => [core.neurons, core.senders.length * axons]);

describe("a part on cores", () => {
  it("fills a core to its last neuron, and to its last axon", () => {
    expect(cores(NEURONS, 1, 1)).toEqual([[NEURONS, NEURONS]]);
    expect(cores(NEURONS + 1, 1, 1)).toEqual([[NEURONS, NEURONS], [1, 1]]); // prettier-ignore
    expect(cores(AXONS / 2, 2, 1)).toEqual([[AXONS / 2, AXONS]]);
    expect(cores(AXONS / 2 + 1, 2, 1)).toEqual([[AXONS / 2, AXONS], [1, 2]]); // prettier-ignore
    expect(cores(86, 3, 1)).toEqual([[85, 255], [1, 3]]); // prettier-ignore
  });

  it("spreads an element that has more neurons than a core", () => {
    expect(cores(1, 1, NEURONS + 10)).toEqual([[NEURONS, 1], [10, 1]]); // prettier-ignore
  });
});

describe("splitters", () => {
  it("are for elements with two destinations and more", () => {
    const { all, cores: used } = splittersOf([0, 1, 2, 3]);
    expect(all).toEqual([
      { element: 2, core: 0, axon: 0, firstNeuron: 0, copies: 2 },
      { element: 3, core: 0, axon: 1, firstNeuron: 2, copies: 3 },
    ]);
    expect(used).toBe(1);
    expect(splittersOf([0, 1]).cores).toBe(0);
  });

  it("fill a core to its last neuron, and to its last axon", () => {
    expect(splittersOf([NEURONS - 2, 2]).cores).toBe(1);
    expect(splittersOf([NEURONS - 2, 3]).all[1]).toMatchObject({ core: 1, axon: 0, firstNeuron: 0 });
    expect(splittersOf(new Uint8Array(NEURONS / 2).fill(2)).cores).toBe(1);
    expect(splittersOf(new Uint8Array(NEURONS / 2 + 1).fill(2)).cores).toBe(2);
  });
});

describe("hops", () => {
  const { meshColumns, coresPerChip } = TRUENORTH_LIMITS;

  /** From neuron 0 of a core to axon 0 of another. */
  const hops = (from: number, to: number): readonly [number, number] => {
    const image = chipImage(Math.max(from, to) + 1);
    image.target.fill(-1);
    image.target[from * NEURONS] = to * AXONS;
    const { eastWest, northSouth } = hopsOf(image);
    return [eastWest[from * NEURONS]!, northSouth[from * NEURONS]!];
  };

  it("go along a row, then along a column, chips side by side", () => {
    const [wide, whole] = [meshColumns.value, coresPerChip.value];
    expect(hops(0, 0)).toEqual([0, 0]);
    expect(hops(1, wide - 1)).toEqual([wide - 2, 0]);
    expect(hops(3, 2 * wide + 5)).toEqual([2, 2]);
    expect(hops(0, whole)).toEqual([wide, 0]); // the same corner of the next chip
    expect(hops(wide, whole + 3 * wide + 1)).toEqual([wide + 1, 2]);
  });
});
