import { describe, expect, it } from "vitest";
import { normal } from "../../../../src/core/normal.ts";
import { Random } from "../../../../src/core/random.ts";
import { referenceKernels } from "../../../../src/kernels/train/reference.ts";
import { classLoss, tetLoss } from "../../../../src/snn/train/class-losses.ts";
import { heatMapLoss } from "../../../../src/snn/train/heat-map-loss.ts";
import type { LayerSpec, NetworkSpec } from "../../../../src/snn/train/layer-spec.ts";
import type { Loss } from "../../../../src/snn/train/loss.ts";
import { makeTargets } from "../../../../src/snn/train/loss.ts";
import { TrainNetwork } from "../../../../src/snn/train/network.ts";
import { planNetwork } from "../../../../src/snn/train/plan.ts";
import { binSquareLoss, populationLoss } from "../../../../src/snn/train/population-loss.ts";

const SAMPLES = 3;
const CODE = { bins: 5, firstPx: 0, binPx: 1.5, presence: true };

/**
 * Largest difference between back-propagated gradients and central differences of the loss, relative to the largest
 * gradient. Inputs and parameters are drawn from a seed.
 */
function worstGradientError(spec: NetworkSpec, loss: Loss): number {
  const plan = planNetwork(spec);
  const network = new TrainNetwork(plan, { kernels: referenceKernels("float64"), samples: SAMPLES });
  const random = new Random(7);
  for (let i = 0; i < network.input.length; i++) network.input[i] = normal(random);
  for (let i = 0; i < plan.parameterCount; i++) network.parameters[i] = 0.5 * normal(random) + 0.3;
  const targets = makeTargets(SAMPLES);
  targets.xPx.set([1.2, 3.3, 4.1]);
  targets.yPx.set([5.2, 0.4, 2.9]);
  targets.present.set([1, 0, 1]);
  targets.classes.set([2, 0, 4]);
  const gradient = new Float64Array(network.output.length);
  const lanes = { steps: network.outputSteps, samples: SAMPLES };
  const lossNow = (): number => {
    network.forward({ training: true, random: new Random(3) });
    return loss({ output: network.output, gradient, lanes }, targets);
  };
  lossNow();
  network.zeroGradients();
  network.backward(gradient);
  const found = network.gradients.slice();
  let worst = 0;
  let largest = 0;
  for (const { role, offset, length } of plan.layers.flatMap(({ parameters }) => parameters)) {
    if (role === "statistic") continue;
    for (let i = offset; i < offset + length; i++) {
      const at = network.parameters[i]!;
      const step = 1e-5;
      network.parameters[i] = at + step;
      const above = lossNow();
      network.parameters[i] = at - step;
      const below = lossNow();
      network.parameters[i] = at;
      worst = Math.max(worst, Math.abs((above - below) / (2 * step) - found[i]!));
      largest = Math.max(largest, Math.abs(found[i]!));
    }
  }
  expect(largest).toBeGreaterThan(1e-3);
  return worst / largest;
}

const conv = (channels: number, kernel: number, stride: number, padding: number, bias = true) => ({
  kind: "conv" as const,
  channels,
  kernel,
  stride,
  padding,
  bias,
});
const dense: LayerSpec = { kind: "dense", outputs: 11, bias: true };
const place = populationLoss({ code: CODE, sigmaPx: 1, placeWeight: 0.7, presenceWeight: 0.4 }, SAMPLES);
const network = (...layers: LayerSpec[]): NetworkSpec => ({
  input: { channels: 2, height: 7, width: 6 },
  steps: 1,
  inputPerStep: true,
  layers,
});

const heatMap = (presence: boolean) => ({
  map: { columns: 4, rows: 3, firstPx: 0.5, cellPx: 1.5, presence },
  sigmaPx: 1,
  entropyWeight: 0.3,
  betaPx: 0.5,
  presenceWeight: 0.6,
});

describe("gradients agree with differences of the loss", () => {
  it.each<[string, NetworkSpec, Loss]>([
    ["a padded convolution with stride", network(conv(3, 3, 2, 1), dense), place],
    ["two convolutions", network(conv(3, 3, 1, 0), { kind: "relu" }, conv(4, 2, 2, 0), dense), place],
    ["a convolution in groups", network({ ...conv(4, 3, 2, 1), groups: 2 }, { kind: "relu" }, dense), place],
    ["an average pool", network(conv(3, 3, 1, 1), { kind: "average-pool", size: 2 }, dense), place],
    ["a maximum pool", network(conv(3, 3, 1, 1), { kind: "max-pool", size: 3 }, dense), place],
    [
      "batch normalisation",
      network(conv(3, 3, 1, 1, false), { kind: "batch-norm", centre: true, momentum: 0.1, gain: 1 }, dense),
      place,
    ],
    [
      "normalisation without centring",
      network(conv(3, 3, 1, 1, false), { kind: "batch-norm", centre: false, momentum: 0.1, gain: 1 }, dense),
      place,
    ],
    ["dropout", network(conv(3, 3, 1, 1), { kind: "dropout", rate: 0.4 }, dense), place],
    ["the bins of the published trackers", network(dense), binSquareLoss(CODE, 10, SAMPLES)],
    ["classes", network(dense), classLoss(11, SAMPLES)],
    ["TET", network(dense), tetLoss(11, { lambda: 0.3, means: 0.8 })],
    ["a heat map", network({ kind: "dense", outputs: 12, bias: true }), heatMapLoss(heatMap(false), SAMPLES)],
    [
      "a heat map with presence",
      network({ kind: "dense", outputs: 24, bias: true }),
      heatMapLoss(heatMap(true), SAMPLES),
    ],
  ])("through %s", (_, spec, loss) => {
    expect(worstGradientError(spec, loss)).toBeLessThan(1e-7);
  });

  it("through a mean over several steps", () => {
    const spec = { ...network({ kind: "dense", outputs: 11, bias: true }), steps: 4 };
    expect(worstGradientError(spec, place)).toBeLessThan(1e-7);
  });
});

/** A one-neuron network whose input drives the potential; `layer` decides how. */
function spikingNetwork(learned: { readonly leak: number; readonly threshold: number }, maxSpikes?: number) {
  const plan = planNetwork({
    input: { channels: 1, height: 1, width: 1 },
    steps: 3,
    inputPerStep: true,
    layers: [
      {
        kind: "spike",
        surrogate: { kind: "piecewise-linear", slope: 0.5 },
        reset: "subtract",
        detachReset: false,
        vMin: -Infinity,
        maxSpikes,
        leak: 1,
        learnLeak: true,
        threshold: 1,
        learnThreshold: true,
      },
    ],
  });
  const made = new TrainNetwork(plan, { kernels: referenceKernels("float64"), samples: 1 });
  made.parameters.set([learned.leak, learned.threshold]);
  return made;
}

describe("learned leak and threshold", () => {
  it("get the gradients that the chain rule gives by hand", () => {
    const made = spikingNetwork({ leak: 0.5, threshold: 1 });
    made.input.set([1.5, 0.25, 0.4]);
    made.forward({ training: true, random: new Random(1) });
    // v = 1.5 (spike, leaves 0.5); 0.5; 0.65
    expect([...made.output]).toEqual([1, 0, 0]);
    made.backward(new Float64Array([0, 0, 1]));
    // surrogate slope/derivative at v - 1 = 0.5, -0.5, -0.35: 0.5 - 0.25 |x| = 0.375, 0.375, 0.4125
    const g3 = 0.4125; // dL/dv3
    const after2 = 0.5 * g3;
    const g2 = after2 + 0.375 * -after2; // the spike that v2 almost gave would have lowered it by 1
    const after1 = 0.5 * g2;
    expect(made.gradients[0]).toBeCloseTo(g3 * 0.5 + g2 * 0.5, 12);
    const threshold = -g3 - 0.375 * -after2 - 0.375 * -after1 - after1;
    expect(made.gradients[1]).toBeCloseTo(threshold, 12);
  });

  it("of several spikes a step are those of a threshold each", () => {
    const made = spikingNetwork({ leak: 0.5, threshold: 0.8 }, 3);
    made.input.set([2, 5, 0.7]);
    made.forward({ training: true, random: new Random(1) });
    // v = 2 (2 spikes, leaves 0.4); 5.2 (6 thresholds, but 3 spikes, leaves 2.8); 2.1 (2 spikes)
    expect([...made.output]).toEqual([2, 3, 2]);
    made.backward(new Float64Array([0, 0, 1]));
    // surrogate 0.5 - 0.25 |v - 0.8 k|: at v3 = 2.1, k = 1, 2, 3; none reaches v2; at v1 = 2
    const [k1, k2, k3] = [0.5 - 0.25 * 1.3, 0.5 - 0.25 * 0.5, 0.5 - 0.25 * 0.3];
    const g3 = k1 + k2 + k3;
    const after2 = 0.5 * g3;
    const far = 0; // 5.2 is more than 2 from 0.8, 1.6 and 2.4
    const g2 = after2 + far;
    const after1 = 0.5 * g2;
    const seen1 = -after1 * 0.8;
    const [j1, j2, j3] = [0.5 - 0.25 * 1.2, 0.5 - 0.25 * 0.4, 0.5 - 0.25 * 0.4];
    const threshold = -(k1 + 2 * k2 + 3 * k3) - 3 * after2 - 2 * after1 - (j1 + 2 * j2 + 3 * j3) * seen1;
    expect(made.gradients[0]).toBeCloseTo(g3 * 2.8 + g2 * 0.4, 12);
    expect(made.gradients[1]).toBeCloseTo(threshold, 12);
  });
});
