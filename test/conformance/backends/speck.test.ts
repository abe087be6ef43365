import { expect, it } from "vitest";
import type { CompileOptions } from "../../../src/backends/backend.ts";
import type { SpeckProgram } from "../../../src/backends/speck/compile.ts";
import { SPECK2F } from "../../../src/backends/speck/speck.ts";
import { Random } from "../../../src/core/random.ts";
import {
  chain,
  type Edge,
  type NetworkGraph,
  type NetworkNode,
  type PoolNode,
} from "../../../src/snn/network.ts";
import { filled, sizeOf, tensor, type Shape, type Tensor } from "../../../src/snn/tensor.ts";
import { vectorCases } from "../../support/snn-vectors.ts";
import { type HandLayer, speckByHand } from "../../support/speck-by-hand.ts";
import { speckRule } from "./speck-rule.case.ts";
import {
  backendSuite,
  type BackendCase,
  type MappedNetwork,
  type Misfit,
  programOf,
  someEvents,
} from "./backend.case.ts";

function numbers(shape: Shape, seed: number): Tensor {
  const random = new Random(seed);
  return tensor(
    shape,
    Float64Array.from({ length: sizeOf(shape) }, () => random.between(-0.35, 0.5)),
  );
}

const input = (...shape: number[]): NetworkNode => ({ type: "Input", shape });
const output = (...shape: number[]): NetworkNode => ({ type: "Output", shape });
const linear = (out: number, into: number, seed = 1) => ({
  type: "Linear" as const,
  weight: numbers([out, into], seed),
});
const fires = (shape: Shape, threshold = 1): NetworkNode => ({
  type: "IF",
  r: filled(shape, 1),
  vThreshold: filled(shape, threshold),
  vReset: filled(shape, 0),
});
const pool = (size: number, type: PoolNode["type"] = "SumPool2d", stride = size): NetworkNode => ({
  type,
  kernelSize: [size, size],
  stride: [stride, stride],
  padding: [0, 0],
});
const flatten: NetworkNode = { type: "Flatten", inputShape: null, startDim: 0, endDim: -1 };
function conv(
  weight: Shape,
  more: {
    readonly stride?: number;
    readonly padding?: number;
    readonly bias?: number;
    readonly groups?: number;
  } = {},
) {
  const { stride = 1, padding = 0, bias = 0, groups = 1 } = more;
  return {
    type: "Conv2d" as const,
    inputShape: null,
    weight: numbers(weight, weight[0] ?? 1),
    stride: [stride, stride] as const,
    padding: [padding, padding] as const,
    dilation: [1, 1] as const,
    groups,
    bias: filled([weight[0] ?? 0], bias),
  };
}

const V_MIN = -2;
const OPTIONS: CompileOptions = {
  choice: { rule: "sinabs", dt: 1, reset: "subtract", vMin: V_MIN },
  steps: 2,
};

const convolution: MappedNetwork = {
  name: "a padded convolution",
  network: chain([["in", input(2, 7, 6)], ["conv", conv([3, 2, 3, 3], { padding: 1 })], ["neurons", fires([3, 7, 6])], ["out", output(3, 7, 6)]]), // prettier-ignore
  options: OPTIONS,
};

const fitting: MappedNetwork[] = [
  convolution,
  {
    name: "a product",
    network: chain([["in", input(30)], ["dense", linear(20, 30)], ["neurons", fires([20])], ["out", output(20)]]), // prettier-ignore
    options: OPTIONS,
  },
  {
    name: "convolution, average pooling, readout",
    network: chain([
      ["in", input(1, 12, 12)], ["conv", conv([4, 1, 3, 3], { stride: 2, padding: 1 })], ["neurons", fires([4, 6, 6])],
      ["pool", pool(2, "AvgPool2d")], ["flat", flatten], ["readout", linear(5, 36)], ["out", output(5)],
    ]), // prettier-ignore
    options: OPTIONS,
  },
  {
    name: "a way round a layer, joined at one convolution",
    network: {
      type: "NIRGraph",
      nodes: new Map<string, NetworkNode>([
        ["in", input(2, 5, 5)], ["w", conv([2, 2, 3, 3], { padding: 1 })], ["first", fires([2, 5, 5])],
        ["v", conv([3, 2, 3, 3])], ["second", fires([3, 3, 3])], ["out", output(3, 3, 3)],
      ]), // prettier-ignore
      edges: [["in", "w"], ["w", "first"], ["first", "v"], ["in", "v"], ["v", "second"], ["second", "out"]], // prettier-ignore
    },
    options: OPTIONS,
  },
  {
    name: "a bias that the slow clock adds",
    network: chain([["in", input(1, 4, 4)], ["conv", conv([2, 1, 2, 2], { bias: 0.3 })], ["neurons", fires([2, 3, 3])], ["out", output(2, 3, 3)]]), // prettier-ignore
    options: OPTIONS,
  },
];

/** A chain of one convolution and its neurons, or more. */
const layers = (shape: Shape, ...nodes: readonly (readonly [string, NetworkNode])[]): NetworkGraph =>
  chain([["in", input(...shape)], ...nodes, ["out", output(...outputOf(nodes))]]);

function outputOf(nodes: readonly (readonly [string, NetworkNode])[]): Shape {
  const last = nodes.at(-1)?.[1];
  return last?.type === "IF" ? last.r.shape : [];
}

const misfit = (
  name: string,
  network: NetworkGraph,
  [code, layer, hint]: readonly [Misfit["code"], string, RegExp],
  options = OPTIONS,
): Misfit => ({ name, network, options, code, layer, hint });

/** Four layers that need more than 32 Ki neuron words: only three cores have them. */
const fourLarge = layers(
  [1, 32, 32],
  ...[1, 40, 40, 40].map((channels, n): [string, NetworkNode][] => [
    [`conv${n}`, conv([40, channels, 1, 1])],
    [`large${n}`, fires([40, 32, 32])],
  ]).flat(),
); // prettier-ignore

const ring: Edge[] = [["in", "w"], ["w", "a"], ["a", "back"], ["back", "a"], ["a", "out"]]; // prettier-ignore

const misfits: Misfit[] = [
  misfit("the example of the docs: 16 -> 32 channels, 3x3 on 64x64 (128 Ki words)", layers([16, 64, 64], ["conv", conv([32, 16, 3, 3], { padding: 1 })], ["neurons", fires([32, 64, 64])]), ["NEURON_MEMORY", "neurons", /stride 2 -> 32768 fits cores 0-4/]),
  misfit("a 33x33 map of 32 channels counts as 64x64", layers([1, 33, 33], ["conv", conv([32, 1, 1, 1])], ["neurons", fires([32, 33, 33])]), ["NEURON_MEMORY", "neurons", /stride 2 -> 32768 fits/]),
  misfit("a kernel of 64 -> 128 channels, 5x5", layers([64, 8, 8], ["conv", conv([128, 64, 5, 5])], ["neurons", fires([128, 4, 4])]), ["KERNEL_MEMORY", "neurons", /32 output channels -> 65536 fits cores 5-6/]),
  misfit("1025 biases", layers([1, 1, 1], ["conv", conv([1025, 1, 1, 1], { bias: 0.1 })], ["neurons", fires([1025, 1, 1])]), ["BIAS_MEMORY", "neurons", /1024 output channels/]),
  misfit("1025 channels", layers([1025, 1, 1], ["conv", conv([2, 1025, 1, 1])], ["neurons", fires([2, 1, 1])]), ["CHANNELS", "conv", /1024 channels/]),
  misfit("a map of 65", layers([1, 65, 65], ["conv", conv([1, 1, 1, 1])], ["neurons", fires([1, 65, 65])]), ["MAP_GT_64", "neurons", /stride 2 -> 33x33/]),
  misfit("an input of 346x260", layers([1, 260, 346], ["conv", conv([1, 1, 8, 8], { stride: 8 })], ["neurons", fires([1, 32, 43])]), ["INPUT_GT_128", "in", /pooled 4x4 .*128x128/]),
  misfit("a kernel of 17x17", layers([1, 20, 20], ["conv", conv([1, 1, 17, 17])], ["neurons", fires([1, 4, 4])]), ["KERNEL", "conv", /16x16/]),
  misfit("a stride of 3", layers([1, 9, 9], ["conv", conv([1, 1, 3, 3], { stride: 3 })], ["neurons", fires([1, 3, 3])]), ["STRIDE", "conv", /2 or 4/]),
  misfit("a padding of 8", layers([1, 9, 9], ["conv", conv([1, 1, 3, 3], { padding: 8 })], ["neurons", fires([1, 23, 23])]), ["PADDING", "conv", /padding 7/]),
  misfit("a pooling of 3x3", layers([1, 9, 9], ["conv", conv([1, 1, 1, 1])], ["first", fires([1, 9, 9])], ["pool", pool(3)], ["conv2", conv([1, 1, 1, 1])], ["neurons", fires([1, 3, 3])]), ["POOL", "pool", /2x2 in all/]),
  misfit("two poolings, 8x8 together", layers([1, 16, 16], ["conv", conv([1, 1, 1, 1])], ["first", fires([1, 16, 16])], ["pool", pool(4)], ["pool2", pool(2)], ["conv2", conv([1, 1, 1, 1])], ["neurons", fires([1, 2, 2])]), ["POOL", "pool2", /4x4 in all/]),
  misfit("ten layers", layers([1, 1, 1], ...Array.from({ length: 10 }, (_, n): [string, NetworkNode][] => [[`conv${n}`, conv([1, 1, 1, 1])], [`if${n}`, fires([1, 1, 1])]]).flat()), ["CORES_GT_9", "network", /1 layers fewer/]),
  misfit("no valid mapping found (sinabs 118, 293): four layers for three cores", fourLarge, ["NO_MATCHING", "network", /20 output channels in large0: 2 cores more/]),
  misfit(
    "a layer of 32 Ki kernel and 40 Ki neuron words: each core has one or the other",
    layers([16, 32, 32], ["conv", conv([40, 16, 5, 5], { padding: 2 })], ["neurons", fires([40, 32, 32])]),
    ["NO_MATCHING", "neurons", /20 output channels in neurons: 5 cores more/],
  ),
  misfit("neurons that feed back", { type: "NIRGraph", nodes: new Map<string, NetworkNode>([["in", input(8)], ["w", linear(10, 8, 4)], ["a", fires([10])], ["back", linear(10, 10, 5)], ["out", output(10)]]), edges: ring }, ["LOOP", "a", /leave out the way from a to a/]),
  misfit("a layer that feeds three", {
    type: "NIRGraph",
    nodes: new Map<string, NetworkNode>([["in", input(4)], ...[1, 2, 3].flatMap((n): [string, NetworkNode][] => [[`w${n}`, linear(4, 4, n)], [`if${n}`, fires([4])]]), ["join", linear(4, 4, 9)], ["last", fires([4])], ["out", output(4)]]),
    edges: [...[1, 2, 3].flatMap((n): Edge[] => [["in", `w${n}`], [`w${n}`, `if${n}`], [`if${n}`, "join"]]), ["join", "last"], ["last", "out"]],
  }, ["FANOUT_GT_2", "in", /if3 fed by another layer/]),
  misfit("LIF neurons", chain([["in", input(4)], ["w", linear(4, 4)], ["lif", { type: "LIF", tau: filled([4], 10), r: filled([4], 1), vLeak: filled([4], 0), vThreshold: filled([4], 1), vReset: filled([4], 0) }], ["out", output(4)]]), ["UNSUPPORTED_LAYER", "lif", /IF neurons/]),
  misfit("neurons without weights", chain([["in", input(4)], ["neurons", fires([4])], ["out", output(4)]]), ["UNSUPPORTED_LAYER", "neurons", /1x1 convolution before neurons/]),
  misfit("a lowest potential that is not set, which sinabs takes for -32768", convolution.network, ["V_MIN_UNSET", "neurons", /vMin -\d+ or higher/], { ...OPTIONS, choice: { rule: "sinabs", dt: 1, reset: "subtract" } }),
]; // prettier-ignore

interface DiscretizeCase {
  readonly weight: number[][][][];
  readonly bias: number[] | null;
  readonly spike_threshold: number;
  readonly min_v_mem: number | null;
  readonly scale: number;
  readonly weight_int: number[][][][];
  readonly threshold_int: number;
  readonly min_v_mem_int: number;
}
const discretized = vectorCases<DiscretizeCase>("dynapcnn_discretize");

/** A layer of a case, on a map of 5x5. */
function compileCase({ weight, bias, spike_threshold: threshold, min_v_mem: vMin }: DiscretizeCase) {
  const node = { ...conv([3, 2, 3, 3]), weight: tensor([3, 2, 3, 3], weight.flat(3)) };
  const network = chain([
    ["in", input(2, 5, 5)],
    ["conv", bias === null ? node : { ...node, bias: tensor([3], bias) }],
    ["neurons", fires([3, 3, 3], threshold)],
    ["out", output(3, 3, 3)],
  ]);
  const choice = { ...OPTIONS.choice, ...(vMin === null ? {} : { vMin }) };
  if (vMin !== null) return SPECK2F.compile(network, { choice, steps: 1 });
  return SPECK2F.compile(network, { choice: { rule: "sinabs", dt: 1, reset: "subtract" }, steps: 1 });
}

/** The scale by hand: the least of what each number allows. */
function scaleByHand(weights: Float64Array | Float32Array, threshold: number, vMin: number): number {
  const allows = (values: ArrayLike<number>, top: number): number =>
    Array.from(values).reduce(
      (least, value) => Math.min(least, value > 0 ? top / value : value < 0 ? (top + 1) / -value : Infinity),
      Infinity,
    );
  return Math.min(allows(weights, 127), allows([threshold, vMin], 32767));
}

/** Chains of `fitting` as plain layers, for the rule written down anew. */
const byHand: readonly {
  readonly mapped: MappedNetwork;
  readonly map: readonly [number, number, number];
  readonly layers: readonly HandLayer[];
}[] = [
  {
    mapped: convolution,
    map: [2, 7, 6],
    layers: [
      {
        weights: conv([3, 2, 3, 3], { padding: 1 }),
        neurons: { threshold: 1, vMin: V_MIN, returnToZero: false },
      },
    ],
  },
  {
    mapped: fitting[2] ?? convolution,
    map: [1, 12, 12],
    layers: [
      {
        weights: conv([4, 1, 3, 3], { stride: 2, padding: 1 }),
        neurons: { threshold: 1, vMin: V_MIN, returnToZero: false },
      },
      { weights: linear(5, 36), pool: { size: 2, average: true }, neurons: null },
    ],
  },
];

const speckCase: BackendCase = {
  backend: SPECK2F,
  convolution,
  fitting,
  misfits,
  choice: { rule: "spikingjelly", dt: 1, reset: "value", vMin: -3 },
  own: {
    "golden-vectors": () => {
      it.each(byHand)(
        "$mapped.name: event for event what the rule gives when it is written down anew",
        ({ mapped, map, layers: hand }) => {
          const program = programOf(SPECK2F, mapped);
          const session = SPECK2F.open(program, { seed: 1, carryState: false });
          let sum = 0;
          for (let seed = 0; seed < 12; seed++) {
            const events = someEvents(program.inputs, 0.35, seed);
            const { outputs } = session.submit(events);
            expect([...outputs]).toEqual(
              speckByHand(map, hand, { events: Array.from(events.indices), steps: mapped.options.steps }),
            );
            sum += outputs.reduce((total, value) => total + Math.abs(value), 0);
          }
          expect(sum).toBeGreaterThan(10);
        },
      );
    },
    quantiser: () => {
      it.skipIf(discretized.length === 0).each(discretized)(
        "threshold $spike_threshold, lowest $min_v_mem: sinabs' integers, or a refusal where sinabs has no lowest potential",
        (c) => {
          const { report, program } = compileCase(c);
          if (c.min_v_mem === null) {
            expect(report.violations.map(({ code }) => code)).toEqual(["V_MIN_UNSET"]);
            return;
          }
          expect(report.quantisation[0]?.scale).toBeCloseTo(c.scale, 4); // sinabs computes it in single precision
          const [, placed] = (program as SpeckProgram).parts;
          const { weights = new Int32Array(0), threshold, vMin } = placed?.integers ?? {};
          // [channel][row][column][output] here, [output][channel][row][column] there
          const theirs = Array.from(
            { length: 54 },
            (_, n) =>
              c.weight_int[n % 3]?.[Math.floor(n / 27)]?.[Math.floor(n / 9) % 3]?.[Math.floor(n / 3) % 3],
          );
          expect([...weights]).toEqual(theirs);
          expect([threshold, vMin]).toEqual([c.threshold_int, c.min_v_mem_int]);
        },
      );

      it.each([
        { threshold: 1, vMin: -1, bits: [7, 8] },
        { threshold: 400, vMin: -1, bits: [6, 8] },
        { threshold: 10_000, vMin: -1, bits: [1, 4] },
        { threshold: 1, vMin: -4000, bits: [2, 5] },
        { threshold: 0.01, vMin: -0.02, bits: [7, 8] },
      ])(
        "the scale at threshold $threshold and lowest potential $vMin is that of the formula",
        ({ threshold, vMin, bits }) => {
          const weights = conv([3, 2, 3, 3]);
          const network = chain([
            ["in", input(2, 5, 5)],
            ["conv", weights],
            ["neurons", fires([3, 3, 3], threshold)],
            ["out", output(3, 3, 3)],
          ]);
          const { report } = SPECK2F.compile(network, { choice: { ...OPTIONS.choice, vMin }, steps: 1 });
          const [found] = report.quantisation;
          expect(found?.scale).toBeCloseTo(scaleByHand(weights.weight.data, threshold, vMin), 9);
          expect(found?.bits).toBeGreaterThanOrEqual(bits[0] ?? NaN);
          expect(found?.bits).toBeLessThanOrEqual(bits[1] ?? NaN);
          expect(report.warnings.some(({ code }) => code === "EFFECTIVE_BITS")).toBe((found?.bits ?? 0) < 5);
        },
      );
    },
    "spike-rule": speckRule,
    "state-between-windows": () => {
      it("forgets between windows unless asked to carry, and charges for that", () => {
        const program = programOf(SPECK2F, convolution);
        const events = someEvents(program.inputs, 0.3, 2);
        const forget = SPECK2F.open(program, { seed: 1, carryState: false });
        const first = [...forget.submit(events).outputs];
        expect([...forget.submit(events).outputs]).toEqual(first);
        const carry = SPECK2F.open(program, { seed: 1, carryState: true });
        expect([...carry.submit(events).outputs]).toEqual(first);
        expect([...carry.submit(events).outputs]).not.toEqual(first);
        carry.reset();
        expect([...carry.submit(events).outputs]).toEqual(first);
        const neurons = 3 * 7 * 6;
        expect(forget.ledger.total("neuronAccesses")).toBe(2 * neurons);
        expect(carry.ledger.total("neuronAccesses")).toBe(0);
        expect(forget.submit(events).deviceNs - carry.submit(events).deviceNs).toBeCloseTo(neurons * 10, 3);
      });
    },
  },
  skips: {
    accuracy: "ball-real has no lowest potential; a network trained for cores without steps is to come",
    "cost-cases": "no other account of this chip's cost is public",
    "neuron-modes": "of TrueNorth",
    "device-noise": "of analog chips; the chance that users see on Speck is not described anywhere",
  },
};

backendSuite(speckCase);
