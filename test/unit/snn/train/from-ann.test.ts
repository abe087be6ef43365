import { describe, expect, it } from "vitest";
import { normal } from "../../../../src/core/normal.ts";
import { Random } from "../../../../src/core/random.ts";
import { referenceKernels } from "../../../../src/kernels/train/reference.ts";
import { annOf, spikingFromAnn } from "../../../../src/snn/train/from-ann.ts";
import { initialParameters } from "../../../../src/snn/train/initial.ts";
import type { NetworkSpec } from "../../../../src/snn/train/layer-spec.ts";
import { TrainNetwork } from "../../../../src/snn/train/network.ts";
import { planNetwork } from "../../../../src/snn/train/plan.ts";

const STEPS = 8;
const network = (bias: boolean): NetworkSpec => ({
  input: { channels: 5, height: 1, width: 1 },
  steps: STEPS,
  inputPerStep: false,
  layers: [
    { kind: "dense", outputs: 12, bias },
    {
      kind: "spike",
      surrogate: { kind: "arctan", slope: 2 },
      reset: "subtract",
      detachReset: true,
      vMin: -Infinity,
      leak: 1,
      learnLeak: true,
      threshold: 0.75,
      learnThreshold: false,
    },
    { kind: "dense", outputs: 3, bias: true },
  ],
});

/** Mean output over the steps on eight seeded inputs. */
function outputsOf(spec: NetworkSpec, parameters: Float32Array): number[] {
  const plan = planNetwork(spec);
  const made = new TrainNetwork(plan, { kernels: referenceKernels("float64"), samples: 8 });
  made.parameters.set(parameters);
  const random = new Random(5);
  for (let i = 0; i < made.input.length; i++) made.input[i] = normal(random);
  made.forward({ training: false, random });
  const { outputSteps: steps } = made;
  return Array.from({ length: 24 }, (_, i) => {
    const row = Math.floor(i / 8) * steps;
    let sum = 0;
    for (let step = 0; step < steps; step++) sum += made.output[(row + step) * 8 + (i % 8)]!;
    return sum / steps;
  });
}

function trained(spec: NetworkSpec) {
  const ann = planNetwork(annOf(spec, STEPS));
  const parameters = initialParameters(ann, 4);
  const bound = ann.layers[1]!.parameters[0]!;
  parameters[bound.offset] = 1.9; // as learned: not the threshold
  return { ann, parameters, start: { parameters, bounds: new Map([[1, 1.9]]) } };
}

describe("a spiking network from its trained ANN", () => {
  it("says what the ANN says, when it has as many steps as the ANN has levels", () => {
    const spec = network(true);
    const { ann, parameters, start } = trained(spec);
    const said = outputsOf(annOf(spec, STEPS), parameters);
    const spiking = outputsOf(spec, spikingFromAnn(spec, ann, start));
    expect(new Set(said.map((value) => value.toFixed(3))).size).toBeGreaterThan(12);
    expect(Math.max(...said.map((value, i) => Math.abs(value - spiking[i]!)))).toBeLessThan(1e-5);
  });

  it("rounds rates down where nothing can be added before the threshold", () => {
    const spec = network(false);
    const { ann, parameters, start } = trained(spec);
    const said = outputsOf(annOf(spec, STEPS), parameters);
    const spiking = outputsOf(spec, spikingFromAnn(spec, ann, start));
    const worst = Math.max(...said.map((value, i) => Math.abs(value - spiking[i]!)));
    expect(worst).toBeGreaterThan(1e-3);
    expect(worst).toBeLessThan(0.6);
  });

  it("starts its leaks and thresholds where the recipe says", () => {
    const spec = network(true);
    const { ann, start } = trained(spec);
    const leak = planNetwork(spec).layers[1]!.parameters[0]!;
    expect(spikingFromAnn(spec, ann, start)[leak.offset]).toBe(1);
  });
});
