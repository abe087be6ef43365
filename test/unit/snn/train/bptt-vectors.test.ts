import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Random } from "../../../../src/core/random.ts";
import { referenceKernels } from "../../../../src/kernels/train/reference.ts";
import type { SpikeSpec } from "../../../../src/snn/train/layer-spec.ts";
import { TrainNetwork } from "../../../../src/snn/train/network.ts";
import { planNetwork } from "../../../../src/snn/train/plan.ts";
import type { Surrogate } from "../../../../src/kernels/train/surrogate.ts";
import { DATA_FOLDER, lacksData } from "../../../support/skip.ts";

const FILE = "snn-vectors/bptt_two_layer_lif.json";

interface Shared {
  readonly x: number[][][];
  readonly y: number[][];
  readonly W1: number[][];
  readonly b1: number[];
  readonly W2: number[][];
  readonly b2: number[];
}
interface Case {
  readonly surrogate: string;
  readonly reset: "subtract" | "zero";
  readonly detach_reset: boolean;
  readonly beta: number;
  readonly threshold: number;
  readonly loss: number;
  readonly hidden_spikes: number[][][];
  readonly out_spikes: number[][][];
  readonly dW1: number[][];
  readonly db1: number[];
  readonly dW2: number[][];
  readonly db2: number[];
}

const SURROGATES: Readonly<Record<string, Surrogate>> = {
  sigmoid_k4: { kind: "sigmoid", slope: 4 },
  fast_sigmoid_k25: { kind: "fast-sigmoid", slope: 25 },
  arctan_a2: { kind: "arctan", slope: 2 },
  piecewise_linear_a1: { kind: "piecewise-linear", slope: 1 },
};

/** The vector's two-layer network, run forward and back on its inputs. */
function runCase({ x, y, W1, b1, W2, b2 }: Shared, wanted: Case) {
  const spike: SpikeSpec = {
    kind: "spike",
    surrogate: SURROGATES[wanted.surrogate]!,
    reset: wanted.reset,
    detachReset: wanted.detach_reset,
    vMin: -Infinity,
    leak: wanted.beta,
    learnLeak: false,
    threshold: wanted.threshold,
    learnThreshold: false,
  };
  const steps = x.length;
  const samples = y.length;
  const plan = planNetwork({
    input: { channels: W1[0]!.length, height: 1, width: 1 },
    steps,
    inputPerStep: true,
    layers: [
      { kind: "dense", outputs: W1.length, bias: true },
      spike,
      { kind: "dense", outputs: W2.length, bias: true },
      spike,
    ],
  });
  const network = new TrainNetwork(plan, { kernels: referenceKernels("float64"), samples });
  network.parameters.set([...W1.flat(), ...b1, ...W2.flat(), ...b2]);
  const lanes = steps * samples;
  x.forEach((step, t) =>
    step.forEach((sample, b) =>
      sample.forEach((value, i) => (network.input[i * lanes + t * samples + b] = value)),
    ),
  );
  network.forward({ training: true, random: new Random(1) });
  const gradient = new Float64Array(network.output.length);
  let loss = 0;
  y.forEach((sample, b) =>
    sample.forEach((target, i) => {
      const rate = x.reduce((sum, _, t) => sum + network.output[i * lanes + t * samples + b]!, 0) / steps;
      loss += (rate - target) ** 2 / (samples * sample.length);
      for (let t = 0; t < steps; t++) {
        gradient[i * lanes + t * samples + b] = (2 * (rate - target)) / (samples * sample.length * steps);
      }
    }),
  );
  network.backward(gradient);
  return { network, loss, lanes, samples };
}

describe.skipIf(lacksData(FILE))("back-propagation through time", () => {
  const { cases } = JSON.parse(readFileSync(join(DATA_FOLDER, FILE), "utf8")) as {
    cases: [{ shared: Shared }, ...Case[]];
  };
  const [{ shared }, ...rest] = cases;

  it.each(
    rest.map(
      (wanted) => [`${wanted.surrogate}, ${wanted.reset}, detached: ${wanted.detach_reset}`, wanted] as const,
    ),
  )("gives the reference's spikes, loss and gradients for %s", (_, wanted) => {
    const { network, loss, lanes, samples } = runCase(shared, wanted);
    const spikesOf = (layer: number, units: number): number[][][] =>
      shared.x.map((_, t) =>
        shared.y.map((_, b) =>
          Array.from({ length: units }, (_, i) => network.outputOf(layer)[i * lanes + t * samples + b]!),
        ),
      );
    expect(spikesOf(1, shared.W1.length)).toEqual(wanted.hidden_spikes);
    expect(spikesOf(3, shared.W2.length)).toEqual(wanted.out_spikes);
    expect(Math.abs(loss - wanted.loss)).toBeLessThan(1e-12);
    const expected = [...wanted.dW1.flat(), ...wanted.db1, ...wanted.dW2.flat(), ...wanted.db2];
    expect(network.gradients).toHaveLength(expected.length);
    const worst = Math.max(...expected.map((value, i) => Math.abs(value - network.gradients[i]!)));
    expect(worst).toBeLessThan(1e-10);
  });
});
