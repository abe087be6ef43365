import { expect, it } from "vitest";
import { AKIDA1000 } from "../../../src/backends/akida/akida.ts";
import { type CompileOptions, decodeOutputs } from "../../../src/backends/backend.ts";
import { Random } from "../../../src/core/random.ts";
import { chain, type NetworkGraph, type NetworkNode } from "../../../src/snn/network.ts";
import { filled, sizeOf, tensor, type Shape, type Tensor } from "../../../src/snn/tensor.ts";
import { losesLittleOnFrames } from "../../support/chip-on-frames.ts";
import {
  backendSuite,
  type BackendCase,
  type MappedNetwork,
  type Misfit,
  programOf,
  referenceOutputs,
  someEvents,
} from "./backend.case.ts";

/** Whole numbers up to `most`, which each filter has once, so that its scale is 1 and nothing is rounded. */
function integers(shape: Shape, most: number, seed: number): Tensor {
  const random = new Random(seed);
  const perFilter = sizeOf(shape) / (shape[0] ?? 1);
  return tensor(
    shape,
    Float64Array.from({ length: sizeOf(shape) }, (_, n) =>
      n % perFilter === 0 ? most : Math.floor(random.between(-most, most + 1)),
    ),
  );
}

const input = (...shape: number[]): NetworkNode => ({ type: "Input", shape });
const output = (...shape: number[]): NetworkNode => ({ type: "Output", shape });
const linear = (out: number, into: number, seed = 1): NetworkNode => ({
  type: "Linear",
  weight: integers([out, into], 7, seed),
});
const fires = (shape: Shape, threshold: number): NetworkNode => ({
  type: "IF",
  r: filled(shape, 1),
  vThreshold: filled(shape, threshold),
  vReset: filled(shape, 0),
});
const pool = (size: number): NetworkNode => ({
  type: "AvgPool2d",
  kernelSize: [size, size],
  stride: [size, size],
  padding: [0, 0],
});
const flatten: NetworkNode = { type: "Flatten", inputShape: null, startDim: 0, endDim: -1 };
function conv(
  weight: Shape,
  more: {
    readonly stride?: number;
    readonly padding?: number;
    readonly bias?: number;
    readonly most?: number;
  } = {},
): NetworkNode {
  const { stride = 1, padding = 0, bias = 0, most = 7 } = more;
  return {
    type: "Conv2d",
    inputShape: null,
    weight: integers(weight, most, weight[0] ?? 1),
    stride: [stride, stride],
    padding: [padding, padding],
    dilation: [1, 1],
    groups: 1,
    bias: filled([weight[0] ?? 0], bias),
  };
}

const ONE_STEP: CompileOptions = { choice: { rule: "spikingjelly", dt: 1, reset: "subtract" }, steps: 1 };

const convolution: MappedNetwork = {
  name: "a padded convolution",
  network: chain([["in", input(1, 7, 6)], ["conv", conv([3, 1, 3, 3], { padding: 1, most: 127 })], ["neurons", fires([3, 7, 6], 80)], ["out", output(3, 7, 6)]]), // prettier-ignore
  options: ONE_STEP,
};

const deep: MappedNetwork = {
  name: "convolutions, a product with bias, a readout",
  network: chain([
    ["in", input(1, 11, 11)], ["conv", conv([4, 1, 3, 3], { stride: 2, padding: 1, most: 127 })], ["first", fires([4, 6, 6], 60)],
    ["conv2", conv([6, 4, 3, 3], { padding: 1, bias: 2 })], ["second", fires([6, 6, 6], 9)], ["flat", flatten],
    ["dense", { type: "Affine", weight: integers([10, 216], 7, 5), bias: filled([10], -1.5) }], ["third", fires([10], 12)],
    ["readout", linear(5, 10, 8)], ["out", output(5)],
  ]), // prettier-ignore
  options: ONE_STEP,
};

const fitting: MappedNetwork[] = [
  convolution,
  deep,
  {
    name: "a product of events",
    network: chain([["in", input(30)], ["dense", linear(20, 30)], ["neurons", fires([20], 12)], ["out", output(20)]]), // prettier-ignore
    options: ONE_STEP,
  },
];

const behind = (...nodes: readonly (readonly [string, NetworkNode])[]): NetworkGraph =>
  chain([
    ["in", input(1, 9, 9)],
    ["conv", conv([2, 1, 3, 3], { padding: 1 })],
    ["first", fires([2, 9, 9], 5)],
    ...nodes,
  ]);

const misfit = (
  name: string,
  network: NetworkGraph,
  [code, layer, hint]: readonly [Misfit["code"], string, RegExp],
  options = ONE_STEP,
): Misfit => ({ name, network, options, code, layer, hint });

const misfits: Misfit[] = [
  misfit("two polarities as two channels", chain([["in", input(2, 9, 9)], ["conv", conv([3, 2, 3, 3], { padding: 1 })], ["neurons", fires([3, 9, 9], 5)], ["out", output(3, 9, 9)]]), ["INPUT_CHANNELS", "conv", /1 channel, or 3/]),
  misfit("an input of 4 rows", chain([["in", input(1, 4, 9)], ["conv", conv([3, 1, 3, 3], { padding: 1 })], ["neurons", fires([3, 4, 9], 5)], ["out", output(3, 4, 9)]]), ["INPUT_SIZE", "conv", /border/]),
  misfit("a kernel of 9x9", behind(["conv2", conv([2, 2, 9, 9], { padding: 4 })], ["neurons", fires([2, 9, 9], 5)], ["out", output(2, 9, 9)]), ["KERNEL", "conv2", /7x7/]),
  misfit("stride 2 with 5x5", behind(["conv2", conv([2, 2, 5, 5], { padding: 2, stride: 2 })], ["neurons", fires([2, 5, 5], 5)], ["out", output(2, 5, 5)]), ["STRIDE", "conv2", /kernel of 3x3/]),
  misfit("no padding behind the first layer", behind(["conv2", conv([2, 2, 3, 3])], ["neurons", fires([2, 7, 7], 5)], ["out", output(2, 7, 7)]), ["PADDING", "conv2", /padding 1x1/]),
  misfit("a pooling before a convolution", behind(["pool", pool(3)], ["conv2", conv([2, 2, 3, 3], { padding: 1 })], ["neurons", fires([2, 3, 3], 5)], ["out", output(2, 3, 3)]), ["POOL", "pool", /stride 3/]),
  misfit("a pooling before a product", behind(["pool", pool(3)], ["flat", flatten], ["dense", linear(4, 18)], ["neurons", fires([4], 5)], ["out", output(4)]), ["POOL_ORDER", "pool", /stride 3/]),
  misfit("97 filters of 7x7", chain([["in", input(1, 9, 9)], ["conv", conv([97, 1, 7, 7], { padding: 3 })], ["neurons", fires([97, 9, 9], 5)], ["out", output(97, 9, 9)]]), ["FILTERS", "conv", /96 filters/]),
  misfit("57,335 inputs of a product", chain([["in", input(57_335)], ["dense", linear(1, 57_335)], ["neurons", fires([1], 5)], ["out", output(1)]]), ["FC_SIZE", "dense", /stride or fewer channels/]),
  misfit("16 steps, so 5 bits", convolution.network, ["BITS", "neurons", /15 steps/], { ...ONE_STEP, steps: 16 }),
  misfit("a layer of 92 processors", chain([["in", input(57_000)], ["dense", linear(340, 57_000)], ["neurons", fires([340], 5)], ["out", output(340)]]), ["NP_COUNT", "neurons", /a layer of \d+ weights/]),
  misfit("a silent fallback to software: two layers of 43 processors", chain([["in", input(3000)], ["dense", linear(3000, 3000)], ["first", fires([3000], 5)], ["dense2", linear(3000, 3000)], ["second", fires([3000], 5)], ["out", output(3000)]]), ["SEQUENCES", "network", /6 processors less/]),
  misfit("a way round a layer", { type: "NIRGraph", nodes: new Map<string, NetworkNode>([["in", input(4)], ["w", linear(4, 4)], ["first", fires([4], 5)], ["v", linear(4, 4, 2)], ["second", fires([4], 5)], ["out", output(4)]]), edges: [["in", "w"], ["w", "first"], ["first", "v"], ["in", "v"], ["v", "second"], ["second", "out"]] }, ["UNSUPPORTED_LAYER", "second", /one layer behind the other/]),
  misfit("neurons that feed back", { type: "NIRGraph", nodes: new Map<string, NetworkNode>([["in", input(8)], ["w", linear(10, 8)], ["a", fires([10], 5)], ["back", linear(10, 10, 5)], ["out", output(10)]]), edges: [["in", "w"], ["w", "a"], ["a", "back"], ["back", "a"], ["a", "out"]] }, ["LOOP", "a", /no state/]),
  misfit("a leak over several steps", chain([["in", input(4)], ["w", linear(4, 4)], ["lif", { type: "LIF", tau: filled([4], 10), r: filled([4], 1), vLeak: filled([4], 0), vThreshold: filled([4], 1), vReset: filled([4], 0) }], ["out", output(4)]]), ["UNSUPPORTED_LAYER", "lif", /IF neurons, or one step/], { ...ONE_STEP, steps: 3 }),
]; // prettier-ignore

const akidaCase: BackendCase = {
  backend: AKIDA1000,
  convolution,
  fitting,
  misfits,
  own: {
    "golden-vectors": () => {
      it.each(fitting)(
        "$name: what the network gives in double precision, for weights that are not rounded",
        (mapped) => {
          const program = programOf(AKIDA1000, mapped);
          const session = AKIDA1000.open(program);
          const outputs = new Float64Array(program.outputs);
          const seen = new Set<number>();
          for (let seed = 0; seed < 12; seed++) {
            const events = someEvents(program.inputs, 0.35, seed);
            decodeOutputs(program, session.submit(events), outputs);
            expect([...outputs]).toEqual([...referenceOutputs(mapped, events)]);
            outputs.forEach((value) => seen.add(value));
          }
          expect(seen.size).toBeGreaterThan(1);
        },
      );
    },
    quantiser: () => {
      it.each([3, 15])("%i steps of IF neurons are as many levels of one pass, spike for spike", (steps) => {
        const options = { ...ONE_STEP, steps };
        const mapped = { name: "", network: convolution.network, options };
        const program = programOf(AKIDA1000, mapped);
        const session = AKIDA1000.open(program);
        const levels = new Set<number>();
        for (let seed = 0; seed < 6; seed++) {
          const events = someEvents(program.inputs, 0.35, seed);
          const { outputs } = session.submit(events);
          expect([...outputs]).toEqual([...referenceOutputs(mapped, events)]);
          outputs.forEach((level) => levels.add(level));
        }
        expect(levels.size).toBeGreaterThan(3);
        expect(program.unit[0]).toBe(1 / steps);
      });

      it("rounds filter by filter, and says how many weights it cut off and how many bits it uses", () => {
        const random = new Random(4);
        const weight = tensor(
          [2, 300],
          Float64Array.from({ length: 600 }, (_, n) => (n < 300 ? 1 : 100) * random.between(-1, 1)),
        );
        const network = chain([["in", input(300)], ["dense", { type: "Linear", weight }], ["neurons", fires([2], 3)], ["out", output(2)]]); // prettier-ignore
        const [four] = AKIDA1000.compile(network, ONE_STEP).report.quantisation;
        const [two] = AKIDA1000.compile(network, { ...ONE_STEP, weightBits: 2 }).report.quantisation;
        expect(four?.bits).toBe(4);
        expect(two?.bits).toBe(2);
        expect(four?.max_abs_err).toBeLessThan(100 / 7);
        expect(two?.saturated).toBeGreaterThan(four?.saturated ?? NaN);
      });
    },
    "state-between-windows": () => {
      it("keeps nothing: a frame gives the same after any other, whatever is asked", () => {
        const program = programOf(AKIDA1000, deep);
        const frames = [1, 2, 3, 4].map((seed) => someEvents(program.inputs, 0.3, seed));
        const session = AKIDA1000.open(program);
        const inOrder = frames.map((frame) => [...session.submit(frame).outputs]);
        const backwards = [...frames].reverse().map((frame) => [...session.submit(frame).outputs]);
        expect(backwards.reverse()).toEqual(inOrder);
        expect([...session.submit(frames[0] ?? { indices: [], count: 0 }).outputs]).toEqual(inOrder[0]);
        expect([...session.submit(frames[0] ?? { indices: [], count: 0 }).outputs]).toEqual(inOrder[0]);
      });

      it("counts additions of pixels that count 1 and products of the others, weights of 0 left out", () => {
        // one filter of its centre alone, one of nine weights
        const weights = [0, 0, 0, 0, 7, 0, 0, 0, 0, ...Array<number>(9).fill(7)];
        const weight = tensor([2, 1, 3, 3], Float64Array.from(weights));
        const network = chain([
          ["in", input(1, 9, 9)],
          ["conv", { ...conv([2, 1, 3, 3], { padding: 1 }), weight } as NetworkNode],
          ["neurons", fires([2, 9, 9], 5)],
          ["out", output(2, 9, 9)],
        ]);
        const session = AKIDA1000.open(programOf(AKIDA1000, { name: "", network, options: ONE_STEP }));
        const [once, twice, corner] = [3 * 9 + 3, 5 * 9 + 6, 0];
        session.submit({ indices: [once, twice, twice, corner], count: 4 });
        const { ledger } = session;
        expect(ledger.total("messagesIn")).toBe(3);
        expect(ledger.total("synops")).toBe(18 + 18 + 8); // a corner has 4 neighbours
        expect(ledger.total("effectiveAcs")).toBe(10 + 5);
        expect(ledger.total("effectiveMacs")).toBe(10);
      });

      it("counts events of a pixel up to what a byte holds, and says how many were too many", () => {
        const program = programOf(AKIDA1000, convolution);
        const session = AKIDA1000.open(program);
        const many = new Int32Array(300).fill(9);
        expect(session.submit({ indices: many, count: 255 }).saturated).toBe(0);
        expect(session.submit({ indices: many, count: 300 }).saturated).toBe(45);
        expect(session.ledger.total("eventsDropped")).toBe(45);
        expect(session.ledger.total("effectiveMacs")).toBeGreaterThan(0);
      });
    },
    accuracy: () => losesLittleOnFrames(AKIDA1000, 0.1),
  },
  skips: {
    "cost-cases": "no other account of this chip's cost is public",
    "spike-rule": "of event-driven chips; this one passes frames",
    "neuron-modes": "of TrueNorth",
    "device-noise": "of analog chips; Akida is digital",
  },
};

backendSuite(akidaCase);
