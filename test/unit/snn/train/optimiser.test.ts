import { describe, expect, it } from "vitest";
import { adamStep, initialAdamState } from "../../../../src/snn/train/adamw.ts";
import { initialParameters } from "../../../../src/snn/train/initial.ts";
import { moveAverage } from "../../../../src/snn/train/moving-average.ts";
import { planNetwork } from "../../../../src/snn/train/plan.ts";
import { scheduleFactor } from "../../../../src/snn/train/schedule.ts";

const plan = planNetwork({
  input: { channels: 1, height: 5, width: 5 },
  steps: 1,
  inputPerStep: true,
  layers: [
    { kind: "conv", channels: 2, kernel: 3, stride: 1, padding: 0, bias: true },
    { kind: "batch-norm", centre: true, momentum: 0.25, gain: 1.5 },
    {
      kind: "spike",
      surrogate: { kind: "arctan", slope: 2 },
      reset: "zero",
      detachReset: true,
      vMin: -Infinity,
      leak: 0.999,
      learnLeak: true,
      threshold: 0.06,
      learnThreshold: true,
    },
  ],
});
const run = (name: string) => plan.layers.flatMap((layer) => layer.parameters).find((p) => p.name === name)!;

describe("AdamW", () => {
  const oneStep = (gradient: number) => {
    const parameters = initialParameters(plan, 1);
    const before = parameters.slice();
    adamStep(
      plan,
      { parameters, gradients: new Float32Array(plan.parameterCount).fill(gradient) },
      initialAdamState(plan.parameterCount),
      { learningRate: 0.125, weightDecay: 0.5 },
    );
    return { before, parameters };
  };

  it("shrinks weights and goes one learning rate against the gradient's sign at the first step", () => {
    const { before, parameters } = oneStep(0.3);
    const { offset } = run("weight");
    expect(parameters[offset]).toBeCloseTo(before[offset]! * (1 - 0.125 * 0.5) - 0.125, 6);
  });

  it("does not shrink scales", () => {
    expect(oneStep(-0.3).parameters[run("gain").offset]).toBeCloseTo(1.5 + 0.125, 6);
  });

  it("takes statistics by their momentum towards the batch's own", () => {
    expect(oneStep(0.4).parameters[run("variance").offset]).toBeCloseTo(1 + 0.25 * (0.4 - 1), 6);
  });

  it("keeps leak at most 1 and thresholds positive", () => {
    expect(oneStep(-1).parameters[run("leak").offset]).toBe(1);
    expect(oneStep(1).parameters[run("threshold").offset]).toBeCloseTo(0.05, 6);
  });

  it("remembers: after two opposite gradients the second step is shorter", () => {
    const parameters = new Float64Array(plan.parameterCount);
    const gradients = new Float64Array(plan.parameterCount);
    const state = initialAdamState(plan.parameterCount);
    const step = { learningRate: 0.1, weightDecay: 0 };
    adamStep(plan, { parameters, gradients: gradients.fill(1) }, state, step);
    adamStep(plan, { parameters, gradients: gradients.fill(-1) }, state, step);
    // m = (0.09 - 0.1) / 0.19 over sqrt(1): Adam's corrected mean after +1, -1
    expect(parameters[run("weight").offset]).toBeCloseTo(-0.1 + 0.1 * (0.01 / 0.19), 6);
  });
});

describe("the start of a training", () => {
  it("is the same for the same seed, another for another", () => {
    expect(initialParameters(plan, 5)).toEqual(initialParameters(plan, 5));
    expect(initialParameters(plan, 5)).not.toEqual(initialParameters(plan, 6));
  });

  it.each([1, 0.5])(
    "draws weights with variance 2 / inputs times the square of a scale of %f",
    (initialScale) => {
      const wide = planNetwork({
        input: { channels: 50, height: 1, width: 1 },
        steps: 1,
        inputPerStep: true,
        layers: [{ kind: "dense", outputs: 400, bias: false, initialScale }],
      });
      const weights = initialParameters(wide, 3);
      const square = weights.reduce((sum, w) => sum + w * w, 0) / weights.length;
      expect((square * 50) / initialScale ** 2).toBeGreaterThan(1.95);
      expect((square * 50) / initialScale ** 2).toBeLessThan(2.05);
    },
  );
});

describe("biases to start from", () => {
  const network = (bias: boolean) => ({
    input: { channels: 1, height: 4, width: 4 },
    steps: 1,
    inputPerStep: false,
    layers: [
      { kind: "conv", channels: 3, kernel: 3, stride: 1, padding: 1, bias, initialBias: [0.5, -8] } as const,
    ],
  });

  it("are as given, 0 where the list ends", () => {
    const wide = planNetwork(network(true));
    const [, bias] = wide.layers[0]!.parameters;
    expect([...initialParameters(wide, 1).subarray(bias!.offset)]).toEqual([0.5, -8, 0]);
  });

  it("are refused where there are none", () => {
    expect(() => planNetwork(network(false))).toThrow(
      expect.objectContaining({ code: "config-invalid", where: { layer: 0, found: 2, allowed: 0 } }),
    );
  });
});

it("groups that do not divide a convolution's channels are refused", () => {
  const network = (channels: number) => ({
    input: { channels: 4, height: 4, width: 4 },
    steps: 1,
    inputPerStep: false,
    layers: [{ kind: "conv", channels, kernel: 3, stride: 1, padding: 1, groups: 2, bias: false } as const],
  });
  expect(planNetwork(network(6)).parameterCount).toBe(6 * 2 * 9);
  expect(() => planNetwork(network(5))).toThrow(
    expect.objectContaining({ code: "config-invalid", where: { layer: 0, found: 2 } }),
  );
});

describe("schedules", () => {
  it.each([
    [0, 0.01],
    [0.05, 0.505],
    [0.1, 1],
    [0.55, 0.505],
    [1, 0.01],
  ])("cosine: at %f of the way the factor is %f", (progress, factor) => {
    expect(scheduleFactor({ kind: "cosine", warmUp: 0.1, end: 0.01 }, progress)).toBeCloseTo(factor, 12);
  });

  it.each([
    [0.4, 1],
    [0.5, 0.1],
    [0.8, 0.01],
  ])("step: at %f of the way the factor is %f", (progress, factor) => {
    expect(scheduleFactor({ kind: "step", at: [0.5, 0.75], factor: 0.1 }, progress)).toBeCloseTo(factor, 12);
  });
});

it("a moving average starts near the values and later keeps its decay", () => {
  const average = new Float64Array([0]);
  moveAverage(average, new Float64Array([1]), 0.99, 0);
  expect(average[0]).toBeCloseTo(0.9, 12);
  moveAverage(average, new Float64Array([0]), 0.99, 1e6);
  expect(average[0]).toBeCloseTo(0.891, 12);
});
