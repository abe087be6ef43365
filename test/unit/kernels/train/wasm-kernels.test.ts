import { describe, expect, it } from "vitest";
import { normal } from "../../../../src/core/normal.ts";
import { Random } from "../../../../src/core/random.ts";
import type { ConvShape, Floats, SpikeWork, TrainingKernels } from "../../../../src/kernels/train/lanes.ts";
import { referenceKernels } from "../../../../src/kernels/train/reference.ts";
import { wasmTrainingKernels } from "../../../../src/kernels/train/wasm-kernels.ts";
import { TrainNetwork } from "../../../../src/snn/train/network.ts";
import { planNetwork } from "../../../../src/snn/train/plan.ts";

const CAPACITY = 1 << 24;

/** Runs the same work on both kernels with the same seeded numbers; gives the largest difference of the results. */
function difference(work: (kernels: TrainingKernels, fill: (length: number) => Floats) => Floats): number {
  const results = [referenceKernels("float64"), wasmTrainingKernels(CAPACITY)].map((kernels) => {
    const random = new Random(11);
    return work(kernels, (length) => {
      const values = kernels.floats(length);
      for (let i = 0; i < length; i++) values[i] = Math.fround(normal(random));
      return values;
    });
  });
  const [plain, fast] = results as [Floats, Floats];
  expect(plain.some((value) => value !== 0)).toBe(true);
  return Math.max(...Array.from(plain, (value, i) => Math.abs(value - fast[i]!)));
}

const conv = (sizes: Partial<ConvShape>): ConvShape => {
  const shape = {
    inChannels: 3,
    inHeight: 9,
    inWidth: 8,
    outChannels: 5,
    kernel: 3,
    stride: 2,
    padding: 1,
    lanes: 8,
    mostInput: 0,
    ...sizes,
  };
  const side = (size: number): number =>
    Math.floor((size + 2 * shape.padding - shape.kernel) / shape.stride) + 1;
  return { ...shape, outHeight: side(shape.inHeight), outWidth: side(shape.inWidth) };
};
const SHAPES: readonly (readonly [string, ConvShape])[] = [
  ["stride 2, padding 1", conv({})],
  ["stride 1, no padding", conv({ stride: 1, padding: 0 })],
  ["one channel in, kernel 7", conv({ inChannels: 1, kernel: 7, padding: 0, lanes: 16 })],
  ["eight channels, kernel 5, padding 2", conv({ inChannels: 8, outChannels: 8, kernel: 5, padding: 2 })],
  ["a kernel as large as the input", conv({ kernel: 8, stride: 1, padding: 0, lanes: 24 })],
  ["a kernel that hangs over a small input", conv({ inHeight: 1, inWidth: 1, kernel: 3, padding: 1 })],
  ["a stride longer than the kernel", conv({ kernel: 1, stride: 3, padding: 0 })],
];

describe("convolution in WASM", () => {
  it.each(SHAPES)("gives the reference's output: %s", (_, s) => {
    expect(
      difference((kernels, fill) => {
        const input = fill(s.inChannels * s.inHeight * s.inWidth * s.lanes);
        const weight = fill(s.outChannels * s.inChannels * s.kernel * s.kernel);
        const output = fill(s.outChannels * s.outHeight * s.outWidth * s.lanes);
        kernels.convForward(s, input, weight, output);
        return output;
      }),
    ).toBeLessThan(2e-5);
  });

  it.each(SHAPES)("gives the reference's input gradient: %s", (_, s) => {
    expect(
      difference((kernels, fill) => {
        const gradient = fill(s.outChannels * s.outHeight * s.outWidth * s.lanes);
        const weight = fill(s.outChannels * s.inChannels * s.kernel * s.kernel);
        const inputGradient = fill(s.inChannels * s.inHeight * s.inWidth * s.lanes);
        kernels.convInputGradient(s, gradient, weight, inputGradient);
        return inputGradient;
      }),
    ).toBeLessThan(2e-5);
  });

  it.each(SHAPES)("adds the reference's weight gradient: %s", (_, s) => {
    expect(
      difference((kernels, fill) => {
        const input = fill(s.inChannels * s.inHeight * s.inWidth * s.lanes);
        const gradient = fill(s.outChannels * s.outHeight * s.outWidth * s.lanes);
        const weightGradient = fill(s.outChannels * s.inChannels * s.kernel * s.kernel);
        kernels.convWeightGradient(s, input, gradient, weightGradient);
        return weightGradient;
      }),
    ).toBeLessThan(1e-4);
  });
});

describe.each([1, 3])("sums over the ones in inputs of 0 to %i, in WASM", (mostInput) => {
  const shapes: readonly (readonly [string, ConvShape])[] = [
    ["8 outputs, stride 2, padding 1", conv({ outChannels: 8, mostInput })],
    [
      "11 outputs, a kernel line of 33 inputs",
      conv({ inChannels: 11, outChannels: 11, stride: 1, mostInput }),
    ],
    ["24 outputs, kernel 7", conv({ outChannels: 24, kernel: 7, padding: 0, mostInput })],
    ["45 outputs, padding 2", conv({ outChannels: 45, kernel: 5, padding: 2, lanes: 16, mostInput })],
    ["fewer outputs than pay", conv({ outChannels: 3, mostInput })],
  ];
  /** One in eight is not 0. */
  const ones = (kernels: TrainingKernels, length: number): Floats => {
    const random = new Random(5);
    const some = (): number => 1 + Math.floor(random.uniform() * mostInput);
    return kernels.floats(length).map(() => (random.uniform() < 0.125 ? some() : 0));
  };

  it.each(shapes)("are the reference's, twice in a row: %s", (_, s) => {
    expect(
      difference((kernels, fill) => {
        const input = kernels.floats(s.inChannels * s.inHeight * s.inWidth * s.lanes);
        const weight = fill(s.outChannels * s.inChannels * s.kernel * s.kernel);
        const output = kernels.floats(s.outChannels * s.outHeight * s.outWidth * s.lanes);
        for (const seed of [0, 1]) {
          input.set(ones(kernels, input.length).map((one, i) => (i % 3 === seed ? 0 : one)));
          kernels.convForward(s, input, weight, output);
        }
        return output;
      }),
    ).toBeLessThan(2e-5);
  });

  it.each(shapes)("add the reference's weight gradient: %s", (_, s) => {
    expect(
      difference((kernels, fill) => {
        const input = kernels.floats(s.inChannels * s.inHeight * s.inWidth * s.lanes);
        input.set(ones(kernels, input.length));
        const gradient = fill(s.outChannels * s.outHeight * s.outWidth * s.lanes);
        const weightGradient = fill(s.outChannels * s.inChannels * s.kernel * s.kernel);
        kernels.convWeightGradient(s, input, gradient, weightGradient);
        return weightGradient;
      }),
    ).toBeLessThan(1e-4);
  });

  it("are the reference's in a full connection", () => {
    const s = { inputs: 70, outputs: 40, lanes: 8, mostInput };
    expect(
      difference((kernels, fill) => {
        const input = kernels.floats(s.inputs * s.lanes);
        input.set(ones(kernels, input.length));
        const output = kernels.floats(s.outputs * s.lanes);
        kernels.denseForward(s, input, fill(s.inputs * s.outputs), output);
        return output;
      }),
    ).toBeLessThan(2e-5);
  });
});

describe("full connection in WASM", () => {
  const shape = { inputs: 19, outputs: 10, lanes: 16, mostInput: 0 };
  it.each(["denseForward", "denseInputGradient", "denseWeightGradient"] as const)(
    "%s is the reference's",
    (name) => {
      expect(
        difference((kernels, fill) => {
          const x = fill(shape.inputs * shape.lanes);
          const y = fill(shape.outputs * shape.lanes);
          const w = fill(shape.inputs * shape.outputs);
          if (name === "denseForward") kernels.denseForward(shape, x, w, y);
          else if (name === "denseInputGradient") kernels.denseInputGradient(shape, y, w, x);
          else kernels.denseWeightGradient(shape, x, y, w);
          return name === "denseForward" ? y : name === "denseInputGradient" ? x : w;
        }),
      ).toBeLessThan(2e-5);
    },
  );
});

describe("spiking neurons in WASM", () => {
  const surrogates = ["sigmoid", "fast-sigmoid", "arctan", "piecewise-linear"] as const;
  const cases = surrogates.flatMap((kind) =>
    (["subtract", "zero"] as const).flatMap((reset) =>
      [true, false].flatMap((detachReset) =>
        [1, 3].flatMap((inputSteps) =>
          (reset === "subtract" ? [1, 3] : [1]).map((maxSpikes) => ({
            kind,
            reset,
            detachReset,
            inputSteps,
            maxSpikes,
          })),
        ),
      ),
    ),
  );

  it.each(cases)(
    "do as the reference: $kind, $reset, detached $detachReset, $inputSteps input steps, $maxSpikes spikes",
    (c) => {
      expect(
        difference((kernels, fill) => {
          const lanes = 3 * 8;
          const work: SpikeWork = {
            rule: {
              surrogate: { kind: c.kind, slope: 0.8 },
              reset: c.reset,
              detachReset: c.detachReset,
              vMin: -0.7,
              maxSpikes: c.maxSpikes,
            },
            channels: 2,
            placesPerChannel: 3,
            samples: 8,
            steps: 3,
            inputSteps: c.inputSteps,
            leak: fill(2),
            threshold: fill(2),
            potential: fill(6 * lanes),
            spikes: fill(6 * lanes),
            leakGradient: fill(2),
            thresholdGradient: fill(2),
          };
          work.leak.set([0.9, 0.5]);
          work.threshold.set([0.6, 1.1]);
          const input = fill(6 * c.inputSteps * 8);
          if (c.maxSpikes > 1) for (let i = 0; i < input.length; i++) input[i] = 2 * input[i]!;
          const inputGradient = fill(input.length);
          kernels.spikeForward(work, input);
          kernels.spikeBackward(work, fill(6 * lanes), inputGradient);
          const all = [work.spikes, work.potential, inputGradient, work.leakGradient, work.thresholdGradient];
          return Float64Array.from(all.flatMap((values) => [...values]));
        }),
      ).toBeLessThan(3e-5);
    },
  );
});

describe("runs in WASM", () => {
  it("are the reference's", () => {
    const run = { at: 8, length: 40 };
    expect(
      difference((kernels, fill) => {
        const [a, b, c, d] = [fill(64), fill(64), fill(64), fill(64)];
        kernels.scaleShift(a, c, run, { factor: 1.5, rest: -0.25 });
        kernels.blend(a, b, { ...run, output: d }, { factor: 0.5, otherFactor: -2, rest: 0.125 });
        const sums = [
          kernels.sum(a, 8, 40),
          kernels.squareSum(a, 8, 40, 0.3),
          kernels.productSum(a, b, run, -0.2),
        ];
        return Float64Array.from([...c, ...d, ...sums]);
      }),
    ).toBeLessThan(2e-5);
  });
});

it("refuses buffers beyond its memory, naming the room", () => {
  const kernels = wasmTrainingKernels(65536);
  expect(() => kernels.floats(65536)).toThrow(
    expect.objectContaining({ code: "usage", where: { capacityBytes: 65536 } }),
  );
});

it("layers in groups give the reference's output and gradients, dense and over ones", () => {
  for (const binaryInput of [false, true]) {
    const plan = planNetwork({
      input: { channels: 4, height: 5, width: 6 },
      steps: 1,
      inputPerStep: true,
      binaryInput,
      layers: [
        { kind: "conv", channels: 16, kernel: 3, stride: 1, padding: 1, groups: 2, bias: false },
        { kind: "conv", channels: 4, kernel: 5, stride: 1, padding: 0, groups: 4, bias: false },
      ],
    });
    const most = difference((kernels) => {
      const network = new TrainNetwork(plan, { kernels, samples: 8 });
      const random = new Random(4);
      for (let i = 0; i < network.input.length; i++)
        network.input[i] = binaryInput ? Number(random.uniform() < 0.2) : Math.fround(normal(random));
      for (let i = 0; i < plan.parameterCount; i++) network.parameters[i] = Math.fround(normal(random));
      network.forward({ training: true, random });
      const gradient = kernels.floats(network.output.length);
      gradient.set(network.output);
      network.backward(gradient);
      return Float64Array.from([...network.output, ...network.gradients]);
    });
    expect(most).toBeLessThan(2e-3);
  }
});
