import { resolve } from "node:path";
import { expect, it } from "vitest";
import { stepChoice } from "../../../nodes/model-card.ts";
import { readModel } from "../../../nodes/model-files.ts";
import type { DynapseOptions } from "../../../src/backends/dynapse/compile.ts";
import { DYNAPSE2 } from "../../../src/backends/dynapse/dynapse.ts";
import { chain, type NetworkGraph, type NetworkNode } from "../../../src/snn/network.ts";
import { filled, tensor } from "../../../src/snn/tensor.ts";
import { input, linear, momentsOf, output, uniform } from "../../support/analog-networks.ts";
import { cuba, DESIGNED, layer, lif } from "../../support/dynapse-networks.ts";
import { backendSuite, type MappedNetwork, programOf, referenceOutputs, someEvents } from "./backend.case.ts";
import { conv, dynapseMisfits } from "./dynapse-misfits.ts";

const MADE: DynapseOptions = { choice: DESIGNED.choice, steps: 12 };

const convolution: MappedNetwork = {
  name: "a padded convolution",
  network: chain([["in", input(2, 7, 6)], ["conv", conv([3, 2, 3, 3])], ["neurons", lif([3, 7, 6])], ["out", output(3, 7, 6)]]), // prettier-ignore
  options: MADE,
};

/** Weights of which a neuron has so many that are not 0, at random places. */
function sparse(out: number, into: number, kept: number) {
  const { data } = uniform([out, into], 6);
  return tensor([out, into], data.map((value, n) => ((n * 7) % into < kept ? value : 0))); // prettier-ignore
}

const named = (metadata: Readonly<Record<string, string>>, out: number, into: number): NetworkNode => ({
  ...linear(uniform([out, into], 4)),
  metadata,
});

const fitting: MappedNetwork[] = [
  convolution,
  {
    name: "100 inputs, of which each neuron takes 64",
    network: layer(sparse(30, 100, 64), lif([30])),
    options: MADE,
  },
  {
    name: "two layers with currents of their own, a pooling between",
    network: chain([
      ["in", input(1, 8, 8)], ["conv", conv([4, 1, 3, 3])], ["first", cuba([4, 8, 8], 5e-3, 10e-3)],
      ["pool", { type: "SumPool2d", kernelSize: [4, 4], stride: [4, 4], padding: [0, 0] }],
      ["flat", { type: "Flatten", inputShape: null, startDim: 0, endDim: -1 }],
      ["w", linear(sparse(6, 16, 4))], ["second", cuba([6], 2e-3, 30e-3)], ["out", output(6)],
    ]), // prettier-ignore
    options: MADE,
  },
  {
    name: "synapses of all four kinds, and a way back",
    network: {
      type: "NIRGraph",
      nodes: new Map<string, NetworkNode>([["in", input(12)], ["w", named({ "saccade.excitation": "nmda" }, 9, 12)], ["neurons", lif([9], { threshold: 0.7 })], ["back", named({ "saccade.inhibition": "shunt" }, 9, 9)], ["out", output(9)]]), // prettier-ignore
      edges: [
        ["in", "w"],
        ["w", "neurons"],
        ["neurons", "back"],
        ["back", "neurons"],
        ["neurons", "out"],
      ],
    },
    options: MADE,
  },
  {
    name: "integrators, in steps of 1 ms that are 1 to the network",
    network: layer(uniform([10, 20], 3), { type: "IF", r: filled([10], 1), vThreshold: filled([10], 1), vReset: filled([10], 0) }), // prettier-ignore
    options: { choice: { rule: "spikingjelly", dt: 1, reset: "value" }, steps: 4, stepMs: 1 },
  },
  {
    name: "more neurons than a chip has, on two",
    network: layer(uniform([1100, 3], 2), lif([1100])),
    options: { ...MADE, steps: 3, chips: 2 },
  },
];

const countsOf = (network: NetworkGraph, options: DynapseOptions, { active, seed = 1 }: { readonly active: readonly number[]; readonly seed?: number }): number[] => {
  const program = programOf(DYNAPSE2, { name: "", network, options });
  const session = DYNAPSE2.open(program, { seed, carryState: false });
  return [...session.submit({ indices: active, count: active.length }).outputs];
}; // prettier-ignore

function fromNetworks(): void {
  const options = { ...DESIGNED, steps: 200 };
  const rates: readonly (readonly [string, NetworkNode])[] = [
    ["LIF", lif([8])],
    ["fast LIF", lif([8], { tau: 5e-3 })],
    ["CubaLIF", cuba([8], 5e-3, 20e-3)],
    ["slow CubaLIF", cuba([8], 20e-3, 40e-3)],
  ];
  it.each(rates)("as designed, %s neurons fire as often as the network's do", (_, neurons) => {
    const weight = tensor([8, 1], [0.01, 0.04, 0.06, 0.1, 0.15, 0.22, 0.3, 0.4]);
    const network = layer(weight, neurons);
    const expected = referenceOutputs({ name: "", network, options }, { indices: [0], count: 1 });
    const found = countsOf(network, options, { active: [0] });
    // a step of the network, and a tenth: the network's spikes come at the ends of steps alone
    const interval = (count = NaN): number => options.steps / Math.max(count, 1);
    found.forEach((count, n) => {
      const wanted = expected[n] ?? NaN;
      const off = Math.abs(interval(count) - interval(wanted));
      const isNear = Math.abs(count - wanted) <= 1 || off < 1 + 0.1 * interval(wanted);
      expect(isNear, `weight ${weight.data[n]}: ${count} for ${wanted}`).toBe(true);
    });
    expect(Math.max(...expected)).toBeGreaterThan(30);
  });

  it("as designed, a network of two layers with inhibition gives much the same counts", () => {
    const positive = uniform([12, 10], 3).data.map((value) => 0.12 * value + 0.05);
    const network = chain([
      ["in", input(10)], ["w", linear(tensor([12, 10], positive))], ["first", lif([12])],
      ["v", linear(tensor([6, 12], uniform([6, 12], 9).data.map((value) => 0.1 * value + 0.06)))], ["second", lif([6])], ["out", output(6)],
    ]); // prettier-ignore
    const active = [0, 2, 3, 5, 8, 9];
    const expected = referenceOutputs({ name: "", network, options }, { indices: active, count: 6 });
    const found = countsOf(network, options, { active });
    found.forEach((count, n) =>
      expect(Math.abs(count - expected[n]!), `neuron ${n}`).toBeLessThan(3 + 0.2 * expected[n]!),
    );
    expect(momentsOf(expected).sd).toBeGreaterThan(4);
  });
}

function deviceNoise(): void {
  const network = layer(filled([200, 1], 0.2), lif([200]));
  const rates = (seed: number, mismatch?: number): number[] =>
    countsOf(network, { ...MADE, steps: 100, ...(mismatch === undefined ? {} : { mismatch }) }, { active: [0], seed }); // prettier-ignore

  it("neurons of one kind fire alike as designed, and each at its own rate as made", () => {
    expect(new Set(rates(1, 0)).size).toBe(1);
    const [small, published] = [momentsOf(rates(1, 0.02)), momentsOf(rates(1))];
    expect(small.sd).toBeGreaterThan(0.1);
    expect(published.sd).toBeGreaterThan(2.5 * small.sd);
    expect(Math.abs(published.mean - (rates(1, 0)[0] ?? NaN))).toBeLessThan(2);
  });

  it("another seed is another chip, the same seed the same", () => {
    expect(rates(1)).toEqual(rates(1));
    expect(rates(2)).not.toEqual(rates(1));
  });
}

function stateBetweenWindows(): void {
  const options = { ...DESIGNED, steps: 4 };
  it("carries charge from window to window where asked; else it lets it fade, which takes time", () => {
    const program = programOf(DYNAPSE2, {
      name: "",
      network: layer(filled([1, 1], 0.15), lif([1])),
      options,
    });
    const run = (carryState: boolean) => {
      const session = DYNAPSE2.open(program, { seed: 1, carryState });
      const spikes = Array.from({ length: 6 }, () => session.submit({ indices: [0], count: 1 }).outputs[0]);
      return { spikes, deviceNs: session.deviceNs };
    };
    const [kept, faded] = [run(true), run(false)];
    expect(Math.max(...kept.spikes.map(Number))).toBe(1);
    expect(faded.spikes).toEqual([0, 0, 0, 0, 0, 0]);
    // four steps, one more for the layer; five times 20 ms of silence
    expect(kept.deviceNs).toBe(6 * 5e6);
    expect(faded.deviceNs).toBe(6 * (5e6 + 100e6));
  });
}

function firingModes(): void {
  it("through feedback, neurons fire from the same weight on, but take longer for it", () => {
    const weights = [0.03, 0.045, 0.06, 0.2, 0.8];
    const network = layer(tensor([5, 1], weights), lif([5]));
    const found = (firing: "threshold" | "exponential") =>
      countsOf(network, { ...DESIGNED, steps: 1000, firing }, { active: [0] });
    const [sharp, soft] = [found("threshold"), found("exponential")];
    expect(sharp.map((count) => count > 0)).toEqual([false, false, true, true, true]);
    expect(soft.map((count) => count > 0)).toEqual([false, false, true, true, true]);
    soft.slice(2).forEach((count, n) => expect(count).toBeLessThan(sharp[n + 2] ?? 0));
  });
}

function quantiser(): void {
  it("stores sums of four base currents exactly, and says what is lost of others", () => {
    const quantised = (data: ArrayLike<number>) => {
      const network = layer(tensor([data.length / 8, 8], Float64Array.from(data)), lif([data.length / 8]));
      return DYNAPSE2.compile(network, DESIGNED).report;
    };
    const exact = quantised(Array.from({ length: 32 }, (_, n) => (n < 16 ? n : 16 - n)));
    expect(exact.quantisation[0]?.max_abs_err).toBeLessThan(1e-9);
    expect(exact.quantisation[0]?.bits).toBeCloseTo(Math.log2(30), 1);
    expect(exact.warnings).toEqual([]);
    const { quantisation, warnings } = quantised(uniform([40, 8], 3).data);
    expect(quantisation[0]?.max_abs_err).toBeGreaterThan(0.02);
    expect(quantisation[0]?.max_abs_err).toBeLessThan(0.1);
    expect(warnings).toEqual([]);
    const rough = quantised(Array.from({ length: 400 }, (_, n) => 1.03 ** n));
    expect(rough.warnings.map(({ code }) => code)).toEqual([]);
  });

  it("gives the base current of a weight by the formula of a pulse's charge", () => {
    const { report } = DYNAPSE2.compile(layer(filled([1, 1], 0.5), lif([1])), DESIGNED);
    // 0.1 uA and its share of the idle adaptation, over gain 4, 100 times a pulse of 10 us on 0.5 ms, 20 ms of 1 a spike
    const share = 1 + 0.5 / (5.3191 - 0.5);
    const charge = 100 * (1 - Math.exp(-0.01 / 0.5)) * 0.5e-3;
    expect(report.quantisation[0]?.scale).toBeCloseTo(((100 * share) / 4 / charge) * 20e-3, 0);
  });
}

function tracker(): void {
  it("the ball tracker is refused: synapses of its kernels, neurons, sums; each with the smallest change", async () => {
    const { network, card } = await readModel(resolve(import.meta.dirname, "../../../models/ball-real"));
    const options = { choice: stepChoice(card.run), steps: card.run.steps };
    const { report, program } = DYNAPSE2.compile(network, options);
    expect(program).toBeNull();
    const found = (code: string) => report.violations.filter((each) => each.code === code);
    expect(found("FANIN_GT_64").map(({ layer: path, need }) => [path, need])).toEqual([
      ["spike5", 72], ["spike8", 144], ["spike11", 512],
    ]); // prettier-ignore
    expect(found("FANIN_GT_64")[0]?.formula).toMatch(/kernels are not shared/);
    expect(found("FANIN_GT_64")[0]?.hint).toMatch(/7 input channels/);
    expect(found("CORE_COUNT")[0]).toMatchObject({ layer: "spike2", need: 27, limit: 4 });
    expect(found("UNSUPPORTED_LAYER").map(({ layer: path }) => path)).toContain("dense12");
  });
}

backendSuite({
  backend: DYNAPSE2,
  convolution,
  fitting,
  misfits: dynapseMisfits,
  choice: { rule: "spikingjelly", dt: 1, reset: "value" },
  more: { stepMs: 1 },
  own: {
    "golden-vectors": fromNetworks,
    "state-between-windows": stateBetweenWindows,
    "neuron-modes": firingModes,
    "device-noise": deviceNoise,
    quantiser,
    accuracy: tracker,
  },
  skips: {
    "cost-cases": "no account of this chip's cost is public",
    "spike-rule":
      "of chips that count in integers; the circuits' equations are in test/unit/backends/dynapse",
  },
});

it("gives events over a link no more than a session's windows hold", () => {
  const program = programOf(DYNAPSE2, convolution);
  const session = DYNAPSE2.open(program, { seed: 1, carryState: false });
  session.submit(someEvents(program.inputs, 0.3, 1));
  expect(session.ledger.total("eventsIn")).toBe(12 * someEvents(program.inputs, 0.3, 1).count);
  expect(session.ledger.total("neuronUpdates")).toBe(13 * 126);
});
