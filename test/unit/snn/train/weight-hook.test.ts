import { describe, expect, it } from "vitest";
import { Random } from "../../../../src/core/random.ts";
import { referenceKernels } from "../../../../src/kernels/train/reference.ts";
import { TrainNetwork } from "../../../../src/snn/train/network.ts";
import { planNetwork } from "../../../../src/snn/train/plan.ts";
import type { WeightHook } from "../../../../src/snn/train/weight-hook.ts";
import { noisyWeights, quantisedWeights, ternaryWeights } from "../../../../src/snn/train/weight-hook.ts";

const applied = (hook: WeightHook, learned: readonly number[], training = true): number[] => {
  const used = new Float64Array(learned.length);
  hook(Float64Array.from(learned), used, { training, random: new Random(1) });
  return [...used];
};

describe("quantised weights", () => {
  it("fall on levels of the largest weight", () => {
    // 4 bits: 7 levels a side, one level = 0.7 / 7
    expect(applied(quantisedWeights(4), [0.7, -0.26, 0.04, -0.68])).toEqual(
      [0.7, -0.3, 0, -0.7].map((value) => expect.closeTo(value, 12) as number),
    );
  });

  it("are zero where all learned weights are", () => {
    expect(applied(quantisedWeights(8), [0, 0])).toEqual([0, 0]);
  });
});

describe("ternary weights", () => {
  it("are none below 0.7 of the mean size, and else one size, that of the mean of what is left", () => {
    // mean size 0.5, so 0.35 is the least that stays; 0.9, 0.7 and 0.5 do
    expect(applied(ternaryWeights, [0.9, -0.7, 0.34, 0.06, -0.5])).toEqual(
      [0.7, -0.7, 0, 0, -0.7].map((value) => expect.closeTo(value, 12) as number),
    );
  });

  it("are zero where all learned weights are", () => {
    expect(applied(ternaryWeights, [0, 0])).toEqual([0, 0]);
  });
});

describe("noisy weights", () => {
  const learned = new Array<number>(4000).fill(0).map((_, i) => (i === 0 ? 2 : 0.5));

  it("spread by a share of the largest weight in training", () => {
    const off = applied(noisyWeights(0.1), learned).map((value, i) => value - learned[i]!);
    const sigma = Math.sqrt(off.reduce((sum, d) => sum + d * d, 0) / off.length);
    expect(sigma).toBeGreaterThan(0.19);
    expect(sigma).toBeLessThan(0.21);
  });

  it("are the learned ones in evaluation", () => {
    expect(applied(noisyWeights(0.1), learned, false)).toEqual(learned);
  });
});

it("a network works with the hook's weights and learns the true ones", () => {
  const plan = planNetwork({
    input: { channels: 1, height: 1, width: 1 },
    steps: 1,
    inputPerStep: true,
    layers: [
      { kind: "dense", outputs: 2, bias: false },
      { kind: "dense", outputs: 1, bias: false },
    ],
  });
  const weightHook = quantisedWeights(2); // -1, 0, 1 times the largest
  const network = new TrainNetwork(plan, { kernels: referenceKernels("float64"), samples: 1, weightHook });
  network.parameters.set([1, 0.4, 0.8, 0.7]);
  network.input[0] = 3;
  network.forward({ training: true, random: new Random(1) });
  expect(network.output[0]).toBeCloseTo(3 * 0.8, 12); // weights 1, 0 and 0.8, 0.8
  network.backward(new Float64Array([1]));
  // straight-through: as a network of the quantised weights would have them
  expect([...network.gradients]).toEqual(
    [3 * 0.8, 3 * 0.8, 3, 0].map((g) => expect.closeTo(g, 12) as number),
  );
  expect([...network.parameters]).toEqual([1, 0.4, 0.8, 0.7]);
});
