import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { CompileOptions } from "../../../src/backends/backend.ts";
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

const misfits: Misfit[] = [
  {
    name: "4608 inputs a neuron, 4096 axons a core (spikingjelly 543)",
    network: chain([
      ["in", input(512, 3, 3)],
      ["conv", conv([8, 512, 3, 3])],
      ["neurons", fires([8, 1, 1], 1)],
      ["out", output(8, 1, 1)],
    ]),
    options: FLOAT,
    code: "IN_AXONS",
    layer: "neurons",
    hint: /455 input channels/,
  },
  {
    name: "more neurons than all cores hold, and the block is named (nengo-loihi 60, 279)",
    network: chain([["in", input(1, 300, 300)], ["conv", conv([16, 1, 3, 3])], ["block", fires([16, 298, 298], 1)], ["out", output(16, 298, 298)]]), // prettier-ignore
    options: FLOAT,
    code: "COMPARTMENTS",
    layer: "block",
    hint: /chips/,
  },
];

function backendCase(backend: typeof LOIHI1): BackendCase {
  const cases = join(DATA_FOLDER, "loihi-cost");
  return {
    backend,
    convolution,
    fitting,
    misfits,
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
        it.skipIf(lacksData("loihi-cost"))(
          "the account gives the energies of an independent model (mesh-account.test.ts has each figure)",
          () => {
            for (const name of readdirSync(cases).filter((each) =>
              existsSync(join(cases, each, "input.json")),
            )) {
              expect(runCostCase(readCostCase(join(cases, name))).account.deviceNs).toBeGreaterThan(0);
            }
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
