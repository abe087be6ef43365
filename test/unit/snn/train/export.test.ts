import { describe, expect, it } from "vitest";
import { normal } from "../../../../src/core/normal.ts";
import { Random } from "../../../../src/core/random.ts";
import { referenceKernels } from "../../../../src/kernels/train/reference.ts";
import { readNir } from "../../../../src/snn/nir-read.ts";
import { writeNir } from "../../../../src/snn/nir-write.ts";
import { SpikingEngine } from "../../../../src/snn/engine/engine.ts";
import { checkExportable, trainedGraph } from "../../../../src/snn/train/export.ts";
import { networkFromGraph, type SpikeChoice } from "../../../../src/snn/train/from-graph.ts";
import { initialParameters } from "../../../../src/snn/train/initial.ts";
import type { LayerSpec, NetworkSpec, SpikeSpec } from "../../../../src/snn/train/layer-spec.ts";
import { TrainNetwork } from "../../../../src/snn/train/network.ts";
import { planNetwork } from "../../../../src/snn/train/plan.ts";

const CHOICE: SpikeChoice = {
  surrogate: { kind: "piecewise-linear", slope: 1 },
  reset: "subtract",
  detachReset: true,
  vMin: -Infinity,
};
const spike = (leak: number): LayerSpec => ({
  kind: "spike",
  ...CHOICE,
  leak,
  learnLeak: false,
  threshold: 0.75,
  learnThreshold: false,
});
const norm = (centre: boolean): LayerSpec => ({ kind: "batch-norm", centre, momentum: 0.1, gain: 1 });
const SPEC: NetworkSpec = {
  input: { channels: 2, height: 9, width: 9 },
  steps: 3,
  inputPerStep: false,
  layers: [
    { kind: "conv", channels: 4, kernel: 3, stride: 2, padding: 1, bias: false },
    norm(true),
    spike(1),
    { kind: "average-pool", size: 2 },
    { kind: "dense", outputs: 6, bias: false },
    norm(false),
    spike(0.75),
    { kind: "dense", outputs: 4, bias: true },
  ],
};

/** Outputs of a network on eight seeded inputs, in evaluation. */
function outputsOf(spec: NetworkSpec, parameters: Float32Array): number[] {
  const plan = planNetwork(spec);
  const network = new TrainNetwork(plan, { kernels: referenceKernels("float64"), samples: 8 });
  network.parameters.set(parameters);
  const random = new Random(5);
  for (let i = 0; i < network.input.length; i++) network.input[i] = random.uniform() < 0.4 ? 1 : 0;
  network.forward({ training: false, random });
  return [...network.output];
}

/** Parameters as after some training: nothing at its start value, leaks within their bounds. */
function trainedParameters(spec = SPEC): Float32Array {
  const plan = planNetwork(spec);
  const parameters = initialParameters(plan, 2);
  const random = new Random(9);
  for (const { name, offset, length } of plan.layers.flatMap((layer) => layer.parameters)) {
    if (name === "weight") continue;
    for (let i = offset; i < offset + length; i++) {
      const more = 0.3 * Math.abs(normal(random)) + 0.05;
      parameters[i] = name === "leak" ? Math.max(0, parameters[i]! - more) : parameters[i]! + more;
    }
  }
  return parameters;
}

describe("a trained network as NIR", () => {
  it("says the same after its batch norms are folded, it was written, read and made trainable again", async () => {
    const parameters = trainedParameters();
    const before = outputsOf(SPEC, parameters);
    const file = await writeNir(trainedGraph(planNetwork(SPEC), parameters));
    const again = networkFromGraph((await readNir(file)).network, SPEC.steps, CHOICE);
    const after = outputsOf(again.network, again.parameters);
    expect(new Set(before.map((value) => value.toFixed(3))).size).toBeGreaterThan(20);
    expect(Math.max(...before.map((value, i) => Math.abs(value - after[i]!)))).toBeLessThan(1e-5);
  });

  it("keeps the groups of a convolution", async () => {
    const grouped: NetworkSpec = {
      ...SPEC,
      layers: [
        { kind: "conv", channels: 4, kernel: 3, stride: 2, padding: 1, groups: 2, bias: true },
        norm(true),
      ],
    };
    const parameters = trainedParameters(grouped);
    const file = await writeNir(trainedGraph(planNetwork(grouped), parameters));
    const again = networkFromGraph((await readNir(file)).network, 1, CHOICE);
    const [before, after] = [outputsOf(grouped, parameters), outputsOf(again.network, again.parameters)];
    expect(again.network.layers[0]).toMatchObject({ channels: 4, groups: 2 });
    expect(Math.max(...before.map((value, i) => Math.abs(value - after[i]!)))).toBeLessThan(1e-5);
  });

  it("keeps what each channel has learned of its leak and threshold", async () => {
    const learned: NetworkSpec = {
      ...SPEC,
      layers: SPEC.layers.map((layer) =>
        layer.kind === "spike" ? { ...layer, learnLeak: true, learnThreshold: layer.leak < 1 } : layer,
      ),
    };
    const parameters = trainedParameters(learned);
    const file = await writeNir(trainedGraph(planNetwork(learned), parameters));
    const again = networkFromGraph((await readNir(file)).network, learned.steps, CHOICE);
    const [before, after] = [outputsOf(learned, parameters), outputsOf(again.network, again.parameters)];
    expect(new Set(before.map((value) => value.toFixed(3))).size).toBeGreaterThan(20);
    expect(Math.max(...before.map((value, i) => Math.abs(value - after[i]!)))).toBeLessThan(1e-5);
  });

  it("writes neurons without leak as IF, with leak as LIF whose input counts whole", () => {
    const { nodes } = trainedGraph(planNetwork(SPEC), trainedParameters());
    expect([...nodes].map(([name, node]) => `${name} ${node.type}`)).toEqual([
      "input Input",
      "conv0 Conv2d",
      "spike2 IF",
      "average-pool3 AvgPool2d",
      "flatten Flatten",
      "dense4 Linear",
      "spike6 LIF",
      "dense7 Affine",
      "output Output",
    ]);
    const neuron = nodes.get("spike6");
    expect(neuron?.type === "LIF" && [neuron.tau.data[0], neuron.r.data[0]]).toEqual([4, 4]);
  });

  it("of neurons with several spikes a step gives in the engine what it gave in training", () => {
    const layers = SPEC.layers.map((spec) => (spec.kind === "spike" ? { ...spec, maxSpikes: 3 } : spec));
    const spec: NetworkSpec = { ...SPEC, steps: 1, layers };
    const parameters = trainedParameters(spec);
    const before = outputsOf(spec, parameters);
    const graph = trainedGraph(planNetwork(spec), parameters);
    const engine = new SpikingEngine(graph, {
      rule: "spikingjelly",
      dt: 1,
      reset: "subtract",
      maxSpikes: 3,
    });
    const random = new Random(5);
    const frames = Array.from({ length: 162 * 8 }, () => (random.uniform() < 0.4 ? 1 : 0));
    const values = new Float32Array(4);
    const fired: number[] = [];
    for (let sample = 0; sample < 8; sample++) {
      engine.reset();
      engine.setFrame(
        "input",
        frames.filter((_, i) => i % 8 === sample),
      );
      engine.step();
      const spikes = new Float32Array(4 * 25);
      engine.read("spike2", spikes);
      fired.push(...spikes);
      engine.read("dense7", values);
      values.forEach((value, i) => expect(value).toBeCloseTo(before[i * 8 + sample]!, 4));
    }
    expect(new Set(fired)).toEqual(new Set([0, 1, 2, 3]));
  });

  it("is refused before its training where its layers differ in the most spikes a step", () => {
    const layers = SPEC.layers.map((spec, i) => (i === 2 ? { ...spec, maxSpikes: 3 } : spec)) as LayerSpec[];
    expect(() => checkExportable({ ...SPEC, layers })).toThrow(
      expect.objectContaining({ code: "config-invalid", where: { layer: 6, found: 1, allowed: 3 } }),
    );
  });

  it("is not planned with several spikes a step and a reset to zero", () => {
    const layers: LayerSpec[] = [{ ...(spike(1) as SpikeSpec), reset: "zero", maxSpikes: 2 }];
    expect(() => planNetwork({ ...SPEC, layers })).toThrow(
      expect.objectContaining({ code: "config-invalid", where: { layer: 0, found: 2, allowed: 1 } }),
    );
  });

  it("cannot be trained again where a layer has no counterpart, and says which", () => {
    const graph = trainedGraph(planNetwork(SPEC), trainedParameters());
    const nodes = new Map(graph.nodes).set("spike2", {
      type: "Threshold",
      threshold: { shape: [4, 5, 5], data: new Float32Array(100) },
    });
    expect(() => networkFromGraph({ ...graph, nodes }, 1, CHOICE)).toThrow(
      expect.objectContaining({ code: "network-invalid", where: { layer: "spike2" } }),
    );
  });
});
