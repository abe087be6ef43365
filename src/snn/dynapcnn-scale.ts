import { SaccadeError } from "../core/errors.ts";
import type { Tensor } from "./tensor.ts";

/** A layer of convolution and spiking neurons for a DynapCNN core. */
export interface DynapcnnLayer {
  readonly weight: Tensor;
  readonly bias: Tensor | null;
  readonly threshold: number;
  /** Lowest potential; null: the lowest that the chip has, which counts as -32768 and leaves 1 for the scale. */
  readonly vMin: number | null;
}

/** The layer in the chip's integers. */
export interface DynapcnnIntegers {
  /** [-] integers a unit of the network. */
  readonly scale: number;
  /** 8 bits. */
  readonly weight: Int32Array;
  readonly bias: Int32Array | null;
  /** 16 bits. */
  readonly threshold: number;
  readonly vMin: number;
}

const WEIGHT_BITS = 8;
const STATE_BITS = 16;
const LOWEST_STATE = -32768;

/**
 * One scale for weights, bias and both thresholds: the largest with which all of them fit. Numbers are rounded half to
 * even. Source: sinabs 3.1.3, `backend/dynapcnn/discretize.py`. Throws `network-invalid` when all of them are 0.
 */
export function discretize(layer: DynapcnnLayer): DynapcnnIntegers {
  const vMin = layer.vMin ?? LOWEST_STATE;
  const scale = Math.min(
    fittingScale(layer.weight.data, WEIGHT_BITS),
    layer.bias === null ? Infinity : fittingScale(layer.bias.data, WEIGHT_BITS),
    fittingScale([vMin, layer.threshold], STATE_BITS),
  );
  if (scale === Infinity) throw new SaccadeError("network-invalid", "a layer of zeros has no scale");
  const rounded = ({ data }: Tensor): Int32Array =>
    Int32Array.from(data, (value) => roundHalfEven(value * scale));
  return {
    scale,
    weight: rounded(layer.weight),
    bias: layer.bias === null ? null : rounded(layer.bias),
    threshold: roundHalfEven(layer.threshold * scale),
    vMin: roundHalfEven(vMin * scale),
  };
}

/** The largest factor with which values fit signed integers of `bits`; Infinity for zeros. */
function fittingScale(values: ArrayLike<number>, bits: number): number {
  let least = 0;
  let most = 0;
  for (let n = 0; n < values.length; n++) {
    least = Math.min(least, values[n] ?? 0);
    most = Math.max(most, values[n] ?? 0);
  }
  const lowest = 2 << (bits - 2);
  const highest = lowest - 1;
  return Math.abs(least) <= (most * lowest) / highest ? highest / most : lowest / Math.abs(least);
}

/** Rounds to the nearest integer, a half to the even one. */
export function roundHalfEven(value: number): number {
  const down = Math.floor(value);
  const rest = value - down;
  if (rest !== 0.5) return Math.round(value);
  return down % 2 === 0 ? down : down + 1;
}
