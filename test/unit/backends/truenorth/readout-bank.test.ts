import { describe, expect, it } from "vitest";
import type { CodedPart } from "../../../../src/backends/truenorth/coded-part.ts";
import { bankNeuron, readoutBank } from "../../../../src/backends/truenorth/readout-bank.ts";

/** A coded readout of one channel whose sums lie between two. */
const coded = (lowest: number, highest: number): CodedPart => ({
  code: { types: [1, -1], least: -1, most: 1 },
  steps: [],
  step: Float64Array.of(1),
  sign: Int8Array.of(1),
  lowest: Int32Array.of(lowest),
  highest: Int32Array.of(highest),
  isExact: true,
  worst: 0,
});

const SHAPE = { channels: 1, cells: 1 };

/** What a bank makes of a sum: neurons that fire above, less those below. */
function readSum(lowest: number, highest: number, reached: number, sum: number): number {
  const bank = readoutBank(coded(lowest, highest), SHAPE, reached);
  let read = 0;
  for (let k = 0; k < bank.above[0]! + bank.below[0]!; k++) {
    const isAbove = k < bank.above[0]!;
    const { weights, leak = 0 } = bankNeuron(bank, 0, k, { types: [1, -1], sign: 1 });
    const drive = sum * weights[0]! + leak;
    if (drive >= 0) read += isAbove ? 1 : -1;
  }
  return read * bank.coarseness[0]!;
}

describe("a readout of spikes", () => {
  it("gives a sum to the unit where there are neurons enough, above zero and below", () => {
    for (const sum of [-20, -7, -1, 0, 1, 13, 20]) expect(readSum(-20, 20, 1, sum)).toBe(sum);
  });

  it("rounds to the nearest step where bounds are apart", () => {
    // 255 bounds at most, so 600 takes steps of 3
    for (const [sum, near] of [
      [0, 0],
      [1, 0],
      [2, 3],
      [3, 3],
      [4, 3],
      [5, 6],
      [-1, 0],
      [-2, -3],
      [-4, -3],
    ] as const)
      // prettier-ignore
      expect(readSum(-10, 600, 1, sum)).toBe(near);
  });

  it("is as coarse as the wider side asks, whichever that is", () => {
    const steps = ([low, high]: readonly [number, number]) =>
      readoutBank(coded(low, high), SHAPE, 1).coarseness[0];
    expect(steps([-10, 600])).toBe(3);
    expect(steps([-600, 10])).toBe(3);
  });

  it("keeps the cores that a sender may be on, two fewer than its axons allow", () => {
    // 256 axons, 2 a weight: 126 cores of 256 neurons for 2 x 1000 neurons of each unit
    const { coarseness } = readoutBank(coded(-100, 100), SHAPE, 1000);
    expect(coarseness[0]).toBe(Math.ceil(100 / 16));
    expect(readoutBank(coded(-16, 16), SHAPE, 1008).coarseness[0]).toBe(1); // 126 * 256 / 2016 = 16
    expect(readoutBank(coded(-16, 16), SHAPE, 1009).coarseness[0]).toBe(2);
  });
});
