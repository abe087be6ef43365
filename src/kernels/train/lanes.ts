import type { Surrogate } from "./surrogate.ts";

/**
 * Numbers of a layer in training: rows of `lanes` numbers, one row a place (channel, then y, then x), one lane a sample
 * at a time step (lane = step * samples + sample). With the samples innermost every layer, however few its channels, is
 * a sum of rows, so that one SIMD register holds the same weight's work for several samples.
 */
export type Floats = Float32Array | Float64Array;

/** Sizes of a convolution; padding is zeros on every side. Weights lie as [outChannels][inChannels][kernel][kernel]. */
export interface ConvShape {
  readonly inChannels: number;
  /** [px] */
  readonly inHeight: number;
  /** [px] */
  readonly inWidth: number;
  readonly outChannels: number;
  /** [px] */
  readonly outHeight: number;
  /** [px] */
  readonly outWidth: number;
  /** [px] side of the square kernel */
  readonly kernel: number;
  /** [px] */
  readonly stride: number;
  /** [px] */
  readonly padding: number;
  readonly lanes: number;
  /** Every input is a whole number from 0 to this: then work may go with their sum. 0 = any numbers. */
  readonly mostInput: number;
}

/** Sizes of a fully connected layer. Weights lie as [outputs][inputs]. */
export interface DenseShape {
  readonly inputs: number;
  readonly outputs: number;
  readonly lanes: number;
  readonly mostInput: number;
}

/**
 * Spiking neurons, one per place. At each step: v = leak * v + input; n spikes, as many thresholds as v has reached, at
 * most `maxSpikes`; then v -= n * threshold ("subtract") or, if there was one, v = 0 ("zero"); then v = max(v, vMin). The gradient
 * takes each of the spikes for one at a threshold of its own, at k * threshold.
 */
export interface SpikeRule {
  readonly surrogate: Surrogate;
  readonly reset: "subtract" | "zero";
  /** Whether the gradient ignores that a spike lowers the potential. */
  readonly detachReset: boolean;
  /** Lowest potential; -Infinity = none. */
  readonly vMin: number;
  /** [-] spikes of a neuron in a step, absent = 1; above 1 with reset "subtract" alone. */
  readonly maxSpikes?: number | undefined;
}

/** Sizes and lasting buffers of a spiking layer. Lanes are steps * samples. */
export interface SpikeWork {
  readonly rule: SpikeRule;
  readonly channels: number;
  readonly placesPerChannel: number;
  readonly samples: number;
  /** Steps in the lanes of the output, and of the input: 1 where the same input is shown at every step. */
  readonly steps: number;
  readonly inputSteps: number;
  /** [channel] */
  readonly leak: Floats;
  readonly threshold: Floats;
  /** [place][lane] potentials before the spike of each step; written by the forward pass. */
  readonly potential: Floats;
  /** [place][lane] 0 .. maxSpikes; written by the forward pass. */
  readonly spikes: Floats;
  /** [channel] added to by the backward pass. */
  readonly leakGradient: Floats;
  readonly thresholdGradient: Floats;
}

/**
 * The sums of products in which training spends its time. Buffers come from `floats`: an implementation may only see
 * its own memory. Nothing is allocated by the others.
 */
export interface TrainingKernels {
  /** Zeroed numbers that live as long as the kernels do. */
  floats(length: number): Floats;
  /** `output` is overwritten. */
  convForward(shape: ConvShape, input: Floats, weight: Floats, output: Floats): void;
  /** `inputGradient` is overwritten. */
  convInputGradient(shape: ConvShape, gradient: Floats, weight: Floats, inputGradient: Floats): void;
  /** `weightGradient` is added to. */
  convWeightGradient(shape: ConvShape, input: Floats, gradient: Floats, weightGradient: Floats): void;
  /** `output` is overwritten. */
  denseForward(shape: DenseShape, input: Floats, weight: Floats, output: Floats): void;
  /** `inputGradient` is overwritten. */
  denseInputGradient(shape: DenseShape, gradient: Floats, weight: Floats, inputGradient: Floats): void;
  /** `weightGradient` is added to. */
  denseWeightGradient(shape: DenseShape, input: Floats, gradient: Floats, weightGradient: Floats): void;
  spikeForward(work: SpikeWork, input: Floats): void;
  /** `inputGradient` is overwritten: over all steps summed where the input is the same at every step. */
  spikeBackward(work: SpikeWork, gradient: Floats, inputGradient: Floats): void;
  /** Sum over `length` numbers from `at` on. */
  sum(values: Floats, at: number, length: number): number;
  /** Sum of (values - centre)^2. */
  squareSum(values: Floats, at: number, length: number, centre: number): number;
  /** Sum of (values - centre) * others. */
  productSum(values: Floats, others: Floats, run: Run, centre: number): number;
  /** output = values * factor + rest. */
  scaleShift(
    values: Floats,
    output: Floats,
    run: Run,
    map: { readonly factor: number; readonly rest: number },
  ): void;
  /** output = values * factor + others * otherFactor + rest. */
  blend(values: Floats, others: Floats, run: Run & { readonly output: Floats }, map: Blend): void;
}

/** A run of numbers that starts at the same place in each of the buffers. */
export interface Run {
  readonly at: number;
  readonly length: number;
}

export interface Blend {
  readonly factor: number;
  readonly otherFactor: number;
  readonly rest: number;
}
