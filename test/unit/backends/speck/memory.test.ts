import { describe, expect, it } from "vitest";
import { coresFor, type CoreShape, needsOf } from "../../../../src/backends/speck/memory.ts";

/** Words of kernel and neurons for c -> f channels, kernel k, stride s, padding p, on a map of h x w. */
interface Row {
  readonly c: number;
  readonly f: number;
  readonly k: number;
  readonly h: number;
  readonly w: number;
  readonly s: number;
  readonly p: number;
  readonly kernelWords: number;
  readonly neuronWords: number;
}

const row = (
  [c, f, k, h, w, s, p]: readonly [number, number, number, number, number, number, number],
  [kernelWords, neuronWords]: readonly [number, number],
): Row => ({ c, f, k, h, w, s, p, kernelWords, neuronWords });

const KI = 1024;

const shapeOf = ({ c, f, k, h, w, s, p }: Row): CoreShape => {
  const slides = (size: number): number => Math.floor((size + 2 * p - k) / s) + 1;
  return {
    channels: c,
    outChannels: f,
    kernel: k,
    outRows: slides(h),
    outColumns: slides(w),
    hasBias: false,
  };
};

describe("memory of a DynapCNN core", () => {
  it.each([
    // powers of two throughout: nothing is rounded
    row([1, 4, 2, 64, 64, 2, 0], [4 * 4, 4 * 32 * 32]),
    row([16, 32, 4, 32, 32, 1, 0], [16 * 16 * 32, 32 * 32 * 32]),
    // 8 -> 16 channels, 3x3 at stride 2 on 48x48: 24x24 neurons count as 32x32
    row([8, 16, 3, 48, 48, 2, 1], [8 * 16 * 16, 16 * KI]),
    // 33x33 neurons count as 64x64: 128 Ki words, more than any core has
    row([1, 32, 1, 33, 33, 1, 0], [32, 128 * KI]),
    // the example of the docs: 16 -> 32, 3x3 on 64x64
    row([16, 32, 3, 64, 64, 1, 1], [16 * 16 * 32, 128 * KI]),
    // rows and columns are rounded one by one
    row([2, 3, 5, 20, 9, 1, 0], [2 * 32 * 4, 3 * 16 * 8]),
    row([3, 5, 1, 1, 1, 1, 0], [3 * 8, 5]),
  ])("$c -> $f channels, $k x $k on $h x $w, stride $s, padding $p", (each) => {
    const needs = needsOf(shapeOf(each));
    expect([needs.kernel.need, needs.neuron.need]).toEqual([each.kernelWords, each.neuronWords]);
    expect(needs.kernel.raw).toBe(each.c * each.f * each.k * each.k);
  });

  it("says where its numbers come from", () => {
    const { kernel, neuron } = needsOf({
      channels: 8,
      outChannels: 16,
      kernel: 3,
      outRows: 33,
      outColumns: 20,
      hasBias: true,
    });
    expect([kernel.formula, neuron.formula]).toEqual(["8·2^(4+4)", "16·2^(6+5)"]);
  });

  it.each([
    { kernel: 1, out: 1, side: 1, cores: [0, 1, 2, 3, 4, 5, 6, 7, 8] },
    { kernel: 16, out: 64, side: 1, cores: [0, 1, 2, 3, 4, 5, 6, 7, 8] },
    { kernel: 16, out: 65, side: 1, cores: [3, 4, 5, 6] },
    { kernel: 16, out: 129, side: 1, cores: [5, 6] },
    { kernel: 1, out: 16, side: 32, cores: [0, 1, 2, 3, 4, 5, 6, 7, 8] },
    { kernel: 1, out: 17, side: 32, cores: [0, 1, 2, 3, 4] },
    { kernel: 1, out: 33, side: 32, cores: [0, 1, 2] },
    { kernel: 1, out: 65, side: 32, cores: [] },
  ])("$out channels, kernel $kernel, map $side fits cores $cores", ({ kernel, out, side, cores }) => {
    const shape = { channels: 1, outChannels: out, kernel, outRows: side, outColumns: side, hasBias: false };
    expect(coresFor(needsOf(shape))).toEqual(cores);
  });
});
