import { networkError } from "./network-error.ts";
import type { Layer } from "./layers.ts";
import type { AffineNode, LinearNode } from "./network.ts";
import { stepThreshold } from "./step-rule.ts";
import { windowGeometry, type WindowGeometry } from "./window-geometry.ts";

/** A layer without state: `y` from `x`, both row-major, of the layer's shapes. */
export type Signal = (x: Float64Array, y: Float64Array) => void;

/** The plain, double-precision form of a layer without state; throws for one that has it. */
export function signalOf(layer: Layer): Signal {
  const { node } = layer;
  switch (node.type) {
    case "Input":
    case "Output":
    case "Flatten":
      return (x, y) => y.set(x);
    case "Affine":
    case "Linear":
      return product(node);
    case "Scale":
      return (x, y) => x.forEach((value, n) => (y[n] = value * (node.scale.data[n] ?? NaN)));
    case "Threshold":
      return (x, y) => stepThreshold(node, x, y);
    case "Conv1d":
    case "Conv2d":
      return convolution(windowGeometry(layer), node.weight.data, node.bias.data);
    case "SumPool2d":
      return pooling(windowGeometry(layer), 1);
    case "AvgPool2d":
      return pooling(windowGeometry(layer), node.kernelSize[0] * node.kernelSize[1]);
    default:
      throw networkError(layer.path, "has state");
  }
}

function product(node: AffineNode | LinearNode): Signal {
  const [rows = 0, columns = 0] = node.weight.shape;
  const weight = node.weight.data;
  const bias = node.type === "Affine" ? node.bias.data : null;
  return (x, y) => {
    for (let from = 0, to = 0; from < x.length; from += columns, to += rows) {
      for (let r = 0; r < rows; r++) {
        let sum = bias === null ? 0 : bias[r]!;
        for (let c = 0; c < columns; c++) sum += weight[r * columns + c]! * x[from + c]!;
        y[to + r] = sum;
      }
    }
  };
}

type Numbers = Float32Array | Float64Array;

function convolution(g: WindowGeometry, weight: Numbers, bias: Numbers): Signal {
  const perGroup = g.channels / g.groups;
  const outPerGroup = g.outChannels / g.groups;
  const taps = g.kernelRows * g.kernelColumns;
  return (x, y) => {
    for (let out = 0, n = 0; out < g.outChannels; out++) {
      const first = Math.floor(out / outPerGroup) * perGroup;
      for (let place = 0; place < g.outRows * g.outColumns; place++, n++) {
        let sum = bias[out]!;
        for (let c = 0; c < perGroup; c++) {
          sum += windowSum(g, x, { channel: first + c, place, weight, at: (out * perGroup + c) * taps });
        }
        y[n] = sum;
      }
    }
  };
}

interface WindowAt {
  readonly channel: number;
  /** Output cell, row-major. */
  readonly place: number;
  /** Null: all taps 1. */
  readonly weight: Numbers | null;
  /** Where this channel's taps begin. */
  readonly at: number;
}

/** Sum over one channel's window, zeros outside. */
function windowSum(g: WindowGeometry, x: Float64Array, { channel, place, weight, at }: WindowAt): number {
  const top = Math.floor(place / g.outColumns) * g.strideRows - g.padRows;
  const left = (place % g.outColumns) * g.strideColumns - g.padColumns;
  let sum = 0;
  for (let r = 0; r < g.kernelRows; r++) {
    const row = top + r * g.dilationRows;
    if (row < 0 || row >= g.rows) continue;
    for (let c = 0; c < g.kernelColumns; c++) {
      const column = left + c * g.dilationColumns;
      if (column < 0 || column >= g.columns) continue;
      const value = x[(channel * g.rows + row) * g.columns + column]!;
      sum += weight === null ? value : weight[at + r * g.kernelColumns + c]! * value;
    }
  }
  return sum;
}

function pooling(g: WindowGeometry, divisor: number): Signal {
  return (x, y) => {
    for (let channel = 0, n = 0; channel < g.channels; channel++) {
      for (let place = 0; place < g.outRows * g.outColumns; place++, n++) {
        y[n] = windowSum(g, x, { channel, place, weight: null, at: 0 }) / divisor;
      }
    }
  };
}
