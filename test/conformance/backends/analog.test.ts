import { expect, it } from "vitest";
import { PCM, RRAM } from "../../../src/backends/analog/analog.ts";
import type { AnalogOptions } from "../../../src/backends/analog/compile.ts";
import type { AnalogProgram } from "../../../src/backends/analog/program.ts";
import { type Backend, decodeOutputs } from "../../../src/backends/backend.ts";
import { chain, type NetworkGraph, type NetworkNode } from "../../../src/snn/network.ts";
import { filled, type Shape, tensor } from "../../../src/snn/tensor.ts";
import {
  fires,
  input,
  linear,
  momentsOf,
  only,
  output,
  readout,
  uniform,
} from "../../support/analog-networks.ts";
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

const flatten: NetworkNode = { type: "Flatten", inputShape: null, startDim: 0, endDim: -1 };
const pool: NetworkNode = { type: "AvgPool2d", kernelSize: [2, 2], stride: [2, 2], padding: [0, 0] };
function conv(
  weight: Shape,
  more: {
    readonly stride?: number;
    readonly padding?: number;
    readonly groups?: number;
    readonly bias?: number;
  } = {},
): NetworkNode {
  const { stride = 1, padding = 0, groups = 1, bias = 0 } = more;
  return {
    type: "Conv2d",
    inputShape: null,
    weight: uniform(weight, weight[0] ?? 1),
    stride: [stride, stride],
    padding: [padding, padding],
    dilation: [1, 1],
    groups,
    bias: filled([weight[0] ?? 0], bias),
  };
}

/** All that makes a chip analog. */
const all: AnalogOptions = { ...only(), ideal: [] };

/** A chip that is what it is: nothing new at each read, so that the same windows count the same in any order. */
const FROZEN: AnalogOptions = { ...only("programming", "drift", "ir-drop", "dac", "adc"), steps: 2 };

const convolution: MappedNetwork = {
  name: "a padded convolution",
  network: chain([["in", input(2, 7, 6)], ["conv", conv([3, 2, 3, 3], { padding: 1 })], ["neurons", fires([3, 7, 6], 0.8)], ["out", output(3, 7, 6)]]), // prettier-ignore
  options: FROZEN,
};

const fitting: MappedNetwork[] = [
  convolution,
  {
    name: "convolutions, one in groups, a pooling, a product with bias, a readout",
    network: chain([
      ["in", input(1, 11, 11)], ["conv", conv([4, 1, 3, 3], { stride: 2, padding: 1 })], ["first", fires([4, 6, 6], 0.6)],
      ["depthwise", conv([8, 1, 3, 3], { padding: 1, groups: 4, bias: 0.2 })], ["second", fires([8, 6, 6], 0.4)], ["pool", pool], ["flat", flatten],
      ["dense", { type: "Affine", weight: uniform([10, 72], 5), bias: filled([10], -0.3) }], ["third", fires([10], 0.3)],
      ["readout", linear(uniform([5, 10], 8))], ["out", output(5)],
    ]), // prettier-ignore
    options: FROZEN,
  },
  {
    name: "a matrix of more rows than a tile has",
    network: chain([["in", input(600)], ["dense", linear(uniform([20, 600], 3))], ["neurons", fires([20], 2)], ["out", output(20)]]), // prettier-ignore
    options: FROZEN,
  },
  {
    name: "leaky neurons that feed back",
    network: { type: "NIRGraph", nodes: new Map<string, NetworkNode>([["in", input(12)], ["w", linear(uniform([9, 12], 7))], ["lif", { type: "LIF", tau: filled([9], 4), r: filled([9], 4), vLeak: filled([9], 0), vThreshold: filled([9], 0.7), vReset: filled([9], 0) }], ["back", linear(uniform([9, 9], 8, 0.3))], ["out", output(9)]]), edges: [["in", "w"], ["w", "lif"], ["lif", "back"], ["back", "lif"], ["lif", "out"]] }, // prettier-ignore
    options: { ...FROZEN, steps: 6 },
  },
];

const misfit = (
  name: string,
  network: NetworkGraph,
  [code, layer, hint]: readonly [Misfit["code"], string, RegExp],
  options: AnalogOptions = only("adc"),
): Misfit => ({ name, network, options, code, layer, hint });

const dense = (out: number, into: number): NetworkNode => linear(filled([out, into], 1));
const single = (...nodes: readonly (readonly [string, NetworkNode])[]): NetworkGraph =>
  chain([["in", input(4)], ["w", dense(4, 4)], ...nodes]);

const misfits: Misfit[] = [
  misfit("a layer of 79 tiles", chain([["in", input(20_000)], ["w", dense(1, 20_000)], ["neurons", fires([1], 5)], ["out", output(1)]]), ["TILE_SIZE", "neurons", /16384 inputs, or --chips 2/]),
  misfit("a layer of 68 tiles, side by side", chain([["in", input(4)], ["w", dense(17_400, 4)], ["neurons", fires([17_400], 2)], ["out", output(17_400)]]), ["TILE_SIZE", "neurons", /16384 output channels, or --chips 2/]),
  misfit("two layers of 40 tiles", chain([["in", input(10_240)], ["w", dense(2, 10_240)], ["first", fires([2], 5)], ["v", dense(10_240, 2)], ["second", fires([10_240], 1)], ["out", output(10_240)]]), ["TILE_SIZE", "network", /16 tiles less, most of all in first, or --chips 2/]),
  misfit("neurons that want more than their converter says", chain([["in", input(30)], ["w", dense(2, 30)], ["neurons", fires([2], 28)], ["out", output(2)]]), ["ADC_SATURATION", "neurons", /threshold of 24, or weights/]),
  misfit("a delay", single(["a", fires([4], 1)], ["late", { type: "Delay", delay: filled([4], 3) }], ["v", dense(4, 4)], ["b", fires([4], 1)], ["out", output(4)]), ["UNSUPPORTED_LAYER", "late", /leave out late/]),
  misfit("potentials into weights", single(["a", { type: "LI", tau: filled([4], 3), r: filled([4], 1), vLeak: filled([4], 0) }], ["v", dense(4, 4)], ["b", fires([4], 1)], ["out", output(4)]), ["UNSUPPORTED_LAYER", "a", /neurons that fire/]),
  misfit("weights behind weights", single(["v", dense(4, 4)], ["b", fires([4], 1)], ["out", output(4)]), ["UNSUPPORTED_LAYER", "v", /neurons between/]),
  misfit("a pooling whose windows overlap", chain([["in", input(1, 8, 8)], ["conv", conv([2, 1, 3, 3], { padding: 1 })], ["a", fires([2, 8, 8], 1)], ["pool", { type: "AvgPool2d", kernelSize: [2, 2], stride: [1, 1], padding: [0, 0] }], ["flat", flatten], ["w", dense(3, 98)], ["b", fires([3], 1)], ["out", output(3)]]), ["UNSUPPORTED_LAYER", "pool", /stride 2x2/]),
  misfit("a rule in integers", single(["a", fires([4], 1)], ["out", output(4)]), ["UNSUPPORTED_LAYER", "a", /rule in floats/], { ...only(), choice: { rule: "loihi", dt: 1, reset: "value" } }),
  misfit("a threshold that is no number", single(["a", { type: "IF", r: filled([4], 1), vThreshold: filled([4], NaN), vReset: filled([4], 0) }], ["out", output(4)]), ["NETWORK_INVALID", "a", /mend/]),
  misfit("nothing between input and output", chain([["in", input(4)], ["out", output(4)]]), ["UNSUPPORTED_LAYER", "in", /weights and neurons/]),
  misfit("an age before its programming", single(["a", fires([4], 1)], ["out", output(4)]), ["NETWORK_INVALID", "network", /0 or more/], { ...only(), analog: { afterS: -1 } }),
  misfit("half a round of verification", single(["a", fires([4], 1)], ["out", output(4)]), ["NETWORK_INVALID", "network", /0 to 100/], { ...only(), analog: { verifyRounds: 0.5 } }),
]; // prettier-ignore

/** What a chip gives for a network all of whose devices are exact. */
function exactOutputs(backend: Backend): void {
  it.each(fitting)("$name: without noise it gives what the network does in double precision", (mapped) => {
    const exact = { ...mapped, options: { ...mapped.options, ...only(), steps: mapped.options.steps } };
    const program = programOf(backend, exact);
    const session = backend.open(program, { seed: 1, carryState: false });
    const outputs = new Float64Array(program.outputs);
    const seen = new Set<number>();
    for (let seed = 0; seed < 8; seed++) {
      const events = someEvents(program.inputs, 0.3, seed);
      const expected = referenceOutputs(exact, events);
      decodeOutputs(program, session.submit(events), outputs);
      outputs.forEach((value, n) => {
        expect(value * mapped.options.steps).toBeCloseTo(expected[n] ?? NaN, 4);
        seen.add(value);
      });
    }
    expect(seen.size).toBeGreaterThan(1);
  });
}

function stateBetweenWindows(backend: Backend): void {
  it("carries potentials from window to window where asked, and clears them where not", () => {
    const network = single(["a", fires([4], 6)], ["out", output(4)]);
    const { program } = backend.compile(network, only());
    if (program === null) throw new TypeError("it fits");
    const events = someEvents(4, 1, 1);
    const spikes = (carryState: boolean): number[] => {
      const session = backend.open(program, { seed: 1, carryState });
      return [1, 2, 3].map(() => session.submit(events).outputs[0] ?? NaN);
    };
    expect(spikes(true)).toEqual([0, 1, 1]);
    expect(spikes(false)).toEqual([0, 0, 0]);
  });

  it("steps one by one to what a window of as many steps gives", () => {
    const mapped = fitting[3] ?? convolution;
    const program = programOf(backend, mapped);
    const events = someEvents(program.inputs, 0.4, 2);
    const whole = [...backend.open(program, { seed: 3, carryState: false }).submit(events).outputs];
    const session = backend.open(program, { seed: 3, carryState: true });
    const sum = whole.map(() => 0);
    for (let step = 0; step < program.shownSteps; step++)
      session.step?.(events).outputs.forEach((value, n) => (sum[n] = (sum[n] ?? 0) + value));
    expect(sum).toEqual(whole);
    expect(whole.some((value) => value > 0)).toBe(true);
  });
}

function deviceNoise(backend: Backend): void {
  const network = chain([["in", input(64)], ["w", linear(uniform([100, 64], 3))], ["out", output(100)]]); // prettier-ignore
  const events = someEvents(64, 0.4, 2);
  const outputs = (options: AnalogOptions, seed = 1): number[] => {
    const program = programOf(backend, { name: "", network, options });
    return [...backend.open(program, { seed, carryState: false }).submit(events).outputs];
  };
  const distance = (a: readonly number[], b: readonly number[]): number =>
    momentsOf(a.map((value, n) => value - (b[n] ?? NaN))).sd;

  it("each part of what makes it analog changes what comes out, by itself", () => {
    const exact = outputs(only());
    for (const each of ["programming", "drift", "read-noise", "output-noise", "ir-drop", "adc"] as const)
      expect(distance(outputs(only(each)), exact), each).toBeGreaterThan(1e-4);
  });

  it("ages: what comes out of the same chip is farther off after a day, and less so compensated where it drifts", () => {
    const off = (afterS: number, compensate: boolean): number =>
      distance(outputs({ ...all, analog: { afterS, compensate } }), outputs(only()));
    const [fresh, day, compensated] = [off(1, true), off(86_400, false), off(86_400, true)];
    expect(day).toBeGreaterThan(1.2 * fresh);
    if (backend.name === "pcm") expect(compensated).toBeLessThan(0.9 * day);
    else expect(Math.abs(compensated / day - 1)).toBeLessThan(0.01); // relaxes about its mean: nothing to recover
  });

  it("another seed is another chip", () => {
    expect(outputs(all, 1)).toEqual(outputs(all, 1));
    expect(distance(outputs(all, 1), outputs(all, 2))).toBeGreaterThan(0.01);
  });
}

function quantiser(backend: Backend): void {
  it("gives each column a scale of its own, so that small columns lose no more than large ones", () => {
    const weight = uniform([2, 200], 4);
    const scaled = tensor([2, 200], weight.data.map((value, n) => (n < 200 ? value : 100 * value))); // prettier-ignore
    const network = chain([["in", input(200)], ["w", linear(scaled)], ["out", output(2)]]); // prettier-ignore
    const program = programOf(backend, { name: "", network, options: all });
    const exact = programOf(backend, { name: "", network, options: only() });
    const events = someEvents(200, 0.2, 2);
    const sums = backend.open(exact, { seed: 1, carryState: false }).submit(events).outputs;
    const off = Array.from({ length: 100 }, (_, seed) => {
      const { outputs } = backend.open(program, { seed, carryState: false }).submit(events);
      return [...outputs].map((value, n) => value - (sums[n] ?? NaN));
    });
    const [small, large] = [0, 1].map((n) => momentsOf(off.map((each) => each[n] ?? NaN)).sd);
    expect((large ?? NaN) / (small ?? NaN)).toBeGreaterThan(60);
    expect((large ?? NaN) / (small ?? NaN)).toBeLessThan(160);
  });

  const scalesOf = (network: NetworkGraph, options: AnalogOptions): readonly number[] => {
    const program = programOf(backend, { name: "", network, options }) as AnalogProgram;
    return [...(program.parts[1]?.wirings[0]?.crossbar?.scaled.largest ?? [])];
  };
  /** A column of as many positive as negative weights of one size, but for the first: a 1. */
  const balanced = (into: number, threshold: number, size = 1): NetworkGraph => {
    const weight = tensor([1, into], Float64Array.from({ length: into }, (_, n) => (n === 0 ? 1 : n % 2 === 0 ? size : -size))); // prettier-ignore
    return chain([["in", input(into)], ["w", linear(weight)], ["neurons", fires([1], threshold)], ["out", output(1)]]); // prettier-ignore
  };

  it.each([
    ["sums of 64 weights that cancel out reach 5 x 8 / 2 = 20 of a converter's 12", balanced(64, 1), 20 / 12],
    ["of 512 weights in two tiles the fuller one counts", balanced(512, 1, 0.3), (0.35 + 2.5 * Math.sqrt(1 + 255 * 0.09)) / 12],
    ["twice the largest weight is the most", balanced(256, 1), 2],
    ["50 of -0.5 and 0.5 that add up to -5 reach half of that and 5 x sqrt(12.5) / 2", readout(tensor([1, 50], Float64Array.from({ length: 50 }, (_, n) => (n < 30 ? -0.5 : 0.5)))), (2.5 + 2.5 * Math.sqrt(12.5)) / 12],
    ["16 that add up reach no more than all of them", readout(filled([1, 16], 1)), 16 / 12],
    ["neurons that need all their inputs get the most room", balanced(30, 14.5), 2],
  ] as const)("scales columns by what their converters bear: %s", (_, network, scale) => {
    expect(scalesOf(network, only("adc"))[0]).toBeCloseTo(scale, 12);
    expect(scalesOf(network, only("adc", "programming"))[0]).toBeCloseTo(scale, 12);
    expect(scalesOf(network, only())[0]).toBe(scale < 1 ? 0.5 : 1);
  }); // prettier-ignore

  it("takes what a line says of several spikes for a sum that deviates less", () => {
    const [one, four] = [1, 4].map(
      (inputMost) => scalesOf(balanced(64, 1), { ...only("adc"), inputMost })[0],
    );
    expect([one, four]).toEqual([expect.closeTo(20 / 12, 12), 1]);
    expect(scalesOf(balanced(144, 1), { ...only("adc"), inputMost: 4 })[0]).toBeCloseTo(15 / 12, 12);
  });

  it.each([
    ["few weights that reach less than the converter says", balanced(16, 1), 1],
    ["ten that can never fill it", readout(filled([1, 10], 1)), 1],
    ["a column of zeros", readout(filled([1, 10], 0)), 1],
  ] as const)("leaves columns without more room than they need: %s", (_, network, scale) => {
    expect(scalesOf(network, only("adc"))[0]).toBe(scale);
  });

  it("cuts off a weight that is much larger than the others, where devices miss what is asked of them", () => {
    const network = readout(tensor([1, 40], Float64Array.from({ length: 40 }, (_, n) => (n === 0 ? 1 : 0.05)))); // prettier-ignore
    const scale = scalesOf(network, only("adc", "programming"))[0] ?? NaN;
    expect(scale).toBeLessThan(1);
    expect(scale).toBeGreaterThanOrEqual(0.4);
  });

  it("gives room to the column that falls short alone, by channel and group", () => {
    const weight = tensor([4, 1, 1, 30], Float64Array.from({ length: 120 }, (_, n) => ((n % 30) % 2 === 0 ? 1 : -1))); // prettier-ignore
    const inGroups: NetworkNode = { ...conv([4, 1, 1, 30], { groups: 2 }), weight } as NetworkNode;
    const neurons: NetworkNode = { ...fires([4, 1, 1], 1), vThreshold: tensor([4, 1, 1], [1, 1, 14.5, 1]) } as NetworkNode; // prettier-ignore
    const network = chain([["in", input(2, 1, 30)], ["w", inGroups], ["neurons", neurons], ["out", output(4, 1, 1)]]); // prettier-ignore
    const foreseen = (2.5 * Math.sqrt(30)) / 12;
    expect(scalesOf(network, only("adc"))).toEqual([foreseen, foreseen, 2, foreseen].map((scale) => expect.closeTo(scale, 12) as unknown)); // prettier-ignore
  });

  it("says how many bits are left of weights that have been given room", () => {
    const bits = (network: NetworkGraph): number =>
      backend.compile(network, all).report.quantisation[0]?.bits ?? NaN;
    expect(bits(balanced(256, 1))).toBeLessThan(bits(balanced(16, 1)));
    const zeros = tensor(
      [3, 16],
      Float64Array.from({ length: 48 }, (_, n) => (n < 16 ? 1 - 2 * (n % 2) : 0)),
    );
    expect(bits(readout(zeros))).toBe(bits(balanced(16, 1))); // columns of zeros count for nothing
  });

  it("a neuron that needs all its inputs fires where its column has been given the room", () => {
    const program = programOf(backend, { name: "", network: balanced(30, 14.5), options: only("adc") });
    const show = (from: number): number =>
      backend.open(program, { seed: 1, carryState: false }).submit({
        indices: Int32Array.from({ length: 15 - from }, (_, n) => 2 * (n + from)),
        count: 15 - from,
      }).outputs[0] ?? NaN;
    expect([show(0), show(1)]).toEqual([1, 0]);
  });

  it("says how many bits a weight is worth: fewer with age, and less of them where devices differ more", () => {
    const network = chain([["in", input(100)], ["w", linear(uniform([8, 100], 4))], ["out", output(8)]]); // prettier-ignore
    const bits = (afterS: number): number =>
      backend.compile(network, { ...all, analog: { afterS } }).report.quantisation[0]?.bits ?? NaN;
    expect(bits(1)).toBeGreaterThan(bits(86_400));
    expect(bits(86_400)).toBeGreaterThan(1.5);
    expect(bits(1)).toBeLessThan(6);
  });
}

for (const backend of [PCM, RRAM]) {
  const chip: BackendCase = {
    backend,
    convolution,
    fitting,
    misfits,
    own: {
      "golden-vectors": () => exactOutputs(backend),
      "state-between-windows": () => stateBetweenWindows(backend),
      "device-noise": () => deviceNoise(backend),
      quantiser: () => quantiser(backend),
      accuracy: () => losesLittleOnFrames(backend, 0.25),
    },
    skips: {
      "cost-cases": "no other account of such a chip's cost is public",
      "spike-rule":
        "of event-driven chips; here neurons step in digital logic, as the network's rule has them",
      "neuron-modes": "of TrueNorth",
    },
  };
  backendSuite(chip);
}
