import { describe, expect, it } from "vitest";
import type { InputEvents, Program } from "../../../src/backends/backend.ts";
import type { SpeckSession } from "../../../src/backends/speck/session.ts";
import { SPECK2F } from "../../../src/backends/speck/speck.ts";
import { Random } from "../../../src/core/random.ts";
import { chain, type NetworkGraph, type NetworkNode } from "../../../src/snn/network.ts";
import type { NetworkChoice } from "../../../src/snn/step-choice.ts";
import { filled, sizeOf, tensor, type Shape } from "../../../src/snn/tensor.ts";

const input = (...shape: number[]): NetworkNode => ({ type: "Input", shape });
const output = (...shape: number[]): NetworkNode => ({ type: "Output", shape });
const fires = (shape: Shape, threshold: number): NetworkNode => ({
  type: "IF",
  r: filled(shape, 1),
  vThreshold: filled(shape, threshold),
  vReset: filled(shape, 0),
});
const conv = (weight: Shape, values: readonly number[], bias = 0): NetworkNode => ({
  type: "Conv2d",
  inputShape: null,
  weight: tensor(weight, values),
  stride: [1, 1],
  padding: [0, 0],
  dilation: [1, 1],
  groups: 1,
  bias: filled([weight[0] ?? 0], bias),
});

/** 127 is the largest weight, so the scale is 1 and the chip's integers are those of the test. */
const SCALE = 127;

function open(
  network: NetworkGraph,
  choice: Partial<NetworkChoice>,
  order?: "breadth-first",
): { session: SpeckSession; program: Program } {
  const { report, program } = SPECK2F.compile(network, {
    choice: { rule: "sinabs", dt: 1, reset: "subtract", vMin: -1000, ...choice },
    steps: 1,
  });
  expect(report.violations).toEqual([]);
  if (program === null) throw new TypeError("a network that fits has a program");
  const session = SPECK2F.open(program, {
    seed: 1,
    carryState: true,
    ...(order === undefined ? {} : { order }),
  });
  return { session, program };
}

const events = (...indices: number[]): InputEvents => ({ indices, count: indices.length });
const spikes = (session: SpeckSession, window: InputEvents): number[] => [...session.submit(window).outputs];
const potential = (session: SpeckSession, layer: string, count = 1): number[] => {
  const v = new Float64Array(count);
  session.probe(layer, "v", v);
  return [...v];
};

/** One pixel, two channels: the first adds 127, the second 0. */
const onePixel = (threshold: number): NetworkGraph =>
  chain([
    ["in", input(2, 1, 1)],
    ["conv", conv([1, 2, 1, 1], [SCALE, 0])],
    ["neuron", fires([1, 1, 1], threshold)],
    ["out", output(1, 1, 1)],
  ]);

/** The input reaches `join` straight with weight -100, and over `relay` with weight 127: as one map of one channel. */
const joined = (relayed: number): NetworkGraph => ({
  type: "NIRGraph",
  nodes: new Map<string, NetworkNode>([
    ["in", input(2, 1, 1)],
    ["w", conv([2, 2, 1, 1], [SCALE, 0, 0, SCALE])],
    ["relay", fires([2, 1, 1], 127)],
    ["v", conv([1, 2, 1, 1], [relayed, -100])],
    ["join", fires([1, 1, 1], 127)],
    ["out", output(1, 1, 1)],
  ]),
  edges: [["in", "w"], ["w", "relay"], ["relay", "v"], ["in", "v"], ["v", "join"], ["join", "out"]], // prettier-ignore
});

/** Registers tests of what an event does to a core, in which order events are taken in, and how long that takes. */
export function speckRule(): void {
  describe("a neuron of a DynapCNN core", () => {
    it("fires once an update though its potential is above two thresholds, keeps the rest, and is silent without events", () => {
      const { session } = open(onePixel(50), {});
      expect(spikes(session, events(0))).toEqual([1]);
      expect(potential(session, "neuron")).toEqual([77]);
      expect(spikes(session, events())).toEqual([0]);
      expect(potential(session, "neuron")).toEqual([77]);
      expect(spikes(session, events(1))).toEqual([1]); // an update of 0 is an update
      expect(potential(session, "neuron")).toEqual([27]);
      expect(spikes(session, events(1))).toEqual([0]);
    });

    it("fires at its threshold, not only above", () => {
      expect(spikes(open(onePixel(127), {}).session, events(0))).toEqual([1]);
      expect(spikes(open(onePixel(128), {}).session, events(0))).toEqual([0]);
    });

    it("goes to zero after a spike where it is told so, and loses the rest", () => {
      const { session } = open(onePixel(50), { reset: "value" });
      expect(spikes(session, events(0))).toEqual([1]);
      expect(potential(session, "neuron")).toEqual([0]);
      expect(spikes(session, events(1))).toEqual([0]);
    });

    it("is held at its lowest potential, update by update: what comes first counts", () => {
      const network = chain([
        ["in", input(2, 1, 1)],
        ["conv", conv([1, 2, 1, 1], [SCALE, -100])],
        ["neuron", fires([1, 1, 1], 1000)],
        ["out", output(1, 1, 1)],
      ]);
      const { session } = open(network, { vMin: -150 });
      session.submit(events(1, 1, 1, 0));
      expect(potential(session, "neuron")).toEqual([-150 + SCALE]);
      const { session: other } = open(network, { vMin: -150 });
      other.submit(events(0, 1, 1, 1));
      expect(potential(other, "neuron")).toEqual([-150]);
    });

    it("holds states within 16 bits, and counts how often", () => {
      const down = chain([
        ["in", input(1, 1, 1)],
        ["conv", conv([1, 1, 1, 1], [-128])],
        ["neuron", fires([1, 1, 1], 1000)],
        ["out", output(1, 1, 1)],
      ]);
      const { session } = open(down, { vMin: -32768 });
      expect(session.submit(events(...new Array<number>(256).fill(0))).saturated).toBe(0);
      expect(potential(session, "neuron")).toEqual([-32768]);
      expect(session.submit(events(0, 0)).saturated).toBe(2);
      expect(session.ledger.total("membraneClips")).toBe(2);
    });

    it("gets its channel's bias once a showing, after the events, and may fire of it", () => {
      const network = chain([
        ["in", input(1, 1, 1)],
        ["conv", conv([1, 1, 1, 1], [SCALE], 30)],
        ["neuron", fires([1, 1, 1], 140)],
        ["out", output(1, 1, 1)],
      ]);
      const { session } = open(network, {});
      expect(spikes(session, events(0))).toEqual([1]);
      expect(potential(session, "neuron")).toEqual([17]);
      expect(spikes(session, events())).toEqual([0]);
      expect(potential(session, "neuron")).toEqual([47]);
    });
  });

  describe("the order of events", () => {
    it("depth-first follows an event to the end, breadth-first takes layer by layer: where ways join, spikes differ", () => {
      const window = events(0, 1, 0, 1);
      const deep = open(joined(SCALE), {}).session;
      const broad = open(joined(SCALE), {}, "breadth-first").session;
      expect(spikes(deep, window)).not.toEqual(spikes(broad, window));
      expect(deep.ledger.total("synops")).toBe(broad.ledger.total("synops"));
    });

    it("makes no difference in a chain, spike for spike, nor to the counts of many events where ways join without bounds", () => {
      const random = new Random(5);
      const weights = (shape: Shape): number[] =>
        Array.from({ length: sizeOf(shape) }, () => random.between(-0.4, 1));
      const network = chain([
        ["in", input(1, 8, 8)],
        ["conv", conv([4, 1, 3, 3], weights([4, 1, 3, 3]))],
        ["first", fires([4, 6, 6], 1)],
        ["conv2", conv([3, 4, 3, 3], weights([3, 4, 3, 3]))],
        ["second", fires([3, 4, 4], 1.5)],
        ["out", output(3, 4, 4)],
      ]);
      const window = events(...Array.from({ length: 300 }, () => Math.floor(random.uniform() * 64)));
      const deep = open(network, {}).session;
      const broad = open(network, {}, "breadth-first").session;
      expect(spikes(deep, window)).toEqual(spikes(broad, window));
      expect(potential(deep, "second", 48)).toEqual(potential(broad, "second", 48));
      expect(deep.ledger.totals()).toEqual(broad.ledger.totals());

      const many = events(...Array.from({ length: 2000 }, (_, n) => (n % 4 === 3 ? 1 : 0)));
      const joint = spikes(open(joined(SCALE), {}).session, many)[0] ?? NaN;
      const layered = spikes(open(joined(SCALE), {}, "breadth-first").session, many)[0] ?? NaN;
      expect(joint).toBeGreaterThan(1000);
      expect(Math.abs(joint - layered) / joint).toBeLessThan(0.01);
    });
  });

  describe("time", () => {
    it("of one event through nine layers is the published 3.36 us", () => {
      const layers = Array.from({ length: 9 }, (_, n): [string, NetworkNode][] => [
        [`conv${n}`, conv([1, 1, 1, 1], [SCALE])],
        [`neuron${n}`, fires([1, 1, 1], 100)],
      ]).flat();
      const { session } = open(chain([["in", input(1, 1, 1)], ...layers, ["out", output(1, 1, 1)]]), {});
      const { outputs, deviceNs } = session.submit(events(0));
      expect([...outputs]).toEqual([1]);
      expect(deviceNs).toBeCloseTo(3360, 6);
    });

    it("of many events is that of the busiest core: layers work at the same time", () => {
      const { session } = open(onePixel(50), {});
      const { deviceNs } = session.submit(events(...new Array<number>(100).fill(0)));
      expect(deviceNs).toBeCloseTo((100 * 3360) / 9, 6);
    });
  });
}
