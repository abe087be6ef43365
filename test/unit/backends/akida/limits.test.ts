import { describe, expect, it } from "vitest";
import { AKIDA1000 } from "../../../../src/backends/akida/akida.ts";
import type { CompileOptions } from "../../../../src/backends/backend.ts";
import type { ViolationCode } from "../../../../src/backends/fit-report.ts";
import { chain, type Conv2dNode, type NetworkGraph, type NetworkNode } from "../../../../src/snn/network.ts";
import { filled, type Shape } from "../../../../src/snn/tensor.ts";

const OPTIONS: CompileOptions = { choice: { rule: "spikingjelly", dt: 1, reset: "subtract" }, steps: 1 };

interface Window {
  readonly channels?: number;
  readonly rows?: number;
  readonly columns?: number;
  readonly filters?: number;
  readonly kernel?: number;
  readonly stride?: number;
  /** Zeros on each side; left out: as many as keep the size. */
  readonly padding?: number;
  readonly dilation?: number;
  readonly groups?: number;
}

const fires = (...shape: number[]): NetworkNode => ({
  type: "IF",
  r: filled(shape, 1),
  vThreshold: filled(shape, 1),
  vReset: filled(shape, 0),
});

function conv({
  channels = 1,
  filters = 1,
  kernel = 3,
  stride = 1,
  padding = kernel >> 1,
  dilation = 1,
  groups = 1,
}: Window): Conv2dNode {
  return {
    type: "Conv2d",
    inputShape: null,
    weight: filled([filters, channels / groups, kernel, kernel], 0.5),
    stride: [stride, stride],
    padding: [padding, padding],
    dilation: [dilation, dilation],
    groups,
    bias: filled([filters], 0),
  };
}

const slide = (
  size: number,
  { kernel = 3, stride = 1, padding = kernel >> 1, dilation = 1 }: Window,
): number => Math.floor((size + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1;

const mapOf = (window: Window): Shape => [
  window.filters ?? 1,
  slide(window.rows ?? 9, window),
  slide(window.columns ?? 9, window),
];

/** A first convolution alone. */
function first(window: Window): NetworkGraph {
  const shape = mapOf(window);
  const { channels = 1, rows = 9, columns = 9 } = window;
  return chain([["in", { type: "Input", shape: [channels, rows, columns] }], ["conv", conv(window)], ["if", fires(...shape)], ["out", { type: "Output", shape }]]); // prettier-ignore
}

/** A convolution behind another that gives it what it wants. */
function second(window: Window): NetworkGraph {
  const { channels = 1, rows = 9, columns = 9 } = window;
  const shape = mapOf(window);
  return chain([
    ["in", { type: "Input", shape: [1, rows, columns] }], ["conv0", conv({ filters: channels })], ["if0", fires(channels, rows, columns)],
    ["conv", conv(window)], ["if", fires(...shape)], ["out", { type: "Output", shape }],
  ]); // prettier-ignore
}

const product = (inputs: number, outputs = 2): NetworkGraph =>
  chain([["in", { type: "Input", shape: [inputs] }], ["dense", { type: "Linear", weight: filled([outputs, inputs], 0.5) }], ["if", fires(outputs)], ["out", { type: "Output", shape: [outputs] }]]); // prettier-ignore

const codesOf = (network: NetworkGraph, options = OPTIONS): string[] =>
  AKIDA1000.compile(network, options).report.violations.map(({ code, layer }) => `${code} ${layer}`);

interface Row {
  readonly name: string;
  readonly passes: readonly NetworkGraph[];
  readonly fails: readonly NetworkGraph[];
  readonly code: ViolationCode;
  readonly layer?: string;
}

/** The rows of the maker's tables; the last number that passes, and the first that does not. */
const ROWS: readonly Row[] = [
  { name: "input: 1 or 3 channels", passes: [first({}), first({ channels: 3 })], fails: [first({ channels: 2 }), first({ channels: 4 })], code: "INPUT_CHANNELS" },
  { name: "input: sides of 5 to 256", passes: [first({ rows: 5, columns: 5 }), first({ rows: 256, columns: 256 })], fails: [first({ rows: 4 }), first({ columns: 257 }), first({ rows: 257 }), first({ columns: 4 })], code: "INPUT_SIZE" },
  { name: "input: kernels of 3, 5, 7", passes: [3, 5, 7].map((kernel) => first({ kernel })), fails: [first({ kernel: 1 }), first({ kernel: 9 }), first({ kernel: 4, padding: 0 })], code: "KERNEL" },
  { name: "input: strides of 1, 2, 3", passes: [1, 2, 3].map((stride) => first({ stride, rows: 7, columns: 7 })), fails: [first({ stride: 4, rows: 17, columns: 17 })], code: "STRIDE" },
  { name: "input: padding of same or none", passes: [first({}), first({ padding: 0 })], fails: [first({ padding: 2 }), first({ stride: 2, rows: 10, columns: 10 })], code: "PADDING" },
  { name: "input: 512, 192, 96 filters on 1 channel", passes: [first({ filters: 512 }), first({ kernel: 5, filters: 192 }), first({ kernel: 7, filters: 96 })], fails: [first({ filters: 513 }), first({ kernel: 5, filters: 193 }), first({ kernel: 7, filters: 97 })], code: "FILTERS" },
  { name: "input: 192, 64, 32 filters on 3 channels", passes: [first({ channels: 3, filters: 192 }), first({ channels: 3, kernel: 5, filters: 64 }), first({ channels: 3, kernel: 7, filters: 32 })], fails: [first({ channels: 3, filters: 193 }), first({ channels: 3, kernel: 5, filters: 65 }), first({ channels: 3, kernel: 7, filters: 33 })], code: "FILTERS" },
  { name: "convolution: kernels of 1, 3, 5, 7", passes: [1, 3, 5, 7].map((kernel) => second({ kernel })), fails: [second({ kernel: 9 })], code: "KERNEL" },
  { name: "convolution: stride 1, or 2 with 3x3", passes: [second({ stride: 2 }), second({ kernel: 5 })], fails: [second({ stride: 2, kernel: 5 }), second({ stride: 3 }), second({ stride: 2, kernel: 1 })], code: "STRIDE" },
  { name: "convolution: padding of same only", passes: [second({}), second({ stride: 2, rows: 9 })], fails: [second({ padding: 0 }), second({ stride: 2, rows: 10, columns: 10 })], code: "PADDING" },
  { name: "convolution: 2048 channels", passes: [second({ channels: 64, kernel: 1 })], fails: [second({ channels: 2049, kernel: 1, rows: 5, columns: 5 })], code: "CHANNELS" },
  { name: "no dilation", passes: [first({})], fails: [first({ dilation: 2, padding: 2 })], code: "KERNEL" },
  { name: "no groups", passes: [second({ channels: 2, filters: 2 })], fails: [second({ channels: 2, filters: 2, groups: 2 })], code: "UNSUPPORTED_LAYER" },
  { name: "product: 57,334 inputs", passes: [product(57_334)], fails: [product(57_335)], code: "FC_SIZE", layer: "dense" },
]; // prettier-ignore

describe("limits of Akida 1.0", () => {
  it.each(ROWS)("$name", ({ passes, fails, code, layer = "conv" }) => {
    for (const network of passes) expect(codesOf(network)).toEqual([]);
    for (const network of fails) expect(codesOf(network)).toContain(`${code} ${layer}`);
  });

  it("weights have 2 or 4 bits", () => {
    for (const weightBits of [2, 4]) expect(codesOf(first({}), { ...OPTIONS, weightBits })).toEqual([]);
    for (const weightBits of [1, 3, 8])
      expect(codesOf(first({}), { ...OPTIONS, weightBits })).toEqual(["BITS network"]);
  });

  it("neurons put out 1, 2 or 4 bits: 0 to 15 spikes of a window", () => {
    for (const steps of [1, 3, 15]) expect(codesOf(first({}), { ...OPTIONS, steps })).toEqual([]);
    expect(codesOf(first({}), { ...OPTIONS, steps: 16 })).toEqual(["BITS if"]);
  });

  it("refuses what does not lie on the chip at once, unless parts may be loaded in turn", () => {
    const network = chain([
      ["in", { type: "Input", shape: [3000] }],
      ["dense1", { type: "Linear", weight: filled([3000, 3000], 0.5) }], ["if1", fires(3000)],
      ["dense2", { type: "Linear", weight: filled([3000, 3000], 0.5) }], ["if2", fires(3000)],
      ["out", { type: "Output", shape: [3000] }],
    ]); // prettier-ignore
    const { report } = AKIDA1000.compile(network, OPTIONS);
    expect(report.violations).toMatchObject([{ code: "SEQUENCES", layer: "network", need: 86, limit: 80 }]);
    expect(report.violations[0]?.formula).toBe("if1 43 + if2 43");
    const split = AKIDA1000.compile(network, { ...OPTIONS, hwOnly: false });
    expect(split.program).not.toBeNull();
    expect(split.report.warnings.map(({ code }) => code)).toContain("SOFTWARE_SEQUENCE");
  });

  it("refuses a layer that needs more processors than there are, however it is split", () => {
    expect(codesOf(product(57_000, 400), { ...OPTIONS, hwOnly: false })).toEqual(["NP_COUNT if"]);
  });
});
