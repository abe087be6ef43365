import { expect, it } from "vitest";
import { type CompileOptions, decodeOutputs } from "../../../src/backends/backend.ts";
import type { TrueNorthOptions, TrueNorthProgram } from "../../../src/backends/truenorth/compile.ts";
import { TRUENORTH } from "../../../src/backends/truenorth/truenorth.ts";
import { Random } from "../../../src/core/random.ts";
import { chain, type Edge, type NetworkGraph, type NetworkNode } from "../../../src/snn/network.ts";
import { ReferenceRun } from "../../../src/snn/reference-run.ts";
import { filled, sizeOf, tensor, type Shape, type Tensor } from "../../../src/snn/tensor.ts";
import { losesLittleOnFrames } from "../../support/chip-on-frames.ts";
import { neuronModes } from "./truenorth-neuron.case.ts";
import {
  backendSuite,
  type BackendCase,
  type MappedNetwork,
  type Misfit,
  programOf,
  referenceOutputs,
  someEvents,
} from "./backend.case.ts";

/** Whole numbers from `least` to `most`, the largest size in each filter, so that a code of that many levels holds them. */
function integers(shape: Shape, [least, most]: readonly [number, number], seed: number): Tensor {
  const random = new Random(seed);
  const perFilter = sizeOf(shape) / (shape[0] ?? 1);
  const whole = (): number => Math.floor(random.between(least, most + 1));
  return tensor(
    shape,
    Float64Array.from({ length: sizeOf(shape) }, (_, n) =>
      n % perFilter === 0 ? (-least > most ? least : most) : whole(),
    ),
  );
}

const TERNARY = [-1, 1] as const;
const THREE_BITS = [-4, 3] as const;
const FOUR_BITS = [-8, 7] as const;

const input = (...shape: number[]): NetworkNode => ({ type: "Input", shape });
const output = (...shape: number[]): NetworkNode => ({ type: "Output", shape });
const linear = (out: number, into: number, range: readonly [number, number] = TERNARY): NetworkNode => ({
  type: "Linear",
  weight: integers([out, into], range, out + into),
});
const fires = (shape: Shape, threshold: number, reset = 0): NetworkNode => ({
  type: "IF",
  r: filled(shape, 1),
  vThreshold: filled(shape, threshold),
  vReset: filled(shape, reset),
});
const flatten: NetworkNode = { type: "Flatten", inputShape: null, startDim: 0, endDim: -1 };
const sumPool: NetworkNode = { type: "SumPool2d", kernelSize: [2, 2], stride: [2, 2], padding: [0, 0] };
const delay = (shape: Shape, steps: number): NetworkNode => ({ type: "Delay", delay: filled(shape, steps) });
function conv(
  weight: Shape,
  more: {
    readonly stride?: number;
    readonly padding?: number;
    readonly groups?: number;
    readonly bias?: number;
    readonly range?: readonly [number, number];
  } = {},
): NetworkNode {
  const { stride = 1, padding = 0, groups = 1, bias = 0, range = TERNARY } = more;
  return {
    type: "Conv2d",
    inputShape: null,
    weight: integers(weight, range, weight[0] ?? 1),
    stride: [stride, stride],
    padding: [padding, padding],
    dilation: [1, 1],
    groups,
    bias: filled([weight[0] ?? 0], bias),
  };
}

const ONE_STEP: CompileOptions = { choice: { rule: "spikingjelly", dt: 1, reset: "subtract" }, steps: 1 };
const FOUR_STEPS: CompileOptions = { ...ONE_STEP, steps: 4 };

const convolution: MappedNetwork = {
  name: "a padded convolution",
  network: chain([["in", input(2, 7, 6)], ["conv", conv([3, 2, 3, 3], { padding: 1 })], ["neurons", fires([3, 7, 6], 2)], ["out", output(3, 7, 6)]]), // prettier-ignore
  options: ONE_STEP,
};

const deepNetwork = chain([
  ["in", input(1, 15, 15)], ["conv", conv([4, 1, 5, 5], { stride: 2, padding: 1 })], ["first", fires([4, 7, 7], 2)],
  ["conv2", conv([8, 2, 3, 3], { padding: 1, groups: 2, range: THREE_BITS })], ["second", fires([8, 7, 7], 4)],
  ["pool", sumPool], ["conv3", conv([20, 2, 3, 3], { groups: 4, bias: -1 })], ["third", fires([20, 1, 1], 2)], ["flat", flatten],
  ["readout", { type: "Affine", weight: integers([6, 20], FOUR_BITS, 3), bias: filled([6], 0.25) }], ["out", output(6)],
]); // prettier-ignore

const deep: MappedNetwork = { name: "groups, pooling, three and four bits, a bias, a readout", network: deepNetwork, options: ONE_STEP }; // prettier-ignore

const around = (between: readonly [string, NetworkNode][], edges: readonly Edge[]): NetworkGraph => ({
  type: "NIRGraph",
  nodes: new Map<string, NetworkNode>([
    ["in", input(2, 5, 5)], ["w", conv([2, 2, 3, 3], { padding: 1 })], ["first", fires([2, 5, 5], 2)],
    ["v", conv([3, 2, 3, 3])], ["u", conv([3, 2, 3, 3])], ["second", fires([3, 3, 3], 2)], ["out", output(3, 3, 3)], ...between,
  ]), // prettier-ignore
  edges: [["in", "w"], ["w", "first"], ["first", "v"], ["v", "second"], ["u", "second"], ["second", "out"], ...edges], // prettier-ignore
});

const fitting: MappedNetwork[] = [
  convolution,
  deep,
  { name: "the same over several steps", network: deepNetwork, options: FOUR_STEPS },
  {
    name: "a product, reset to a value, with a floor",
    network: chain([["in", input(60)], ["w", linear(40, 60)], ["first", fires([40], 5, -1)], ["v", linear(9, 40)], ["second", fires([9], 3, 1)], ["out", output(9)]]), // prettier-ignore
    options: { choice: { rule: "spikingjelly", dt: 1, reset: "value", vMin: -2 }, steps: 6 },
  },
  { name: "a way round a layer, joined", network: around([], [["in", "u"]]), options: FOUR_STEPS },
  {
    name: "a delay on the way round",
    network: around([["late", delay([2, 5, 5], 2)]], [["in", "late"], ["late", "u"]]), // prettier-ignore
    options: FOUR_STEPS,
  },
  {
    name: "neurons that are put out and go on",
    network: {
      type: "NIRGraph",
      nodes: new Map<string, NetworkNode>([["in", input(8)], ["w", linear(6, 8)], ["first", fires([6], 2)], ["v", linear(4, 6)], ["second", fires([4], 1)], ["out", output(6)]]), // prettier-ignore
      edges: [["in", "w"], ["w", "first"], ["first", "out"], ["first", "v"], ["v", "second"]], // prettier-ignore
    },
    options: FOUR_STEPS,
  },
];

const behind = (...nodes: readonly (readonly [string, NetworkNode])[]): NetworkGraph =>
  chain([["in", input(8)], ["w", linear(6, 8)], ["first", fires([6], 1)], ...nodes]);

const withAxons = (axonsPerInput: number): TrueNorthOptions => ({ ...ONE_STEP, axonsPerInput });

const misfits: Misfit[] = [
  {
    name: "refuses 512·3·3 inputs of a neuron, and says how many groups would fit",
    network: chain([["in", input(512, 3, 3)], ["conv", conv([4, 512, 3, 3])], ["neurons", fires([4, 1, 1], 1)], ["out", output(4, 1, 1)]]), // prettier-ignore
    options: ONE_STEP,
    code: "FANIN_GT_256",
    layer: "neurons",
    hint: /^128 inputs a neuron: 36 groups/,
  },
  {
    name: "refuses a layer whose ternary weights need more than a core's axons: 32·3·3 inputs twice",
    network: chain([["in", input(32, 5, 5)], ["conv", conv([4, 32, 3, 3])], ["neurons", fires([4, 3, 3], 1)], ["out", output(4, 3, 3)]]), // prettier-ignore
    options: ONE_STEP,
    code: "FANIN_GT_256",
    layer: "neurons",
    hint: /3 groups/,
  },
  {
    name: "refuses more types of axons than there are",
    network: convolution.network,
    options: withAxons(5),
    code: "AXON_TYPES",
    layer: "neurons",
    hint: /^1 to 4/,
  },
  {
    name: "refuses more levels of a weight than a layer's inputs leave axons for",
    network: chain([["in", input(100)], ["w", linear(4, 100)], ["neurons", fires([4], 1)], ["out", output(4)]]), // prettier-ignore
    options: withAxons(4),
    code: "WEIGHT_LEVELS",
    layer: "neurons",
    hint: /^2 axons an input, or 64 inputs/,
  },
  {
    name: "refuses a threshold that no whole number holds beside its weights",
    network: chain([["in", input(8)], ["w", linear(4, 8)], ["neurons", fires([4], 3e5)], ["out", output(4)]]), // prettier-ignore
    options: FOUR_STEPS,
    code: "WEIGHT_LEVELS",
    layer: "neurons",
    hint: /^a threshold of 2\.62e\+5 at most/,
  },
  {
    name: "refuses more cores than a chip has",
    network: chain([["in", input(1, 90, 90)], ["conv", conv([1, 1, 11, 11])], ["neurons", fires([1, 80, 80], 1)], ["out", output(1, 80, 80)]]), // prettier-ignore
    options: ONE_STEP,
    code: "CORE_COUNT",
    layer: "network",
    hint: /^2 chips/,
  },
  {
    name: "refuses more neurons than all cores have, by their number alone",
    network: chain([["in", input(1)], ["w", { type: "Linear", weight: filled([1_100_000, 1], 1) }], ["neurons", fires([1_100_000], 1)], ["out", output(1_100_000)]]), // prettier-ignore
    options: ONE_STEP,
    code: "CORE_COUNT",
    layer: "neurons",
    hint: /^1048576 neurons/,
  },
  {
    name: "refuses a spike that goes to more axons than a splitter core has neurons",
    network: behind(["v", { type: "Linear", weight: integers([17_000, 6], FOUR_BITS, 1) }], ["second", fires([17_000], 1)], ["out", output(17_000)]), // prettier-ignore
    options: ONE_STEP,
    code: "FANOUT",
    layer: "first",
    hint: /% of what it feeds/,
  },
  {
    name: "refuses a delay that axons cannot hold",
    network: behind(["late", delay([6], 40)], ["v", linear(4, 6)], ["second", fires([4], 1)], ["out", output(4)]), // prettier-ignore
    options: FOUR_STEPS,
    code: "DELAY",
    layer: "second",
    hint: /^a delay of \d+ steps/,
  },
  {
    name: "refuses a way back",
    network: {
      type: "NIRGraph",
      nodes: new Map<string, NetworkNode>([["in", input(6)], ["w", linear(6, 6)], ["first", fires([6], 1)], ["back", linear(6, 6)], ["out", output(6)]]), // prettier-ignore
      edges: [["in", "w"], ["w", "first"], ["first", "back"], ["back", "first"], ["first", "out"]], // prettier-ignore
    },
    options: FOUR_STEPS,
    code: "LOOP",
    layer: "first",
    hint: /chain/,
  },
  {
    name: "refuses a leak by a share over several steps",
    network: chain([["in", input(4)], ["w", linear(2, 4)], ["neurons", { type: "LIF", tau: filled([2], 2), r: filled([2], 2), vLeak: filled([2], 0), vThreshold: filled([2], 1), vReset: filled([2], 0) }], ["out", output(2)]]), // prettier-ignore
    options: FOUR_STEPS,
    code: "UNSUPPORTED_LAYER",
    layer: "neurons",
    hint: /IF neurons/,
  },
];

/** What the host reads of a window. */
function decoded(mapped: MappedNetwork, events: ReturnType<typeof someEvents>): number[] {
  const program = programOf(TRUENORTH, mapped);
  const result = TRUENORTH.open(program, { seed: 1, carryState: false }).submit(events);
  const values = new Float64Array(program.outputs);
  decodeOutputs(program, result, values);
  return [...values];
}

const trueNorthCase: BackendCase = {
  backend: TRUENORTH,
  convolution,
  fitting,
  misfits,
  own: {
    "neuron-modes": () => {
      neuronModes();

      it.each(fitting)("$name: gives what the network gives in double precision", (mapped) => {
        const seen = new Set<number>();
        const program = programOf(TRUENORTH, mapped);
        for (let seed = 0; seed < 6; seed++) {
          const events = someEvents(program.inputs, 0.3, seed);
          const expected = referenceOutputs(mapped, events);
          decoded(mapped, events).forEach((value, n) => {
            expect(value).toBeCloseTo((expected[n] ?? NaN) / mapped.options.steps, 9);
            seen.add(value);
          });
        }
        expect(seen.size).toBeGreaterThan(1);
      });

      it("does a layer a tick, and one more where spikes are split", () => {
        const program = programOf(TRUENORTH, deep) as TrueNorthProgram;
        const { report } = TRUENORTH.compile(deep.network, deep.options);
        expect(program.timing.starts).toEqual([0, 0, 2, 4, 6]);
        expect(report.latency_steps).toBe(7);
        const { deviceNs } = TRUENORTH.open(program, { seed: 1, carryState: false }).submit(
          someEvents(225, 0.2, 1),
        );
        expect(deviceNs).toBe(7e6);
      });

      it("an event that stands twice in a step is one, and told", () => {
        const session = TRUENORTH.open(programOf(TRUENORTH, convolution), { seed: 1, carryState: false });
        const twice = [...session.submit({ indices: [9, 9, 17], count: 3 }).outputs];
        expect(session.ledger.total("eventsDropped")).toBe(1);
        expect(twice).toEqual([...session.submit({ indices: [9, 17], count: 2 }).outputs]);
      });
    },
    quantiser: () => {
      const rounded = (values: readonly number[], options: TrueNorthOptions = ONE_STEP) => {
        const weight = tensor([1, values.length], Float64Array.from(values));
        const network = chain([["in", input(values.length)], ["w", { type: "Linear", weight }], ["read", fires([1], 1)], ["out", output(1)]]); // prettier-ignore
        return TRUENORTH.compile(network, options).report;
      };

      it("takes as few axons as hold the weights as they are", () => {
        const bits = [[2, 0, 2], [-3, -3, 0], [0.5, -0.5, 0], [3, -4, 1], [7, -8, 3]].map((weights) => rounded(weights).quantisation[0]?.bits); // prettier-ignore
        expect(bits).toEqual([1, 1, 1.585, 3, 4]);
      });

      it("rounds others to as many levels as their inputs leave axons for, and says so", () => {
        const many = Array.from({ length: 100 }, (_, n) => 1 + n / 100);
        const { quantisation, warnings, violations } = rounded([
          ...many.slice(0, 50),
          ...many.slice(50).map((w) => -w),
        ]);
        expect(violations).toEqual([]);
        expect(quantisation[0]?.bits).toBe(1.585);
        expect(quantisation[0]?.max_abs_err).toBeCloseTo(0.52, 2);
        expect(warnings).toMatchObject([{ code: "EFFECTIVE_BITS", layer: "read" }]);
        expect(rounded(many.slice(0, 64)).quantisation[0]?.bits).toBe(4);
      });

      it("takes poorer weights where richer ones need more cores than there are", () => {
        const random = new Random(5);
        const weight = tensor(
          [4, 2, 3, 3],
          Float64Array.from({ length: 72 }, () => random.between(-1, 1)),
        );
        const wide = conv([4, 2, 3, 3], { padding: 1 });
        const network = chain([["in", input(2, 130, 130)], ["conv", { ...wide, weight } as NetworkNode], ["neurons", fires([4, 130, 130], 1)], ["out", output(4, 130, 130)]]); // prettier-ignore
        const { report } = TRUENORTH.compile(network, ONE_STEP);
        expect(report.fits).toBe(true);
        expect(report.quantisation[0]?.bits).toBeGreaterThan(1.5);
      });
    },
    "state-between-windows": () => {
      const small: MappedNetwork = {
        name: "",
        network: chain([
          ["in", input(12)],
          ["w", linear(6, 12)],
          ["first", fires([6], 4)],
          ["out", output(6)],
        ]),
        options: ONE_STEP,
      };

      it("goes on from window to window when asked, else each window is the first", () => {
        const program = programOf(TRUENORTH, small);
        const carrying = TRUENORTH.open(program, { seed: 1, carryState: true });
        const fresh = TRUENORTH.open(program, { seed: 1, carryState: false });
        const run = new ReferenceRun(small.network, small.options.choice);
        let differ = 0;
        for (let seed = 0; seed < 20; seed++) {
          const events = someEvents(12, 0.4, seed);
          const frame = new Float64Array(12);
          for (let e = 0; e < events.count; e++) frame[events.indices[e] ?? 0] = 1;
          run.step({ in: frame });
          const outputs = [...carrying.submit(events).outputs];
          expect(outputs).toEqual([...run.output("out")]);
          const alone = [...fresh.submit(events).outputs];
          expect(alone).toEqual([...referenceOutputs(small, events)]);
          if (alone.some((value, n) => value !== outputs[n])) differ++;
        }
        expect(differ).toBeGreaterThan(3);
      });

      it("steps tick by tick, each layer as much later as it lies behind", () => {
        const program = programOf(TRUENORTH, { ...deep, options: FOUR_STEPS }) as TrueNorthProgram;
        const session = TRUENORTH.open(program, { seed: 1, carryState: true });
        const whole = TRUENORTH.open(program, { seed: 1, carryState: true });
        const events = someEvents(program.inputs, 0.25, 3);
        const nothing = { indices: [], count: 0 };
        const sum = new Float64Array(program.outputs);
        for (let tick = 0; tick < program.windowTicks; tick++) {
          session.step(tick < 4 ? events : nothing).outputs.forEach((value, n) => {
            if (tick >= program.readTick) sum[n]! += value;
          });
        }
        expect([...sum]).toEqual([...whole.submit(events).outputs]);
        expect(session.ledger.total("crossbarAdditions")).toBe(whole.ledger.total("crossbarAdditions"));
      });

      it("begins anew after a reset, and shows potentials and spikes", () => {
        const session = TRUENORTH.open(programOf(TRUENORTH, small), { seed: 1, carryState: true });
        const [v, spikes] = [new Float64Array(6), new Float64Array(6)];
        const events = someEvents(12, 0.6, 2);
        const first = [...session.submit(events).outputs];
        session.probe("first", "spikes", spikes);
        session.probe("first", "v", v);
        expect([...spikes]).toEqual(first);
        expect(v.some((value) => value !== 0)).toBe(true);
        session.reset();
        session.probe("first", "v", v);
        expect([...v]).toEqual([0, 0, 0, 0, 0, 0]);
        expect([...session.submit(events).outputs]).toEqual(first);
        expect(() => session.probe("first", "u", v)).toThrow(expect.objectContaining({ code: "usage" }));
      });
    },
    accuracy: () => losesLittleOnFrames(TRUENORTH, 0.25, "ball-truenorth"),
  },
  skips: {
    "golden-vectors": "no vectors of this chip are public",
    "cost-cases": "no other account of this chip's cost is public",
    "spike-rule": "of event-driven chips; this one steps",
    "device-noise": "of analog chips; this one's chance is asked for among the neuron's modes",
  },
};

backendSuite(trueNorthCase);
