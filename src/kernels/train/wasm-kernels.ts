import { assert, SaccadeError } from "../../core/errors.ts";
import { WasmKernel } from "../wasm-kernel.ts";
import type { ConvShape, DenseShape, Floats, SpikeWork, TrainingKernels } from "./lanes.ts";
import { referenceKernels } from "./reference.ts";
import { onesKernels, type OnesExports } from "./wasm-ones.ts";
import type { Surrogate } from "./surrogate.ts";

/** What kernels/training.ts exports; buffers are byte offsets in its memory. */
interface TrainingExports extends OnesExports {
  convShape(...sizes: number[]): void;
  convForward(x: number, w: number, y: number): void;
  convInputGradient(g: number, w: number, gx: number): void;
  convWeightGradient(x: number, g: number, dw: number): void;
  spikeForward(...numbers: number[]): void;
  spikeBackward(...numbers: number[]): void;
  lastLeakGradient(): number;
  lastThresholdGradient(): number;
  sum(x: number, count: number): number;
  squareSum(x: number, count: number, centre: number): number;
  productSum(x: number, y: number, count: number, centre: number): number;
  scaleShift(x: number, y: number, count: number, factor: number, rest: number): void;
  blend(...numbers: number[]): void;
}

/** Numbers in a register: buffers start at multiples of it. */
const LANE_ALIGNMENT = 4;
const LANE_BLOCK = 8;
const SURROGATE_NUMBER: Readonly<Record<Surrogate["kind"], number>> = {
  "fast-sigmoid": 0,
  arctan: 1,
  "piecewise-linear": 2,
  sigmoid: -1, // needs an exponential: the reference does it
};

/**
 * The kernels in WASM SIMD, single precision, in a memory of their own. Lanes (and a spiking layer's samples) must be a
 * multiple of 8. The same on every machine: no relaxed SIMD.
 * @param capacityBytes of all buffers; untouched memory costs nothing
 * @throws SaccadeError `usage` from `floats` when the buffers need more
 */
export function wasmTrainingKernels(capacityBytes: number): TrainingKernels {
  const kernel = new WasmKernel<TrainingExports>("training");
  // One piece for all: every later growth of the memory would cut off the buffers made before.
  const room = kernel.reserve(Float32Array, Math.floor(capacityBytes / 4)).view;
  const code = kernel.call;
  let used = 0;
  const at = (values: Floats): number => {
    assert(values.buffer === room.buffer, "a buffer comes from `floats`");
    return values.byteOffset;
  };
  const floats = (length: number): Float32Array => {
    const start = used;
    used += Math.ceil(length / LANE_ALIGNMENT) * LANE_ALIGNMENT;
    if (used > room.length) {
      throw new SaccadeError(
        "usage",
        `training needs more than ${capacityBytes} bytes: take fewer samples at once`,
        {
          capacityBytes,
        },
      );
    }
    return room.subarray(start, start + length);
  };
  return {
    floats,
    ...products(code, at, floats),
    ...neurons(code, at),
    ...runs(code, at),
  };
}

type Offset = (values: Floats) => number;

/** A full connection as a convolution of one place. */
const convolutionOf = ({ inputs, outputs, lanes, mostInput }: DenseShape): ConvShape => ({
  inChannels: inputs,
  inHeight: 1,
  inWidth: 1,
  outChannels: outputs,
  outHeight: 1,
  outWidth: 1,
  kernel: 1,
  stride: 1,
  padding: 0,
  lanes,
  mostInput,
});

/** Sums of products, dense or, of inputs that are small whole numbers, over the ones that they are made of. */
function products(
  code: TrainingExports,
  at: Offset,
  floats: (length: number) => Floats,
): Pick<TrainingKernels, `${"conv" | "dense"}${"Forward" | "InputGradient" | "WeightGradient"}`> {
  const ones = onesKernels(code, at, floats);
  const setShape = (s: ConvShape): void => {
    checkLanes(s.lanes);
    const sizes = [s.inChannels, s.inHeight, s.inWidth, s.outChannels, s.outHeight, s.outWidth];
    code.convShape(...sizes, s.kernel, s.stride, s.padding, s.lanes);
  };
  const conv: Pick<TrainingKernels, `conv${"Forward" | "InputGradient" | "WeightGradient"}`> = {
    convForward: (shape, input, weight, output) => {
      setShape(shape);
      if (ones.areFewer(shape)) ones.forward(shape, input, weight, output);
      else code.convForward(at(input), at(weight), at(output));
    },
    convInputGradient: (shape, gradient, weight, inputGradient) => {
      setShape(shape);
      code.convInputGradient(at(gradient), at(weight), at(inputGradient));
    },
    convWeightGradient: (shape, input, gradient, weightGradient) => {
      setShape(shape);
      if (ones.areFewer(shape)) ones.weightGradient(shape, input, gradient, weightGradient);
      else code.convWeightGradient(at(input), at(gradient), at(weightGradient));
    },
  };
  const kept = new WeakMap<DenseShape, ConvShape>();
  const asConvolution = (shape: DenseShape): ConvShape => {
    const made = kept.get(shape) ?? convolutionOf(shape);
    kept.set(shape, made);
    return made;
  };
  return {
    ...conv,
    denseForward: (shape, x, w, y) => conv.convForward(asConvolution(shape), x, w, y),
    denseInputGradient: (shape, g, w, gx) => conv.convInputGradient(asConvolution(shape), g, w, gx),
    denseWeightGradient: (shape, x, g, dw) => conv.convWeightGradient(asConvolution(shape), x, g, dw),
  };
}

function neurons(code: TrainingExports, at: Offset): Pick<TrainingKernels, "spikeForward" | "spikeBackward"> {
  const plain = referenceKernels("float32");
  return {
    spikeForward: (work, input) => {
      checkLanes(work.samples);
      forEachChannel(work, (_channel, place, sizes, dynamics) => {
        const inputAt = at(input) + place.input;
        code.spikeForward(
          inputAt,
          at(work.potential) + place.lanes,
          at(work.spikes) + place.lanes,
          ...sizes,
          ...dynamics,
        );
      });
    },
    spikeBackward: (work, gradient, inputGradient) => {
      const { surrogate, detachReset } = work.rule;
      const number = SURROGATE_NUMBER[surrogate.kind];
      if (number < 0) {
        plain.spikeBackward(work, gradient, inputGradient);
        return;
      }
      forEachChannel(work, (channel, place, sizes, dynamics) => {
        const buffers = [gradient, work.potential, work.spikes].map((values) => at(values) + place.lanes);
        const ends = [detachReset ? 1 : 0, number, surrogate.slope];
        code.spikeBackward(...buffers, at(inputGradient) + place.input, ...sizes, ...dynamics, ...ends);
        work.leakGradient[channel]! += code.lastLeakGradient();
        work.thresholdGradient[channel]! += code.lastThresholdGradient();
      });
    },
  };
}

/** Calls `visit` with each channel's byte offsets, its sizes, and its leak, threshold, floor, reset and most spikes. */
function forEachChannel(
  { rule, channels, placesPerChannel, samples, steps, inputSteps, leak, threshold }: SpikeWork,
  visit: (
    channel: number,
    place: { readonly input: number; readonly lanes: number },
    sizes: readonly number[],
    dynamics: readonly number[],
  ) => void,
): void {
  const sizes = [placesPerChannel, samples, steps, inputSteps];
  const bytes = placesPerChannel * samples * 4;
  for (let channel = 0; channel < channels; channel++) {
    const place = { input: channel * bytes * inputSteps, lanes: channel * bytes * steps };
    const zero = rule.reset === "zero" ? 1 : 0;
    visit(channel, place, sizes, [leak[channel]!, threshold[channel]!, rule.vMin, zero, rule.maxSpikes ?? 1]);
  }
}

function runs(
  code: TrainingExports,
  at: Offset,
): Pick<TrainingKernels, "sum" | "squareSum" | "productSum" | "scaleShift" | "blend"> {
  return {
    sum: (values, start, length) => code.sum(at(values) + start * 4, length),
    squareSum: (values, start, length, centre) => code.squareSum(at(values) + start * 4, length, centre),
    productSum: (values, others, run, centre) =>
      code.productSum(at(values) + run.at * 4, at(others) + run.at * 4, run.length, centre),
    scaleShift: (values, output, run, { factor, rest }) =>
      code.scaleShift(at(values) + run.at * 4, at(output) + run.at * 4, run.length, factor, rest),
    blend: (values, others, run, { factor, otherFactor, rest }) => {
      const buffers = [values, others, run.output].map((buffer) => at(buffer) + run.at * 4);
      code.blend(...buffers, run.length, factor, otherFactor, rest);
    },
  };
}

function checkLanes(lanes: number): void {
  assert(lanes % LANE_BLOCK === 0, "lanes are a multiple of 8");
}
