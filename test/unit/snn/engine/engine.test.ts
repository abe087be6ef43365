import { describe, expect, it } from "vitest";
import { Random } from "../../../../src/core/random.ts";
import { SpikingEngine } from "../../../../src/snn/engine/engine.ts";
import { chain, type Edge, type NetworkGraph, type NetworkNode } from "../../../../src/snn/network.ts";
import { ReferenceRun } from "../../../../src/snn/reference-run.ts";
import type { StepChoice } from "../../../../src/snn/step-choice.ts";
import { filled, sizeOf, tensor, type Shape, type Tensor } from "../../../../src/snn/tensor.ts";
import { graph, input, listPrimitives, output, pictureNetwork } from "../../../support/network-samples.ts";

const SINABS: StepChoice = { rule: "sinabs", dt: 1, reset: "subtract", vMin: -1 };

/** Weights of 1/256, whose sums are exact in single precision, so that spikes must agree. */
const random = new Random(5);
const coarse = (...shape: number[]): Tensor =>
  tensor(
    shape,
    Float32Array.from({ length: sizeOf(shape) }, () => Math.round(random.between(-96, 160)) / 256),
  );
const fires = (...shape: number[]): NetworkNode => ({
  type: "IF",
  r: filled(shape, 1),
  vThreshold: filled(shape, 1),
  vReset: filled(shape, 0),
});
const conv = (weight: Shape, more: object = {}): NetworkNode => ({
  type: "Conv2d",
  inputShape: null,
  weight: coarse(...weight),
  bias: coarse(weight[0] ?? 0),
  stride: [1, 1],
  padding: [0, 0],
  dilation: [1, 1],
  groups: 1,
  ...more,
});
const linear = (out: number, into: number): NetworkNode => ({
  type: "Affine",
  weight: coarse(out, into),
  bias: coarse(out),
});
const pool = (type: "SumPool2d" | "AvgPool2d", size: number, stride = size, padding = 0): NetworkNode => ({
  type,
  kernelSize: [size, size],
  stride: [stride, stride],
  padding: [padding, padding],
});
const flatten: NetworkNode = { type: "Flatten", inputShape: null, startDim: 0, endDim: -1 };

/** A chain from an input; neurons where a node is the word fires. */
const network = (shape: Shape, ...nodes: NetworkNode[]): NetworkGraph =>
  chain([["in", input(...shape)], ...nodes.map((node, n): [string, NetworkNode] => [`n${String(n)}`, node])]);

/** Seeded inputs: some 0, some spikes, some graded. */
const frameOf = (size: number, seeded: Random, density: number): Float32Array =>
  Float32Array.from({ length: size }, () =>
    seeded.uniform() < density ? Math.ceil(seeded.between(0, 2.4)) : 0,
  );

/** Runs an engine beside the plain run; returns the largest difference of anything both can show, and the spikes. */
function compare(
  net: NetworkGraph,
  choice: StepChoice,
  options: object,
  steps = 12,
): { worst: number; spikes: number } {
  const run = new ReferenceRun(net, choice);
  const engine = new SpikingEngine(net, choice, options);
  const seeded = new Random(11);
  let [worst, spikes] = [0, 0];
  for (let t = 0; t < steps; t++) {
    const inputs: Record<string, Float32Array> = {};
    for (const { node, path, inputShape } of run.layers) {
      if (node.type !== "Input") continue;
      inputs[path] = frameOf(sizeOf(inputShape), seeded, t % 3 === 0 ? 0.05 : 0.5);
      engine.setFrame(path, inputs[path]);
    }
    run.step(inputs);
    engine.step();
    for (const { path, node } of run.layers) {
      const expected = run.output(path);
      const found = new Float64Array(expected.length);
      if (!readable(engine, path, found)) continue;
      expected.forEach((y, n) => (worst = Math.max(worst, Math.abs(y - found[n]!))));
      if (node.type === "IF") spikes += engine.spikes(path);
    }
  }
  return { worst, spikes };
}

function readable(engine: SpikingEngine, path: string, to: Float64Array): boolean {
  try {
    engine.read(path, to);
    return true;
  } catch {
    return false; // weights and poolings that became part of the layer they feed
  }
}

const NETWORKS: [string, NetworkGraph][] = [
  ["one channel to four, stride 2", network([1, 12, 11], conv([4, 1, 5, 5], { stride: [2, 2] }), fires(4, 4, 4))],
  ["channels that fill no vector", network([3, 7, 7], conv([5, 3, 3, 3]), fires(5, 5, 5), conv([2, 5, 1, 1]), fires(2, 5, 5))],
  ["padding, unlike strides, oblong kernels", network([2, 9, 8], conv([8, 2, 4, 3], { stride: [3, 1], padding: [2, 1] }), fires(8, 4, 8))],
  ["a stride longer than the kernel", network([1, 9, 9], conv([4, 1, 2, 2], { stride: [3, 3] }), fires(4, 3, 3))],
  ["same padding and dilation", network([2, 8, 8], conv([4, 2, 3, 3], { padding: "same", dilation: [2, 1] }), fires(4, 8, 8))],
  ["groups", network([4, 6, 6], conv([8, 2, 3, 3], { groups: 2 }), fires(8, 4, 4))],
  ["a kernel as large as the picture", network([4, 6, 6], conv([64, 4, 6, 6]), fires(64, 1, 1), conv([20, 64, 1, 1]), fires(20, 1, 1))],
  ["average pooling into weights, an odd row left over", network([4, 9, 9], fires(4, 9, 9), pool("AvgPool2d", 2), conv([4, 4, 3, 3]), fires(4, 2, 2))],
  ["sums with a border into weights", network([2, 8, 8], fires(2, 8, 8), pool("SumPool2d", 2, 2, 1), conv([4, 2, 3, 3]), fires(4, 3, 3))],
  ["pooling twice, flattened, into a list", network([2, 8, 8], fires(2, 8, 8), pool("AvgPool2d", 2), pool("SumPool2d", 2), flatten, linear(6, 8), fires(6))],
  ["pooling that overlaps", network([2, 7, 7], fires(2, 7, 7), pool("SumPool2d", 3, 2), conv([4, 2, 2, 2]), fires(4, 2, 2))],
  ["lists of many", network([50], linear(70, 50), fires(70), linear(3, 70), fires(3))],
  ["neurons without weights", network([5], fires(5), fires(5))],
  ["weights at the end", network([2, 6, 6], conv([4, 2, 3, 3]), fires(4, 4, 4), conv([2, 4, 3, 3]))],
  ["weights behind weights", network([10], linear(8, 10), linear(6, 8), fires(6))],
  ["a line", network([2, 9], { type: "Conv1d", inputShape: null, weight: coarse(4, 2, 3), bias: coarse(4), stride: [2], padding: [1], dilation: [1], groups: 1 }, fires(4, 5))],
]; // prettier-ignore

describe("the engine against the plain run in double precision", () => {
  it.each(NETWORKS)("spike for spike: %s", (_, net) => {
    for (const synapses of ["events", "dense", "auto"]) {
      const { worst, spikes } = compare(net, SINABS, { synapses });
      expect(worst, synapses).toBe(0);
      if (net.nodes.size > 2) expect(spikes, synapses).toBeGreaterThan(10);
    }
  });

  it("recurrence, branches and sums of several sources", () => {
    const nodes = {
      in: input(6), other: input(6), a: linear(5, 6), n: fires(5), back: linear(5, 5), b: linear(5, 6), m: fires(5), out: output(5),
    }; // prettier-ignore
    const edges: Edge[] = [
      ["in", "a"], ["other", "a"], ["a", "n"], ["n", "back"], ["back", "n"], ["in", "b"], ["b", "m"], ["n", "m"], ["m", "out"], ["n", "out"], ["m", "m"],
    ]; // prettier-ignore
    const { worst, spikes } = compare(graph(nodes, edges), SINABS, {}, 30);
    expect(worst).toBe(0);
    expect(spikes).toBeGreaterThan(50);
  });

  const list = (): NetworkGraph => {
    const nodes = { in: input(4), ...listPrimitives(4), out: output(4) };
    const names = Object.keys(nodes);
    return graph(nodes, names.slice(1).map((name, i): Edge => [names[i] ?? "", name])); // prettier-ignore
  };

  it.each(["nir", "norse", "sinabs", "spikingjelly"] as const)(
    "every primitive on lists under rule %s",
    (rule) => {
      for (const reset of ["subtract", "value"] as const) {
        const { worst } = compare(list(), { rule, dt: 0.001, reset }, {}, 25);
        expect(worst).toBeLessThan(1e-4);
      }
    },
  );

  it("every primitive on pictures", () => {
    expect(compare(pictureNetwork(true), SINABS, {}).worst).toBeLessThan(1e-5);
  });

  const cuba = (): NetworkNode => ({
    type: "CubaLIF",
    tauSyn: filled([6], 4),
    tauMem: filled([6], 8),
    r: filled([6], 8),
    wIn: filled([6], 4),
    vLeak: filled([6], 0),
    vThreshold: filled([6], 1),
    vReset: filled([6], 0),
  });
  const leaky = (): NetworkNode => ({
    type: "LIF",
    tau: filled([6], 4),
    r: filled([6], 4),
    vLeak: filled([6], 0),
    vThreshold: filled([6], 1),
    vReset: filled([6], 0),
  });

  it.each([true, false])("snnTorch's reset, delayed: %s", (resetDelay) => {
    for (const reset of ["subtract", "value"] as const) {
      for (const node of [cuba(), leaky()]) {
        const { worst } = compare(
          network([6], linear(6, 6), node),
          { rule: "snntorch", dt: 1, reset, resetDelay },
          {},
          30,
        );
        expect(worst).toBe(0);
      }
    }
  });
});

describe("the compiled kernels against their plain forms", () => {
  it.each(NETWORKS)("give the same potentials, bit for bit: %s", (_, net) => {
    const engines = (["wasm", "plain"] as const).map(
      (kernels) => new SpikingEngine(net, SINABS, { kernels }),
    );
    const last = engines[0]!.layers.findLast(({ node }) => node.type === "IF");
    if (last === undefined) return;
    const seeded = new Random(8);
    for (let t = 0; t < 6; t++) {
      const frame = frameOf(sizeOf(engines[0]!.layers[0]!.outputShape), seeded, 0.3).map(
        (x) => x * seeded.between(-1, 1.5),
      );
      const potentials = engines.map((engine) => {
        engine.setFrame("in", frame);
        engine.step();
        const v = new Float32Array(sizeOf(last.outputShape));
        engine.readPotentials(last.path, v);
        return Buffer.from(v.buffer).toString("hex");
      });
      expect(potentials[0]).toBe(potentials[1]);
    }
  });
});

describe("samples, state and inputs", () => {
  const net = network(
    [1, 12, 12],
    conv([4, 1, 5, 5], { stride: [2, 2] }),
    fires(4, 4, 4),
    flatten,
    linear(9, 64),
    fires(9),
  );
  const readOut = (engine: SpikingEngine, sample = 0): number[] => {
    const y = new Float32Array(9);
    engine.readPotentials("n4", y, sample);
    return [...y];
  };

  it("each sample of a batch steps as it would alone", () => {
    const batch = new SpikingEngine(net, SINABS, { batch: 3 });
    const alone = [0, 1, 2].map(() => new SpikingEngine(net, SINABS));
    const seeded = new Random(2);
    for (let t = 0; t < 10; t++) {
      alone.forEach((engine, sample) => {
        const frame = frameOf(144, seeded, 0.1 + 0.3 * sample);
        engine.setFrame("in", frame);
        engine.step();
        batch.setFrame("in", frame, sample);
      });
      batch.stepAll();
      expect([0, 1, 2].map((sample) => readOut(batch, sample))).toEqual(
        alone.map((engine) => readOut(engine)),
      );
    }
    expect(new Set([0, 1, 2].map((sample) => readOut(batch, sample).join())).size).toBe(3);
    batch.reset(1);
    expect(readOut(batch, 1)).toEqual(new Array(9).fill(0));
    expect(readOut(batch, 0)).toEqual(readOut(alone[0]!));
  });

  it("a reset brings back the first run", () => {
    const engine = new SpikingEngine(net, SINABS);
    const play = (): number[][] => {
      const seeded = new Random(3);
      return Array.from({ length: 8 }, () => {
        engine.setFrame("in", frameOf(144, seeded, 0.3));
        engine.step();
        return readOut(engine);
      });
    };
    const first = play();
    const second = play();
    engine.reset();
    expect(play()).toEqual(first);
    expect(second).not.toEqual(first);
  });

  it("events are elements that count once each, or what their value says", () => {
    const engines = [0, 1, 2].map(() => new SpikingEngine(net, SINABS));
    const frame = new Float32Array(144);
    frame[5] = 2;
    frame[77] = 1;
    engines[0]!.setFrame("in", frame);
    engines[1]!.setEvents("in", [5, 77, 5]);
    engines[2]!.setEvents("in", [5, 77, 99], { values: [2, 1, 7], count: 2 });
    const outs = engines.map((engine) => {
      engine.step();
      return readOut(engine);
    });
    expect(outs[1]).toEqual(outs[0]);
    expect(outs[2]).toEqual(outs[0]);
  });

  it("few events go one by one, many in one dense pass", () => {
    const engine = new SpikingEngine(net, SINABS);
    const kinds = [1, 144].map((count) => {
      engine.setEvents(
        "in",
        Int32Array.from({ length: count }, (_, n) => n),
      );
      engine.step();
      return engine.synapses("n1")[0];
    });
    expect(kinds).toEqual(["events", "dense"]);
  });
});

describe("what the engine refuses", () => {
  const net = network([3], linear(2, 3), fires(2));
  const engine = new SpikingEngine(net, SINABS);

  it.each<[string, () => void, RegExp]>([
    [
      "an element that does not exist",
      () => engine.setEvents("in", [3]),
      /^in takes element up to 2, found 3$/,
    ],
    ["half an element", () => engine.setEvents("in", [0.5]), /found 0.5$/],
    [
      "more events than elements",
      () => engine.setEvents("in", [0, 0, 0, 0]),
      /^in takes events up to 3, found 4$/,
    ],
    ["a frame of another size", () => engine.setFrame("in", [1]), /^in takes numbers up to 3, found 1$/],
    [
      "a sample that does not exist",
      () => engine.setFrame("in", [1, 2, 3], 1),
      /^samples are 0 to 0, found 1$/,
    ],
    ["a layer that does not exist", () => engine.spikes("lif"), /^no layer lif; there are: in, n0, n1$/],
    [
      "weights that became part of their neurons",
      () => engine.read("n0", new Float32Array(2)),
      /^n0 is part of the layer it feeds; what can be read: in, n1$/,
    ],
    ["potentials of weights", () => engine.readPotentials("n0", new Float32Array(2)), /^n0 has no neurons$/],
    [
      "a batch of nothing",
      () => new SpikingEngine(net, SINABS, { batch: 0 }),
      /^a batch is 1 sample or more, found 0$/,
    ],
  ])("%s", (_, act, message) => {
    expect(act).toThrow(expect.objectContaining({ code: "usage" }));
    expect(act).toThrow(message);
  });

  it.each(["slayer", "loihi"] as const)("rule %s, which counts in integers", (rule) => {
    const choice: StepChoice = { rule, dt: 1, reset: "value" };
    expect(() => new SpikingEngine(net, choice)).toThrow(
      expect.objectContaining({ code: "network-invalid", where: { layer: "n1", rule } }),
    );
  });
});
