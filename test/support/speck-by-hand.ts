import { discretize } from "../../src/snn/dynapcnn-scale.ts";
import type { Conv2dNode, NetworkNode } from "../../src/snn/network.ts";
import { tensor } from "../../src/snn/tensor.ts";

/** One layer of a chain: weights (a convolution, or a product of the whole map), a pooling of what comes in, neurons. */
export interface HandLayer {
  readonly weights: Extract<NetworkNode, { readonly type: "Conv2d" | "Linear" | "Affine" }>;
  readonly pool?: { readonly size: number; readonly average: boolean };
  /** Null: a readout, whose sums are given. */
  readonly neurons: {
    readonly threshold: number;
    readonly vMin: number;
    readonly returnToZero: boolean;
  } | null;
}

/** [channel, row, column] of one spike. */
type Spike = readonly [channel: number, row: number, column: number];
type Map3 = readonly [channels: number, rows: number, columns: number];

/**
 * A chain on DynapCNN cores, written down anew from the rule alone: every event goes to every output that its kernel
 * reaches, one update each; no tables, no placement. Slow. Returns spikes, or sums of a readout, by output element.
 */
export function speckByHand(
  input: Map3,
  layers: readonly HandLayer[],
  { events, steps }: { readonly events: readonly number[]; readonly steps: number },
): number[] {
  let map = input;
  let spikes = Array.from({ length: steps }, () => events)
    .flat()
    .map((element) => spikeOf(element, input));
  let result: number[] = [];
  for (const layer of layers) {
    const { size, average } = layer.pool ?? { size: 1, average: false };
    const [channels, rows, columns]: Map3 = [map[0], Math.floor(map[1] / size), Math.floor(map[2] / size)];
    const inside = spikes
      .map(([c, y, x]): Spike => [c, Math.floor(y / size), Math.floor(x / size)])
      .filter(([, y, x]) => y < rows && x < columns);
    const done = runLayer(layer, {
      map: [channels, rows, columns],
      spikes: inside,
      divisor: average ? size * size : 1,
    });
    ({ map, spikes, result } = done);
  }
  return result;
}

const spikeOf = (element: number, [, rows, columns]: Map3): Spike => [
  Math.floor(element / (rows * columns)),
  Math.floor((element % (rows * columns)) / columns),
  element % columns,
];

interface Incoming {
  readonly map: Map3;
  readonly spikes: readonly Spike[];
  readonly divisor: number;
}

/** A product is a convolution whose kernel is the whole map. */
function asWindow(
  { weights }: HandLayer,
  [channels, rows, columns]: Map3,
): Pick<Conv2dNode, "weight" | "stride"> & { readonly pad: number } {
  if (weights.type === "Conv2d") {
    const [pad = 0] = weights.padding as readonly number[];
    return { weight: weights.weight, stride: weights.stride, pad };
  }
  const [out = 0] = weights.weight.shape;
  return { weight: tensor([out, channels, rows, columns], weights.weight.data), stride: [1, 1], pad: 0 };
}

interface Window {
  readonly kernel: readonly [rows: number, columns: number];
  readonly stride: readonly [number, number];
  readonly pad: number;
  readonly next: Map3;
}

/** Output cells that an event reaches, row by row, and with which tap of the kernel. */
function cellsOf(
  [, y, x]: Spike,
  { kernel, stride, pad, next }: Window,
): { r: number; c: number; tap: number }[] {
  const cells = Array.from({ length: next[1] * next[2] }, (_, cell) => {
    const [r, c] = [Math.floor(cell / next[2]), cell % next[2]];
    const [row, column] = [y + pad - r * stride[0], x + pad - c * stride[1]];
    const isInside = row >= 0 && column >= 0 && row < kernel[0] && column < kernel[1];
    return isInside ? { r, c, tap: row * kernel[1] + column } : null;
  });
  return cells.filter((cell) => cell !== null);
}

class HandNeurons {
  readonly v: Float64Array;
  readonly counts: Float64Array;
  readonly #threshold: number;
  readonly #least: number;
  readonly #returnToZero: boolean;

  constructor(
    count: number,
    { neurons }: HandLayer,
    integers: { readonly threshold: number; readonly vMin: number },
  ) {
    this.v = new Float64Array(count);
    this.counts = new Float64Array(count);
    this.#threshold = neurons === null ? Infinity : integers.threshold;
    this.#least = neurons === null ? -Infinity : integers.vMin;
    this.#returnToZero = neurons?.returnToZero === true;
  }

  /** Whether it fires. */
  update(n: number, w: number): boolean {
    const sum = Math.max((this.v[n] ?? NaN) + w, this.#least);
    const fires = sum >= this.#threshold;
    this.v[n] = fires ? (this.#returnToZero ? 0 : sum - this.#threshold) : sum;
    if (fires) this.counts[n] = (this.counts[n] ?? 0) + 1;
    return fires;
  }
}

function runLayer(
  layer: HandLayer,
  { map, spikes, divisor }: Incoming,
): { map: Map3; spikes: Spike[]; result: number[] } {
  const { weight, stride, pad } = asWindow(layer, map);
  const [out, channels, kernelRows, kernelColumns] = weight.shape as [number, number, number, number];
  const places = (size: number, kernel: number): number =>
    Math.floor((size + 2 * pad - kernel) / stride[0]) + 1;
  const next: Map3 = [out, places(map[1], kernelRows), places(map[2], kernelColumns)];
  const scaled = tensor(
    weight.shape,
    Float64Array.from(weight.data, (value) => value / divisor),
  );
  const { threshold = 0, vMin = 0 } = layer.neurons ?? {};
  const integers = discretize({ weight: scaled, bias: null, threshold, vMin });
  const neurons = new HandNeurons(next[0] * next[1] * next[2], layer, integers);
  const fired: Spike[] = [];
  for (const spike of spikes) {
    const cells = cellsOf(spike, { kernel: [kernelRows, kernelColumns], stride, pad, next });
    const targets = cells.flatMap((cell) => Array.from({ length: out }, (_, o) => ({ ...cell, o })));
    for (const { r, c, tap, o } of targets) {
      const w = integers.weight[(o * channels + spike[0]) * kernelRows * kernelColumns + tap] ?? NaN;
      if (neurons.update((o * next[1] + r) * next[2] + c, w)) fired.push([o, r, c]);
    }
  }
  return { map: next, spikes: fired, result: [...(layer.neurons === null ? neurons.v : neurons.counts)] };
}
