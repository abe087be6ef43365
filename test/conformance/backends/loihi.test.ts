import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CompileOptions } from "../../../src/backends/backend.ts";
import { energiesOf } from "../../../src/backends/ledger.ts";
import { LOIHI1, LOIHI2 } from "../../../src/backends/loihi/loihi.ts";
import { Random } from "../../../src/core/random.ts";
import { chain, type NetworkNode } from "../../../src/snn/network.ts";
import { filled, sizeOf, tensor, type Shape, type Tensor } from "../../../src/snn/tensor.ts";
import { readCostCase, runCostCase } from "../../support/loihi-cost-case.ts";
import { losesLittleOnFrames } from "../../support/chip-on-frames.ts";
import { DATA_FOLDER, lacksData } from "../../support/skip.ts";
import {
  backendSuite,
  type BackendCase,
  type MappedNetwork,
  type Misfit,
  programOf,
  referenceOutputs,
  someEvents,
} from "./backend.case.ts";

/** Whole, even numbers that the chip stores as they are. */
function integers(shape: Shape, seed: number): Tensor {
  const random = new Random(seed);
  return tensor(
    shape,
    Float64Array.from({ length: sizeOf(shape) }, () => 2 * Math.floor(random.between(-40, 60))),
  );
}

const sixtyFourths = (shape: Shape): Tensor => {
  const { data } = integers(shape, 11);
  return tensor(
    shape,
    data.map((value) => value / 64),
  );
};

const input = (...shape: number[]): NetworkNode => ({ type: "Input", shape });
const output = (...shape: number[]): NetworkNode => ({ type: "Output", shape });
const linear = (out: number, into: number, seed = 1): NetworkNode => ({
  type: "Linear",
  weight: integers([out, into], seed),
});
const fires = (shape: Shape, threshold: number): NetworkNode => ({
  type: "IF",
  r: filled(shape, 1),
  vThreshold: filled(shape, threshold),
  vReset: filled(shape, 0),
});
function conv(
  weight: Shape,
  more: { readonly stride?: number; readonly padding?: number; readonly groups?: number } = {},
): NetworkNode {
  const { stride = 1, padding = 0, groups = 1 } = more;
  return {
    type: "Conv2d",
    inputShape: null,
    weight: integers(weight, 3),
    stride: [stride, stride],
    padding: [padding, padding],
    dilation: [1, 1],
    groups,
    bias: filled([weight[0] ?? 0], 0),
  };
}

/** Decays of 1/4 and 1/8 a step; the chip adds the input, and the current, unscaled. */
const leaking = (count: number, threshold: number): NetworkNode => ({
  type: "CubaLIF",
  tauSyn: filled([count], 4),
  tauMem: filled([count], 8),
  r: filled([count], 8),
  vLeak: filled([count], 0),
  wIn: filled([count], 4),
  vThreshold: filled([count], threshold),
  vReset: filled([count], 0),
});

/** In the chip's integers. */
const EXACT: CompileOptions = { choice: { rule: "loihi", dt: 1, reset: "value" }, steps: 3 };

const convolution: MappedNetwork = {
  name: "a padded convolution",
  network: chain([
    ["in", input(2, 7, 6)],
    ["conv", conv([3, 2, 3, 3], { padding: 1 })],
    ["neurons", fires([3, 7, 6], 90)],
    ["out", output(3, 7, 6)],
  ]),
  options: EXACT,
};

const fitting: MappedNetwork[] = [
  convolution,
  {
    name: "a product",
    network: chain([
      ["in", input(30)],
      ["dense", linear(20, 30)],
      ["neurons", fires([20], 120)],
      ["out", output(20)],
    ]),
    options: EXACT,
  },
  {
    name: "convolution, pooling, readout",
    network: chain([
      ["in", input(1, 12, 12)],
      ["conv", conv([4, 1, 3, 3], { stride: 2, padding: 1 })],
      ["neurons", fires([4, 6, 6], 60)],
      ["pool", { type: "SumPool2d", kernelSize: [2, 2], stride: [2, 2], padding: [0, 0] }],
      ["flat", { type: "Flatten", inputShape: null, startDim: 0, endDim: -1 }],
      ["readout", linear(5, 36)],
      ["out", output(5)],
    ]),
    options: EXACT,
  },
  {
    name: "neurons with a current that decays and a leak",
    network: chain([
      ["in", input(12)],
      ["w", linear(9, 12, 7)],
      ["first", leaking(9, 150)],
      ["v", linear(5, 9, 8)],
      ["second", leaking(5, 90)],
      ["out", output(5)],
    ]),
    options: { ...EXACT, steps: 9 },
  },
  {
    name: "neurons with a bias, the first of which acts before the input comes",
    network: chain([
      ["in", input(10)],
      ["w", linear(8, 10, 4)],
      ["first", fires([8], 60)],
      ["v", { type: "Affine", weight: integers([6, 8], 5), bias: tensor([6], [5, -9, 40, 0, -2, 17]) }],
      ["second", fires([6], 55)],
      ["out", output(6)],
    ]),
    options: EXACT,
  },
  {
    name: "a network of lava-dl, weights in multiples of 2/64",
    network: chain([
      ["in", input(12)],
      ["w", { type: "Linear", weight: sixtyFourths([9, 12]) }],
      ["first", leaking(9, 1.7)],
      ["v", { type: "Linear", weight: sixtyFourths([5, 9]) }],
      ["second", leaking(5, 0.9)],
      ["out", output(5)],
    ]),
    options: { choice: { rule: "slayer", dt: 1, reset: "value" }, steps: 9 },
  },
  {
    name: "neurons that feed back to themselves",
    network: {
      type: "NIRGraph",
      nodes: new Map([
        ["in", input(8)], ["w", linear(10, 8, 4)], ["neurons", fires([10], 50)], ["back", linear(10, 10, 5)], ["out", output(10)],
      ]), // prettier-ignore
      edges: [["in", "w"], ["w", "neurons"], ["neurons", "back"], ["back", "neurons"], ["neurons", "out"]], // prettier-ignore
    },
    options: EXACT,
  },
  {
    name: "a way round a layer",
    network: {
      type: "NIRGraph",
      nodes: new Map([
        ["in", input(8)], ["w", linear(10, 8, 4)], ["first", fires([10], 50)], ["v", linear(6, 10, 5)],
        ["short", linear(6, 8, 6)], ["second", fires([6], 70)], ["out", output(6)],
      ]), // prettier-ignore
      edges: [["in", "w"], ["w", "first"], ["first", "v"], ["v", "second"], ["in", "short"], ["short", "second"], ["second", "out"]], // prettier-ignore
    },
    options: EXACT,
  },
];

const FLOAT: CompileOptions = { choice: { rule: "spikingjelly", dt: 1, reset: "value" }, steps: 1 };

const wide = chain([
  ["in", input(1, 40, 40)],
  ["conv", conv([8, 1, 5, 5], { stride: 2, padding: 2 })],
  ["first", fires([8, 20, 20], 60)],
  ["next", conv([6, 8, 3, 3], { padding: 1 })],
  ["second", fires([6, 20, 20], 40)],
  ["out", output(6, 20, 20)],
]);

/** Products and their neurons, one behind the other. */
function stack(
  sizes: readonly number[],
  neurons: (count: number, n: number) => NetworkNode,
): MappedNetwork["network"] {
  const [first = 1, ...rest] = sizes;
  const layers = rest.flatMap((count, n): [string, NetworkNode][] => [
    [`w${String(n)}`, { type: "Linear", weight: filled([count, sizes[n] ?? 1], 0.1) }],
    [`n${String(n)}`, neurons(count, n)],
  ]);
  return chain([["in", input(first)], ...layers, ["out", output(sizes.at(-1) ?? 1)]]);
}

const leaky = (
  count: number,
  more: { readonly tau?: number; readonly tauSyn?: number } = {},
): NetworkNode => ({
  type: "CubaLIF",
  tauSyn: filled([count], more.tauSyn ?? 2),
  tauMem: filled([count], more.tau ?? 4),
  r: filled([count], 1),
  vLeak: filled([count], 0),
  wIn: filled([count], 1),
  vThreshold: filled([count], 1),
  vReset: filled([count], 0),
});

const ascending = (count: number): Tensor =>
  tensor(
    [count],
    Float64Array.from({ length: count }, (_, n) => 1 + n / 1000),
  );

/** Complaints that users of the chip's tools have filed, and every bound of a core. */
const misfits: Misfit[] = [
  {
    name: "4608 inputs a neuron, 4096 axons a core (spikingjelly 543)",
    network: chain([["in", input(512, 3, 3)], ["conv", conv([8, 512, 3, 3])], ["neurons", fires([8, 1, 1], 1)], ["out", output(8, 1, 1)]]), // prettier-ignore
    options: FLOAT,
    code: "IN_AXONS",
    layer: "neurons",
    hint: /455 input channels fit in place of 512, or 2 groups/,
  },
  {
    name: "a product of 5000 inputs",
    network: stack([5000, 4], (count) => fires([count], 1)),
    options: FLOAT,
    code: "IN_AXONS",
    layer: "n0",
    hint: /4096 inputs fit/,
  },
  {
    name: "more neurons than all cores hold, and the block is named (nengo-loihi 60, 279)",
    network: chain([["in", input(1, 300, 300)], ["conv", conv([16, 1, 3, 3])], ["block", fires([16, 298, 298], 1)], ["out", output(16, 298, 298)]]), // prettier-ignore
    options: FLOAT,
    code: "COMPARTMENTS",
    layer: "block",
    hint: /chips, or a stride of 2/,
  },
  {
    name: "an input larger than all cores have axons for is answered at once (lava 826)",
    network: chain([["in", input(2, 980, 980)], ["conv", conv([1, 2, 980, 980])], ["neurons", fires([1, 1, 1], 1)], ["out", output(1, 1, 1)]]), // prettier-ignore
    options: FLOAT,
    code: "IN_AXONS",
    layer: "in",
    hint: /a region of the sensor/,
  },
  {
    name: "every neuron a threshold of its own",
    network: stack([4, 2000], (count) => ({ type: "IF", r: filled([count], 1), vThreshold: ascending(count), vReset: filled([count], 0) })), // prettier-ignore
    options: FLOAT,
    code: "CFG_COUNT",
    layer: "n0",
    hint: /chips/,
  },
  {
    name: "layers that fit one by one, not together",
    network: stack([10, 5, ...Array<number>(130).fill(3)], (count) => fires([count], 1)),
    options: FLOAT,
    code: "CORES",
    layer: "in",
    hint: /2 chips in place of 1/,
  },
  {
    name: "weights that are no 8-bit integers, in a network that is said to be in the chip's",
    network: chain([["in", input(2)], ["w", { type: "Linear", weight: tensor([1, 2], [3, -300]) }], ["n", fires([1], 9)], ["out", output(1)]]), // prettier-ignore
    options: EXACT,
    code: "WEIGHT_RANGE",
    layer: "w",
    hint: /rule in floats/,
  },
  {
    name: "a bias behind a current that decays",
    network: chain([["in", input(3)], ["w", { type: "Affine", weight: integers([2, 3], 1), bias: tensor([2], [4, 4]) }], ["n", leaking(2, 50)], ["out", output(2)]]), // prettier-ignore
    options: EXACT,
    code: "UNSUPPORTED_LAYER",
    layer: "n",
    hint: /bias 0/,
  },
  {
    name: "a delay of 80 steps",
    network: chain([["in", input(3)], ["wait", { type: "Delay", delay: filled([3], 80) }], ["w", linear(2, 3)], ["n", fires([2], 9)], ["out", output(2)]]), // prettier-ignore
    options: FLOAT,
    code: "DELAY_RANGE",
    layer: "wait",
    hint: /a delay of 62 steps/,
  },
  {
    name: "a synapse that forgets in 20,000 steps",
    network: stack([3, 2], (count) => leaky(count, { tauSyn: 20_000 })),
    options: FLOAT,
    code: "DECAY_RANGE",
    layer: "n0",
    hint: /4096 steps or less/,
  },
  {
    name: "a membrane that forgets within a step",
    network: stack([3, 2], (count) => leaky(count, { tau: 0.3 })),
    options: FLOAT,
    code: "DECAY_RANGE",
    layer: "n0",
    hint: /at least one step/,
  },
  {
    name: "a loop over two layers",
    network: {
      type: "NIRGraph",
      nodes: new Map([
        ["in", input(3)], ["w", linear(3, 3)], ["first", fires([3], 9)], ["v", linear(3, 3)], ["second", fires([3], 9)],
        ["back", linear(3, 3)], ["out", output(3)],
      ]), // prettier-ignore
      edges: [["in", "w"], ["w", "first"], ["first", "v"], ["v", "second"], ["second", "back"], ["back", "first"], ["second", "out"]], // prettier-ignore
    },
    options: EXACT,
    code: "LOOP",
    layer: "back",
    hint: /feeds back to itself/,
  },
  {
    name: "poolings that overlap",
    network: chain([["in", input(1, 9, 9)], ["pool", { type: "SumPool2d", kernelSize: [3, 3], stride: [2, 2], padding: [0, 0] }], ["conv", conv([2, 1, 2, 2])], ["n", fires([2, 3, 3], 9)], ["out", output(2, 3, 3)]]), // prettier-ignore
    options: EXACT,
    code: "UNSUPPORTED_LAYER",
    layer: "pool",
    hint: /stride 3x3/,
  },
  {
    name: "shapes that do not go together",
    network: chain([
      ["in", input(4)],
      ["w", linear(2, 5)],
      ["n", fires([2], 9)],
      ["out", output(2)],
    ]),
    options: EXACT,
    code: "NETWORK_INVALID",
    layer: "w",
    hint: /mend/,
  },
];

/** More weights than 128 cores hold. */
const manyWeights = (neurons: number): Misfit => ({
  name: "weights beyond all cores' memory",
  network: chain([
    ["in", input(4096)],
    ["w", { type: "Linear", weight: tensor([neurons, 4096], new Float32Array(neurons * 4096).fill(0.1)) }],
    ["n", fires([neurons], 1)],
    ["out", output(neurons)],
  ]),
  options: FLOAT,
  code: "SYNAPSE_BITS",
  layer: "n",
  hint: /weights fit/,
});

/** What the neurons of the first chip cannot do, and those of the second are programmed for. */
const misfitsOfFixedNeurons: Misfit[] = [
  {
    name: "a reset by subtraction over several steps",
    network: stack([3, 2], (count) => fires([count], 1)),
    options: { choice: { rule: "spikingjelly", dt: 1, reset: "subtract" }, steps: 4 },
    code: "UNSUPPORTED_LAYER",
    layer: "n0",
    hint: /loihi2/,
  },
  {
    name: "a lowest potential over several steps",
    network: stack([3, 2], (count) => fires([count], 1)),
    options: { choice: { rule: "spikingjelly", dt: 1, reset: "value", vMin: -1 }, steps: 4 },
    code: "UNSUPPORTED_LAYER",
    layer: "n0",
    hint: /loihi2/,
  },
];

const COST_CASES = join(DATA_FOLDER, "loihi-cost");

const costCases = (): string[] =>
  existsSync(COST_CASES)
    ? readdirSync(COST_CASES).filter((each) => existsSync(join(COST_CASES, each, "input.json")))
    : [];

interface CostExpected {
  readonly totals: {
    readonly energy_J: { readonly total: number };
    readonly time_s: { readonly cycle: number };
  };
}

function backendCase(backend: typeof LOIHI1): BackendCase {
  return {
    backend,
    convolution,
    fitting,
    misfits:
      backend === LOIHI1
        ? [...misfits, manyWeights(4100), ...misfitsOfFixedNeurons]
        : [...misfits, manyWeights(6200)],
    own: {
      "golden-vectors": () => {
        it.each(fitting)(
          "$name: spike for spike what the bit-accurate rule gives layer by layer",
          (mapped) => {
            const program = programOf(backend, mapped);
            const session = backend.open(program, { seed: 1, carryState: false });
            let spikes = 0;
            for (let seed = 0; seed < 12; seed++) {
              const events = someEvents(program.inputs, 0.35, seed);
              const { outputs } = session.submit(events);
              expect([...outputs]).toEqual([...referenceOutputs(mapped, events)]);
              spikes += outputs.reduce((sum, value) => sum + value, 0);
            }
            expect(spikes).not.toBe(0);
          },
        );
      },
      "cost-cases": () => {
        it.skipIf(lacksData("loihi-cost")).each(costCases())(
          "%s: the energies of an independent model to 1e-6, its cycle-accurate time to 10 %%",
          (name) => {
            const folder = join(COST_CASES, name);
            const { totals } = JSON.parse(
              readFileSync(join(folder, "expected.json"), "utf8"),
            ) as CostExpected;
            const { account } = runCostCase(readCostCase(folder));
            const table = LOIHI1.describe().energies;
            const energies = Object.values(
              energiesOf(account.ledger, table, account.deviceNs).dynamicNj ?? {},
            );
            const totalJ = energies.reduce((sum, nj) => sum + nj, 0) * 1e-9;
            expect(Math.abs(totalJ / totals.energy_J.total - 1)).toBeLessThan(1e-6);
            expect(Math.abs((account.deviceNs * 1e-9) / totals.time_s.cycle - 1)).toBeLessThan(0.1);
          },
        );
      },
      accuracy: () => losesLittleOnFrames(backend, 0.1),
      "state-between-windows": () => {
        it("forgets between windows unless asked to carry, and goes on where it was when asked", () => {
          const [mapped = convolution] = fitting;
          const program = programOf(backend, mapped);
          const events = someEvents(program.inputs, 0.3, 2);
          const forget = backend.open(program, { seed: 1, carryState: false });
          const first = [...forget.submit(events).outputs];
          expect([...forget.submit(events).outputs]).toEqual(first);
          const carry = backend.open(program, { seed: 1, carryState: true });
          expect([...carry.submit(events).outputs]).toEqual(first);
          expect([...carry.submit(events).outputs]).not.toEqual(first);
          carry.reset();
          expect([...carry.submit(events).outputs]).toEqual(first);
        });
      },
    },
    skips: {
      quantiser: "of DynapCNN; Loihi has another, whose report is checked above",
      "spike-rule": "of event-driven chips; Loihi's neurons step",
      "neuron-modes": "of TrueNorth",
      "device-noise": "of analog chips; Loihi is digital",
    },
  };
}

backendSuite(backendCase(LOIHI1));
backendSuite(backendCase(LOIHI2));

it("takes more events than the input has elements, each for a spike", () => {
  const [mapped = convolution] = fitting;
  const program = programOf(LOIHI2, mapped);
  const synops = (indices: readonly number[]): number => {
    const session = LOIHI2.open(program, { seed: 1, carryState: false });
    session.step?.({ indices, count: indices.length });
    return session.ledger.total("synops");
  };
  const many = 2 * program.inputs + 3;
  expect(synops(Array<number>(many).fill(1))).toBe(many * synops([1]));
});

describe.each([LOIHI1, LOIHI2])("placement on $name", (backend) => {
  it("more cores give the same outputs and counts but for messages and hops, in less time", () => {
    const [fewest, fastest] = (["fewest", "fastest"] as const).map((placement) => {
      const { program, report } = backend.compile(wide, { ...FLOAT, placement });
      if (program === null) throw new TypeError("it fits");
      const session = backend.open(program, { seed: 1, carryState: false });
      const { outputs } = session.submit(someEvents(program.inputs, 0.1, 3));
      const { messagesOut, messagesIn, hopsEastWest, hopsNorthSouth, ...counts } = session.ledger.totals();
      const cores = report.layers.flatMap((layer) => layer.cores ?? []).length;
      const sent = [messagesOut, messagesIn, hopsEastWest, hopsNorthSouth];
      return { outputs: [...outputs], counts, sent, cores, deviceNs: session.deviceNs };
    });
    expect(fastest!.cores).toBeGreaterThan(fewest!.cores);
    expect(fastest!.deviceNs).toBeLessThan(fewest!.deviceNs / 2);
    expect(fastest!.outputs).toEqual(fewest!.outputs);
    expect(fastest!.counts).toEqual(fewest!.counts);
    expect(fastest!.sent).not.toEqual(fewest!.sent);
    expect(fastest!.outputs.some((output) => output > 0)).toBe(true);
  });
});
