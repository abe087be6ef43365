import { networkError } from "../network-error.ts";
import type { Layer } from "../layers.ts";
import { windowGeometry, type WindowGeometry } from "../window-geometry.ts";
import { upTo } from "./cells.ts";

/**
 * A layer of weights as one window: a product of a list is a window of one cell. Weights are asked for by output channel,
 * input channel and tap; taps that dilation skips and channels of other groups are 0.
 */
export interface Weighted {
  readonly geometry: WindowGeometry;
  /** [taps] of the window with its dilation. */
  readonly kernelRows: number;
  readonly kernelColumns: number;
  /** Output channels, filled up to a multiple of 4. */
  readonly lanes: number;
  readonly weight: (out: number, channel: number, row: number, column: number) => number;
  /** By output channel; null for none. */
  readonly bias: ArrayLike<number> | null;
}

/** Whether a layer has weights that the engine's synapses take. */
export const isWeighted = ({ node, inputShape }: Layer): boolean =>
  node.type === "Conv1d" ||
  node.type === "Conv2d" ||
  ((node.type === "Affine" || node.type === "Linear") && inputShape.length === 1);

/** A layer of weights, as the synapses take it; throws for others. */
export function weightedOf(layer: Layer): Weighted {
  const { node, path } = layer;
  if (node.type === "Affine" || node.type === "Linear") {
    const [out = 0, into = 0] = node.weight.shape;
    const { data } = node.weight;
    return {
      geometry: oneCell(into, out),
      kernelRows: 1,
      kernelColumns: 1,
      lanes: upTo(4, out),
      weight: (to, from) => data[to * into + from]!,
      bias: node.type === "Affine" ? node.bias.data : null,
    };
  }
  if (node.type !== "Conv1d" && node.type !== "Conv2d") throw networkError(path, "has no weights");
  const geometry = windowGeometry(layer);
  const bias = node.bias.data.some((value) => value !== 0) ? node.bias.data : null;
  return { ...convolution(geometry, node.weight.data), geometry, lanes: upTo(4, geometry.outChannels), bias };
}

const oneCell = (channels: number, outChannels: number): WindowGeometry => ({
  channels,
  rows: 1,
  columns: 1,
  outChannels,
  outRows: 1,
  outColumns: 1,
  kernelRows: 1,
  kernelColumns: 1,
  strideRows: 1,
  strideColumns: 1,
  padRows: 0,
  padColumns: 0,
  dilationRows: 1,
  dilationColumns: 1,
  groups: 1,
});

function convolution(g: WindowGeometry, data: ArrayLike<number>) {
  const perGroup = g.channels / g.groups;
  const outPerGroup = g.outChannels / g.groups;
  return {
    kernelRows: (g.kernelRows - 1) * g.dilationRows + 1,
    kernelColumns: (g.kernelColumns - 1) * g.dilationColumns + 1,
    weight: (out: number, channel: number, row: number, column: number): number => {
      const inGroup = channel - Math.floor(out / outPerGroup) * perGroup;
      if (inGroup < 0 || inGroup >= perGroup) return 0;
      if (row % g.dilationRows !== 0 || column % g.dilationColumns !== 0) return 0;
      const tap = (row / g.dilationRows) * g.kernelColumns + column / g.dilationColumns;
      return data[(out * perGroup + inGroup) * g.kernelRows * g.kernelColumns + tap]!;
    },
  };
}
