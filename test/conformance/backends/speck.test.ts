import { expect, it } from "vitest";
import type { SpeckProgram } from "../../../src/backends/speck/compile.ts";
import { SPECK2F } from "../../../src/backends/speck/speck.ts";
import { chain, type NetworkNode } from "../../../src/snn/network.ts";
import { tensor } from "../../../src/snn/tensor.ts";
import { vectorCases } from "../../support/snn-vectors.ts";
import { losesLittleOnFrames } from "../../support/chip-on-frames.ts";
import { type HandLayer, speckByHand } from "../../support/speck-by-hand.ts";
import { speckRule } from "./speck-rule.case.ts";
import { backendSuite, type BackendCase, type MappedNetwork, programOf, someEvents } from "./backend.case.ts";
import { misfits } from "./speck-misfits.ts";
import {
  conv,
  fires,
  flatten,
  input,
  linear,
  OPTIONS,
  output,
  padded,
  pool,
  V_MIN,
} from "./speck-networks.ts";

const convolution: MappedNetwork = { name: "a padded convolution", network: padded, options: OPTIONS };

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
    accuracy: () => losesLittleOnFrames(SPECK2F, 0.1, "ball-speck"),
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
    "cost-cases": "no other account of this chip's cost is public",
    "neuron-modes": "of TrueNorth",
    "device-noise": "of analog chips; the chance that users see on Speck is not described anywhere",
  },
};

backendSuite(speckCase);
