import type { Volume } from "../snn/train/layer-spec.ts";

/**
 * One layer of a dense network in 8 bits: a convolution (a dense layer is one whose kernel is as large as its input), then a
 * rectifier. Activations are whole numbers q from 0 to 255 that stand for q · scale; weights are whole numbers from -127 to 127 with a
 * scale for each channel that they lead to; biases count in the product of both scales.
 */
export interface Int8Layer {
  readonly name: string;
  readonly input: Volume;
  readonly output: Volume;
  /** [px] rows, columns */
  readonly kernel: readonly [number, number];
  readonly stride: number;
  readonly padding: number;
  /** [channel out][channel in][row][column] */
  readonly weight: Int8Array;
  /** By channel out; single precision. */
  readonly weightScale: Float32Array;
  readonly bias: Int32Array;
  /** Single precision; 1 for the binary input of a network. */
  readonly inputScale: number;
  /** Single precision; null for the last layer, whose sums leave as numbers in single precision, not rectified. */
  readonly outputScale: number | null;
}

/** A chain of them, behind a window of zeros and ones. */
export interface Int8Network {
  readonly name: string;
  readonly input: Volume;
  readonly layers: readonly Int8Layer[];
}

/**
 * By channel, what a sum is multiplied by: input scale times weight scale, divided by the output's, each rounded to single
 * precision, as ONNX's QLinearConv is commonly computed.
 */
export function multipliers({ inputScale, weightScale, outputScale }: Int8Layer): Float32Array {
  return weightScale.map((scale) => Math.fround(inputScale * scale) / (outputScale ?? 1));
}
