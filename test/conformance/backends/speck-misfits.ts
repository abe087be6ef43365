import type { CompileOptions } from "../../../src/backends/backend.ts";
import type { ViolationCode } from "../../../src/backends/fit-report.ts";
import { chain, type Edge, type NetworkGraph, type NetworkNode } from "../../../src/snn/network.ts";
import { filled, tensor } from "../../../src/snn/tensor.ts";
import type { Misfit } from "./backend.case.ts";
import { conv, fires, input, layers, linear, OPTIONS, output, padded, pool } from "./speck-networks.ts";

type Complaint = readonly [code: ViolationCode, layer: string, hint: RegExp];

interface Case {
  readonly network: NetworkGraph;
  readonly options?: CompileOptions;
  /** With the change that the hint asks for. */
  readonly mended: NetworkGraph;
  readonly mendedOptions?: CompileOptions;
}

const misfit = (name: string, [code, layer, hint]: Complaint, found: Case): Misfit => {
  const { network, options = OPTIONS, mended, mendedOptions = OPTIONS } = found;
  return { name, network, options, code, layer, hint, mended: { network: mended, options: mendedOptions } };
};

/** Four layers, those after the first of 32 Ki neuron words and more: only three cores have them. */
const fourLarge = (first: number): NetworkGraph =>
  layers(
    [1, 32, 32],
    ...[1, first, 40, 40].flatMap((channels, n): [string, NetworkNode][] => {
      const out = n === 0 ? first : 40;
      return [
        [`conv${n}`, conv([out, channels, 1, 1])],
        [`large${n}`, fires([out, 32, 32])],
      ];
    }),
  );

const single = (count: number): NetworkGraph =>
  layers(
    [1, 1, 1],
    ...Array.from({ length: count }, (_, n): [string, NetworkNode][] => [
      [`conv${n}`, conv([1, 1, 1, 1])],
      [`if${n}`, fires([1, 1, 1])],
    ]).flat(),
  );

const graph = (nodes: readonly (readonly [string, NetworkNode])[], edges: readonly Edge[]): NetworkGraph => ({
  type: "NIRGraph",
  nodes: new Map(nodes),
  edges: [...edges],
});

const feedback = (...edges: Edge[]): NetworkGraph =>
  graph(
    [["in", input(8)], ["w", linear(10, 8, 4)], ["a", fires([10])], ["back", linear(10, 10, 5)], ["out", output(10)]],
    [["in", "w"], ["w", "a"], ["a", "out"], ...edges],
  ); // prettier-ignore

/** Three layers side by side; the third is fed by the input or by the first. */
const fan = (third: string): NetworkGraph =>
  graph(
    [
      ["in", input(4)],
      ...[1, 2, 3].flatMap((n): [string, NetworkNode][] => [[`w${n}`, linear(4, 4, n)], [`if${n}`, fires([4])]]),
      ["join", linear(4, 4, 9)], ["last", fires([4])], ["out", output(4)],
    ],
    [
      ["in", "w1"], ["in", "w2"], [third, "w3"], ["w1", "if1"], ["w2", "if2"], ["w3", "if3"],
      ["if1", "join"], ["if2", "join"], ["if3", "join"], ["join", "last"], ["last", "out"],
    ],
  ); // prettier-ignore

const pooled = (side: number, after: number, ...pools: readonly number[]): NetworkGraph =>
  layers(
    [1, side, side],
    ["conv", conv([1, 1, 1, 1])],
    ["first", fires([1, side, side])],
    ...pools.map((size, n): [string, NetworkNode] => [n === 0 ? "pool" : `pool${n + 1}`, pool(size)]),
    ["conv2", conv([1, 1, 1, 1])],
    ["neurons", fires([1, after, after])],
  );

const one = (shape: readonly number[], node: NetworkNode, neurons: NetworkNode): NetworkGraph =>
  layers(shape, ["conv", node], ["neurons", neurons]);

const thresholds = (...values: number[]): NetworkNode => ({
  type: "IF",
  r: filled([4], 1),
  vThreshold: tensor([4], Float64Array.from(values)),
  vReset: filled([4], 0),
});
const resetsTo = (value: number): NetworkNode => ({
  type: "IF",
  r: filled([4], 1),
  vThreshold: filled([4], 1),
  vReset: filled([4], value),
});
const lif: NetworkNode = {
  type: "LIF",
  tau: filled([4], 10),
  r: filled([4], 1),
  vLeak: filled([4], 0),
  vThreshold: filled([4], 1),
  vReset: filled([4], 0),
};
const four = (neurons: NetworkNode): NetworkGraph =>
  chain([
    ["in", input(4)],
    ["w", linear(4, 4)],
    ["neurons", neurons],
    ["out", output(4)],
  ]);
/** Weights of 100 at most, so that a small threshold rounds to nothing. */
const strong = (threshold: number): NetworkGraph =>
  chain([
    ["in", input(4)],
    ["w", { type: "Linear", weight: filled([4, 4], 100) }],
    ["neurons", fires([4], threshold)],
    ["out", output(4)],
  ]);
const BY_VALUE: CompileOptions = { ...OPTIONS, choice: { ...OPTIONS.choice, reset: "value" } };

/** Networks that a Speck 2f cannot hold, what is said of each, and what each becomes when one does as the hint says. */
export const misfits: readonly Misfit[] = [
  misfit("the example of the docs: 16 -> 32 channels, 3x3 on 64x64 (128 Ki words)", ["NEURON_MEMORY", "neurons", /stride 2 -> 32768 fits cores 0-4/], { network: one([16, 64, 64], conv([32, 16, 3, 3], { padding: 1 }), fires([32, 64, 64])), mended: one([16, 64, 64], conv([32, 16, 3, 3], { padding: 1, stride: 2 }), fires([32, 32, 32])) }),
  misfit("a 33x33 map of 32 channels counts as 64x64", ["NEURON_MEMORY", "neurons", /stride 2 -> 32768 fits/], { network: one([1, 33, 33], conv([32, 1, 1, 1]), fires([32, 33, 33])), mended: one([1, 33, 33], conv([32, 1, 1, 1], { stride: 2 }), fires([32, 17, 17])) }),
  misfit("a kernel of 64 -> 128 channels, 5x5", ["KERNEL_MEMORY", "neurons", /32 output channels -> 65536 fits cores 5-6/], { network: one([64, 8, 8], conv([128, 64, 5, 5]), fires([128, 4, 4])), mended: one([64, 8, 8], conv([32, 64, 5, 5]), fires([32, 4, 4])) }),
  misfit("a kernel that is too large for one output channel even", ["KERNEL_MEMORY", "neurons", /256 input channels -> 65536 fits cores 5-6/], { network: one([512, 16, 16], conv([1, 512, 16, 16]), fires([1, 1, 1])), mended: one([256, 16, 16], conv([1, 256, 16, 16]), fires([1, 1, 1])) }),
  misfit("1025 biases", ["BIAS_MEMORY", "neurons", /1024 output channels/], { network: one([1, 1, 1], conv([1025, 1, 1, 1], { bias: 0.1 }), fires([1025, 1, 1])), mended: one([1, 1, 1], conv([1024, 1, 1, 1], { bias: 0.1 }), fires([1024, 1, 1])) }),
  misfit("1025 channels", ["CHANNELS", "conv", /1024 channels/], { network: one([1025, 1, 1], conv([2, 1025, 1, 1]), fires([2, 1, 1])), mended: one([1024, 1, 1], conv([2, 1024, 1, 1]), fires([2, 1, 1])) }),
  misfit("a map of 65", ["MAP_GT_64", "neurons", /stride 2 -> 33x33/], { network: one([1, 65, 65], conv([1, 1, 1, 1]), fires([1, 65, 65])), mended: one([1, 65, 65], conv([1, 1, 1, 1], { stride: 2 }), fires([1, 33, 33])) }),
  misfit("an input of 346x260", ["INPUT_GT_128", "in", /pooled 4x4 .*128x128/], { network: one([1, 260, 346], conv([1, 1, 8, 8], { stride: 8 }), fires([1, 32, 43])), mended: one([1, 128, 128], conv([1, 1, 8, 8], { stride: 8 }), fires([1, 16, 16])) }),
  misfit("a kernel of 17x17", ["KERNEL", "conv", /16x16/], { network: one([1, 20, 20], conv([1, 1, 17, 17]), fires([1, 4, 4])), mended: one([1, 20, 20], conv([1, 1, 16, 16]), fires([1, 5, 5])) }),
  misfit("a kernel of 3x5", ["KERNEL", "conv", /5x5, filled up with zeros/], { network: one([1, 9, 9], conv([1, 1, 3, 5]), fires([1, 7, 5])), mended: one([1, 9, 9], conv([1, 1, 5, 5]), fires([1, 5, 5])) }),
  misfit("gaps in a kernel", ["KERNEL", "conv", /larger kernel with zeros/], { network: one([1, 9, 9], { ...conv([1, 1, 3, 3]), dilation: [2, 2] }, fires([1, 5, 5])), mended: one([1, 9, 9], conv([1, 1, 5, 5]), fires([1, 5, 5])) }),
  misfit("groups of channels", ["UNSUPPORTED_LAYER", "conv", /one group, the weights between groups 0/], { network: one([2, 5, 5], conv([2, 1, 3, 3], { groups: 2 }), fires([2, 3, 3])), mended: one([2, 5, 5], conv([2, 2, 3, 3]), fires([2, 3, 3])) }),
  misfit("a stride of 3", ["STRIDE", "conv", /2 or 4/], { network: one([1, 9, 9], conv([1, 1, 3, 3], { stride: 3 }), fires([1, 3, 3])), mended: one([1, 9, 9], conv([1, 1, 3, 3], { stride: 2 }), fires([1, 4, 4])) }),
  misfit("a padding of 8", ["PADDING", "conv", /padding 7/], { network: one([1, 9, 9], conv([1, 1, 3, 3], { padding: 8 }), fires([1, 23, 23])), mended: one([1, 9, 9], conv([1, 1, 3, 3], { padding: 7 }), fires([1, 21, 21])) }),
  misfit("more zeros after than before", ["PADDING", "conv", /odd size/], { network: one([1, 9, 9], { ...conv([1, 1, 4, 4]), padding: "same" }, fires([1, 9, 9])), mended: one([1, 9, 9], { ...conv([1, 1, 5, 5]), padding: "same" }, fires([1, 9, 9])) }),
  misfit("a pooling of 3x3", ["POOL", "pool", /2x2 in all/], { network: pooled(9, 3, 3), mended: pooled(9, 4, 2) }),
  misfit("two poolings, 8x8 together", ["POOL", "pool2", /4x4 in all/], { network: pooled(16, 2, 4, 2), mended: pooled(16, 4, 2, 2) }),
  misfit("ten layers", ["CORES_GT_9", "network", /1 layers fewer/], { network: single(10), mended: single(9) }),
  misfit("no valid mapping found (sinabs 118, 293): four layers for three cores", ["NO_MATCHING", "network", /^20 output channels in large0$/], { network: fourLarge(40), mended: fourLarge(20) }),
  misfit("a layer of 32 Ki kernel and 40 Ki neuron words: each core has one or the other", ["NO_MATCHING", "neurons", /^20 output channels in neurons$/], { network: one([16, 32, 32], conv([40, 16, 5, 5], { padding: 2 }), fires([40, 32, 32])), mended: one([16, 32, 32], conv([20, 16, 5, 5], { padding: 2 }), fires([20, 32, 32])) }),
  misfit("neurons that feed back", ["LOOP", "a", /leave out the way from a to a/], { network: feedback(["a", "back"], ["back", "a"]), mended: chain([["in", input(8)], ["w", linear(10, 8, 4)], ["a", fires([10])], ["out", output(10)]]) }),
  misfit("a layer that feeds three", ["FANOUT_GT_2", "in", /if3 fed by another layer/], { network: fan("in"), mended: fan("if1") }),
  misfit("LIF neurons", ["UNSUPPORTED_LAYER", "neurons", /IF neurons/], { network: four(lif), mended: four(fires([4])) }),
  misfit("thresholds that differ", ["UNSUPPORTED_LAYER", "neurons", /one v_threshold for all/], { network: four(thresholds(1, 1, 2, 1)), mended: four(thresholds(1, 1, 1, 1)) }),
  misfit("a reset to a value", ["UNSUPPORTED_LAYER", "neurons", /v_reset 0/], { network: four(resetsTo(0.5)), options: BY_VALUE, mended: four(resetsTo(0)), mendedOptions: BY_VALUE }),
  misfit("a threshold that rounds to 0", ["WEIGHT_RANGE", "neurons", /a threshold of 0\.787/], { network: strong(0.1), mended: strong(100 / 127) }),
  misfit("neurons without weights", ["UNSUPPORTED_LAYER", "neurons", /1x1 convolution before neurons/], { network: chain([["in", input(4, 1, 1)], ["neurons", fires([4, 1, 1])], ["out", output(4, 1, 1)]]), mended: one([4, 1, 1], conv([4, 4, 1, 1]), fires([4, 1, 1])) }),
  misfit("an input that is put out", ["UNSUPPORTED_LAYER", "in", /weights and neurons between/], { network: chain([["in", input(4)], ["out", output(4)]]), mended: four(fires([4])) }),
  misfit("a lowest potential that is not set, which sinabs takes for -32768", ["V_MIN_UNSET", "neurons", /vMin -\d+ or higher/], { network: padded, options: { ...OPTIONS, choice: { rule: "sinabs", dt: 1, reset: "subtract" } }, mended: padded }),
]; // prettier-ignore
