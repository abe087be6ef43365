import { assert } from "../../core/errors.ts";
import type { ConvShape, DenseShape, Floats, TrainingKernels } from "../../kernels/train/lanes.ts";
import type { LayerParts, TrainLayer } from "./layer.ts";
import { viewsOf } from "./layer.ts";
import { placesOf } from "./layer-spec.ts";
import type { WeightHook } from "./weight-hook.ts";

/** A convolution, or a full connection, with an optional bias per channel. */
export function linearLayer(parts: LayerParts, hook: WeightHook | undefined): TrainLayer {
  const { kernels, samples, plan } = parts;
  const lanes = plan.inputSteps * samples;
  const learned = viewsOf(parts, "weight");
  assert(learned !== undefined, "a linear layer has weights");
  const bias = viewsOf(parts, "bias");
  // Quantised or noisy weights are a copy, made before each pass; their gradient goes straight to the learned ones.
  const weight = hook === undefined ? learned.values : kernels.floats(learned.values.length);
  const output = kernels.floats(placesOf(plan.output) * lanes);
  const inputGradient = parts.passesGradient ? kernels.floats(placesOf(plan.input) * lanes) : null;
  const work = productsOf(parts, lanes);
  const perChannel = plan.output.height * plan.output.width * lanes;
  return {
    output,
    forward: (input, pass) => {
      hook?.(learned.values, weight, pass);
      work.forward(input, weight, output);
      if (bias !== undefined) addPerChannel(kernels, output, bias.values, perChannel);
    },
    backward: (input, gradient) => {
      work.weightGradient(input, gradient, learned.gradients);
      if (bias !== undefined) sumPerChannel(kernels, gradient, bias.gradients, perChannel);
      if (inputGradient !== null) work.inputGradient(gradient, weight, inputGradient);
      return inputGradient;
    },
  };
}

interface Products {
  forward(input: Floats, weight: Floats, output: Floats): void;
  inputGradient(gradient: Floats, weight: Floats, inputGradient: Floats): void;
  weightGradient(input: Floats, gradient: Floats, weightGradient: Floats): void;
}

function productsOf({ kernels, plan }: LayerParts, lanes: number): Products {
  const { spec, input, output, mostInput } = plan;
  if (spec.kind === "dense") {
    const shape: DenseShape = { inputs: placesOf(input), outputs: spec.outputs, lanes, mostInput };
    return {
      forward: (x, w, y) => kernels.denseForward(shape, x, w, y),
      inputGradient: (g, w, x) => kernels.denseInputGradient(shape, g, w, x),
      weightGradient: (x, g, w) => kernels.denseWeightGradient(shape, x, g, w),
    };
  }
  assert(spec.kind === "conv", "a linear layer is a convolution or dense");
  const groups = spec.groups ?? 1;
  // One shape a group: kernels keep room by the object. A group's channels are neighbours, in, out and among the weights.
  const shapes = Array.from({ length: groups }, (): ConvShape => ({
    inChannels: input.channels / groups,
    inHeight: input.height,
    inWidth: input.width,
    outChannels: output.channels / groups,
    outHeight: output.height,
    outWidth: output.width,
    kernel: spec.kernel,
    stride: spec.stride,
    padding: spec.padding,
    lanes,
    mostInput,
  }));
  return {
    forward: (x, w, y) => {
      for (const [g, shape] of shapes.entries())
        kernels.convForward(shape, share(x, g, groups), share(w, g, groups), share(y, g, groups));
    },
    inputGradient: (dy, w, dx) => {
      for (const [g, shape] of shapes.entries())
        kernels.convInputGradient(shape, share(dy, g, groups), share(w, g, groups), share(dx, g, groups));
    },
    weightGradient: (x, dy, dw) => {
      for (const [g, shape] of shapes.entries())
        kernels.convWeightGradient(shape, share(x, g, groups), share(dy, g, groups), share(dw, g, groups));
    },
  };
}

/** A group's part of what lies group by group. */
function share(values: Floats, group: number, groups: number): Floats {
  const length = values.length / groups;
  return groups === 1 ? values : values.subarray(group * length, (group + 1) * length);
}

/** Adds each channel's number to all of its places and lanes. */
function addPerChannel(kernels: TrainingKernels, values: Floats, perChannel: Floats, length: number): void {
  for (let channel = 0; channel < perChannel.length; channel++) {
    kernels.scaleShift(
      values,
      values,
      { at: channel * length, length },
      { factor: 1, rest: perChannel[channel]! },
    );
  }
}

/** Adds to each channel's number the sum over its places and lanes. */
function sumPerChannel(kernels: TrainingKernels, values: Floats, perChannel: Floats, length: number): void {
  for (let channel = 0; channel < perChannel.length; channel++) {
    perChannel[channel]! += kernels.sum(values, channel * length, length);
  }
}
