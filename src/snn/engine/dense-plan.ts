import type { Weighted } from "./weighted.ts";

/** What a dense pass over a window needs; strides in bytes. `src/kernels/spiking/synapses.ts` says what the fields mean. */
export interface DensePlan {
  /** [kernel row][kernel column][input channel][lane] */
  readonly weights: Float32Array;
  /** [numbers] of the input with its border. */
  readonly inputCount: number;
  /** [bytes] where an element of the input, row-major, lies; -1 for none. */
  readonly placeOf: (element: number) => number;
  readonly fields: {
    readonly outRows: number;
    readonly outColumns: number;
    readonly outChannels: number;
    readonly kernelRows: number;
    readonly rowTaps: number;
    readonly stepRows: number;
    readonly stepColumns: number;
    readonly inputStride: number;
  };
}

/** Plans a dense pass: the input lies [row][column][channel], with the border that its windows reach into. */
export function planDense(weighted: Weighted, factor: number): DensePlan {
  const { geometry: g, lanes, kernelRows, kernelColumns, weight } = weighted;
  const rows = (g.outRows - 1) * g.strideRows + kernelRows;
  const columns = (g.outColumns - 1) * g.strideColumns + kernelColumns;
  const weights = new Float32Array(kernelRows * kernelColumns * g.channels * lanes);
  for (let tap = 0, at = 0; tap < kernelRows * kernelColumns; tap++) {
    const [row, column] = [Math.floor(tap / kernelColumns), tap % kernelColumns];
    for (let channel = 0; channel < g.channels; channel++, at += lanes) {
      for (let out = 0; out < g.outChannels; out++)
        weights[at + out] = weight(out, channel, row, column) * factor;
    }
  }
  const plane = g.rows * g.columns;
  const placeOf = (element: number): number => {
    const row = Math.floor((element % plane) / g.columns) + g.padRows;
    const column = (element % g.columns) + g.padColumns;
    if (element < 0 || row >= rows || column >= columns) return -1;
    return ((row * columns + column) * g.channels + Math.floor(element / plane)) * 4;
  };
  const fields = {
    outRows: g.outRows,
    outColumns: g.outColumns,
    outChannels: lanes,
    kernelRows,
    rowTaps: kernelColumns * g.channels,
    stepRows: g.strideRows * columns * g.channels * 4,
    stepColumns: g.strideColumns * g.channels * 4,
    inputStride: columns * g.channels * 4,
  };
  return { weights, inputCount: rows * columns * g.channels, placeOf, fields };
}
