import { describe, expect, it } from "vitest";
import type { Int8Layer, Int8Network } from "../../../src/dense/int8-network.ts";
import { multipliers } from "../../../src/dense/int8-network.ts";
import { Int8Run } from "../../../src/dense/int8-run.ts";
import { int8Outputs } from "../../../src/dense/quantise.ts";
import { plainInt8 } from "../../../src/kernels/int8/calls.ts";
import { nearestEven } from "../../../src/kernels/int8/layer.ts";
import { heapBytesPerCall } from "../../support/heap-growth.ts";
import { type Sizes, someInt8Network, someWindow } from "../../support/int8-networks.ts";

const CASES: readonly (readonly [string, readonly [number, number, number], readonly Sizes[]])[] = [
  ["convolutions and a heat map of two channels", [1, 20, 20], [[8, 7, 2, 0], [12, 3, 2, 1], [5, 3, 1, 1], [2, 3, 1, 1]]], // prettier-ignore
  [
    "two polarities, odd sizes, dense layers",
    [2, 17, 13],
    [
      [6, 5, 2, 2],
      [9, 0, 1, 0],
      [7, 1, 1, 0],
    ],
  ],
  ["one layer", [3, 5, 5], [[2, 3, 1, 1]]],
];

/** By the definition, from the network's own numbers: nothing of how they lie in memory. */
function byDefinition({ input, layers }: Int8Network, window: Int32Array): number[] {
  let values: number[] = new Array<number>(input.channels * input.height * input.width).fill(0);
  for (const index of window) values[index] = 1;
  for (const layer of layers) values = layerByDefinition(layer, values);
  return values;
}

function layerByDefinition(layer: Int8Layer, values: readonly number[]): number[] {
  const { output, bias, outputScale } = layer;
  const scales = multipliers(layer);
  const cells = output.height * output.width;
  return Array.from({ length: output.channels * cells }, (_, n) => {
    const channel = Math.floor(n / cells);
    const place = [Math.floor(n / output.width) % output.height, n % output.width] as const;
    const sum = bias[channel]! + productsOf(layer, values, channel, place);
    const scaled = Math.fround(Math.fround(sum) * scales[channel]!);
    return outputScale === null ? scaled : Math.min(255, Math.max(0, nearestEven(scaled)));
  });
}

function productsOf(
  { input, kernel: [rows, columns], stride, padding, weight }: Int8Layer,
  values: readonly number[],
  channel: number,
  [y, x]: readonly [number, number],
): number {
  const each = input.channels * rows * columns;
  return weight.subarray(channel * each, (channel + 1) * each).reduce((sum, value, n) => {
    const source = Math.floor(n / (rows * columns));
    const row = y * stride + (Math.floor(n / columns) % rows) - padding;
    const column = x * stride + (n % columns) - padding;
    if (row < 0 || column < 0 || row >= input.height || column >= input.width) return sum;
    return sum + value * values[(source * input.height + row) * input.width + column]!;
  }, 0);
}

describe.each(CASES)("a network of 8 bits: %s", (_, [channels, height, width], sizes) => {
  const network = someInt8Network({ channels, height, width }, sizes);
  const wasm = new Int8Run(network);
  const plain = new Int8Run(network, plainInt8);
  const outputsOf = (run: Int8Run, window: Int32Array): number[] => {
    const outputs = new Float64Array(int8Outputs(network));
    run.show(window, window.length, outputs);
    return [...outputs];
  };

  it.each([0, 0.05, 0.4, 1])("gives what its definition gives, bit for bit, at %d of the pixels", (share) => {
    const window = someWindow(network, share, 7);
    const expected = byDefinition(network, window);
    expect(outputsOf(wasm, window)).toEqual(expected);
    expect(outputsOf(plain, window)).toEqual(expected);
    expect(new Set(expected).size).toBeGreaterThan(1);
  });

  it("remembers nothing of the window before", () => {
    const [first, second] = [someWindow(network, 0.3, 1), someWindow(network, 0.1, 2)];
    const alone = outputsOf(new Int8Run(network), second);
    outputsOf(wasm, first);
    expect(outputsOf(wasm, second)).toEqual(alone);
  });
});

it("halves go to the even number", () => {
  expect([0.5, 1.5, 2.5, -0.5, -1.5, 2.4999, 2.5001].map(nearestEven)).toEqual([0, 2, 2, 0, -2, 2, 3]);
});

it("a window allocates nothing", () => {
  const network = someInt8Network({ channels: 1, height: 20, width: 20 }, CASES[0]![2]);
  const run = new Int8Run(network);
  const window = someWindow(network, 0.1, 3);
  const outputs = new Float64Array(int8Outputs(network));
  expect(heapBytesPerCall(() => run.show(window, window.length, outputs), 500)).toBeLessThan(0.5);
});
