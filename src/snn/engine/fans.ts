import type { Fan } from "../../kernels/spiking/synapses.ts";
import type { Weighted } from "./weighted.ts";

/** Weights in the order in which one source's go out, and where each element's begin. */
export interface FanPlan {
  /** Blocks of [row][column][lane]. */
  readonly weights: Float32Array;
  /** [bytes] from one row of the sums to the next. */
  readonly rowStride: number;
  /** The fan of an element of the input, row-major; -1 has none. */
  readonly fanOf: (element: number) => Fan;
}

/**
 * [vectors] Up to so many all fans of a layer get one size, with zeros where there is no output: what a processor does
 * then does not depend on the event, so it does not guess wrong.
 */
const EVEN_VECTORS = 16;

/** An input place along one axis: outputs ascend from `first` while taps descend. */
interface Along {
  /** Place within a stride: taps phase, phase + stride, ... */
  readonly phase: number;
  /** Output that the first column (or row) of the block belongs to; may lie outside. */
  readonly first: number;
  /** Columns of the block that belong to an output: from, and how many. */
  readonly from: number;
  readonly count: number;
}

interface Axis {
  readonly kernel: number;
  readonly stride: number;
  readonly outputs: number;
  readonly pad: number;
  /** Outputs that a place reaches at most. */
  readonly most: number;
}

/**
 * Plans the fans of a window. An input at place p, padding counted, meets tap k of output (p - k) / stride where that is
 * whole, so the taps of p's phase in falling order are one run over neighbouring outputs.
 */
export function planFans(weighted: Weighted, factor: number): FanPlan {
  const { geometry: g, lanes, kernelRows, kernelColumns } = weighted;
  const down = axis(kernelRows, g.strideRows, g.outRows, g.padRows);
  const across = axis(kernelColumns, g.strideColumns, g.outColumns, g.padColumns);
  const even = (down.most * across.most * lanes) / 4 <= EVEN_VECTORS;
  const blocks = new Blocks(weighted, { down, across, factor });
  const plane = g.rows * g.columns;
  const fanOf = (element: number): Fan => {
    const y = along(down, Math.floor((element % plane) / g.columns));
    const x = along(across, element % g.columns);
    const none = element < 0 || y.count === 0 || x.count === 0;
    if (even) return blocks.evenFan(none ? null : { channel: Math.floor(element / plane), y, x });
    return none ? NONE : blocks.cutFan({ channel: Math.floor(element / plane), y, x });
  };
  // every block must exist before the weights are read
  for (let element = -1; element < g.channels * plane; element++) fanOf(element);
  return { weights: blocks.weights(), rowStride: g.outColumns * lanes * 4, fanOf };
}

const NONE: Fan = { target: 0, block: 0, rows: 0, vectors: 0, blockStride: 0 };

/** [numbers] margin of the sums that a window's fans need. */
export function marginOf({ geometry: g, lanes, kernelRows, kernelColumns }: Weighted): number {
  const [rows, columns] = [Math.ceil(kernelRows / g.strideRows), Math.ceil(kernelColumns / g.strideColumns)];
  return (rows * columns * lanes) / 4 <= EVEN_VECTORS ? (rows * g.outColumns + columns) * lanes : 0;
}

const axis = (kernel: number, stride: number, outputs: number, pad: number): Axis => ({
  kernel,
  stride,
  outputs,
  pad,
  most: Math.ceil(kernel / stride),
});

function along({ stride, outputs, pad, most, kernel }: Axis, index: number): Along {
  const place = index + pad;
  const phase = place % stride;
  const newest = Math.floor(place / stride); // the output that meets the phase's first tap
  const first = newest - most + 1;
  const taps = phase < kernel ? Math.ceil((kernel - phase) / stride) : 0;
  const least = Math.max(0, newest - taps + 1);
  return { phase, first, from: least - first, count: Math.max(0, Math.min(outputs - 1, newest) - least + 1) };
}

interface Place {
  readonly channel: number;
  readonly y: Along;
  readonly x: Along;
}

/** Blocks of weights, each made when it is first asked for. */
class Blocks {
  readonly #weighted: Weighted;
  readonly #down: Axis;
  readonly #across: Axis;
  readonly #factor: number;
  readonly #starts = new Map<string, number>();
  readonly #numbers: number[] = [];

  constructor(
    weighted: Weighted,
    { down, across, factor }: { readonly down: Axis; readonly across: Axis; readonly factor: number },
  ) {
    this.#weighted = weighted;
    this.#down = down;
    this.#across = across;
    this.#factor = factor;
  }

  weights(): Float32Array {
    return Float32Array.from(this.#numbers);
  }

  /** A fan of the layer's one size, zeros where there is no output; null: all zeros. */
  evenFan(place: Place | null): Fan {
    const { lanes } = this.#weighted;
    const [rows, columns] = [this.#down.most, this.#across.most];
    const { outColumns } = this.#weighted.geometry;
    const [top, left] = place === null ? [0, 0] : [place.y.first, place.x.first];
    const whole: Cut = { from: 0, count: 0 };
    return {
      target: (top * outColumns + left) * lanes * 4,
      block: this.#start(place, place?.y ?? whole, place?.x ?? whole) * 4,
      rows,
      vectors: (columns * lanes) / 4,
      blockStride: columns * lanes * 4,
    };
  }

  /** A fan cut to the outputs that exist. */
  cutFan(place: Place): Fan {
    const { y, x } = place;
    const { lanes, geometry } = this.#weighted;
    const columns = this.#across.most;
    const start = this.#start(place, { from: 0, count: this.#down.most }, { from: 0, count: columns });
    return {
      target: ((y.first + y.from) * geometry.outColumns + x.first + x.from) * lanes * 4,
      block: (start + (y.from * columns + x.from) * lanes) * 4,
      rows: y.count,
      vectors: (x.count * lanes) / 4,
      blockStride: columns * lanes * 4,
    };
  }

  /** Where the block of a phase begins, with zeros outside the cuts. */
  #start(place: Place | null, y: Cut, x: Cut): number {
    const at = place === null ? "none" : [place.channel, place.y.phase, place.x.phase].join();
    const key = [at, y.from, y.count, x.from, x.count].join();
    const known = this.#starts.get(key);
    if (known !== undefined) return known;
    const start = this.#numbers.length;
    this.#starts.set(key, start);
    for (let row = 0; row < this.#down.most; row++) {
      for (let column = 0; column < this.#across.most; column++) {
        this.#cell(place !== null && within(row, y) && within(column, x) ? place : null, row, column);
      }
    }
    return start;
  }

  /** Appends the weights to one output cell. */
  #cell(place: Place | null, row: number, column: number): void {
    const { geometry, lanes, weight, kernelRows, kernelColumns } = this.#weighted;
    for (let lane = 0; lane < lanes; lane++) {
      let value = 0;
      if (place !== null && lane < geometry.outChannels) {
        const tapRow = place.y.phase + geometry.strideRows * (this.#down.most - 1 - row);
        const tapColumn = place.x.phase + geometry.strideColumns * (this.#across.most - 1 - column);
        const exists = tapRow < kernelRows && tapColumn < kernelColumns;
        value = exists ? weight(lane, place.channel, tapRow, tapColumn) * this.#factor : 0;
      }
      this.#numbers.push(value);
    }
  }
}

interface Cut {
  readonly from: number;
  readonly count: number;
}

const within = (index: number, { from, count }: Cut): boolean => index >= from && index < from + count;
