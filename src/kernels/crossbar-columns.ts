import { type WasmArray, WasmKernel } from "./wasm-kernel.ts";

/** Devices of a crossbar, row by row: conductances of the pair as shares of the largest, and its variance from read to read. */
export interface CrossbarDevices {
  readonly columns: number;
  readonly plus: Float32Array;
  readonly minus: Float32Array;
  readonly fresh: Float32Array;
  /** By row: devices to the converter, itself included; falls from each row of a piece to the next. */
  readonly distance: Int32Array;
}

/** What a read suffers besides. */
export interface ColumnLosses {
  /** [-] resistance of a wire from one device to the next, by the largest conductance. */
  readonly wire: number;
  /** [-] variance of an output, anew at each read: in squares of a full device. */
  readonly outputVariance: number;
}

/** Rows that are on, in order, and [-] how much: shares of a full input. */
export interface RowsOn {
  readonly rows: WasmArray<Int32Array<ArrayBuffer>>;
  readonly levels: WasmArray<Float64Array<ArrayBuffer>>;
}

interface Calls {
  readColumns(table: number, rows: number, levels: number, count: number): void;
}

/** One memory for the layers of a chip. */
export type CrossbarKernel = WasmKernel<Calls>;

export const crossbarKernel = (): CrossbarKernel => new WasmKernel<Calls>("crossbar-columns");

/** The kernel goes by pairs of columns. */
const PAIR = 2;

/**
 * A layer's devices in one memory, and the kernel that reads their columns:
 *
 *     value = drop(sum level plus) - drop(sum level minus) + sqrt(sum level^2 fresh + outputVariance) draw
 *     drop(i) = i^2 / (i + wire sum_rows segments i_row^2)
 *
 * with i_row the current behind a row, and segments the devices from it to the next row that is on, or to the converter.
 * A column is a wire from its farthest device to its converter, whose end is held at 0 V. Its resistance takes from the
 * current, to first order, r times the sum over its segments of the square of what flows in them (Kirchhoff); that as
 * a share of the current then divides it, which keeps what is large from turning its sign.
 *
 * Hot path: `read` allocates nothing; `npm run bench -- chips` times it.
 */
export class CrossbarColumns {
  readonly #kernel: CrossbarKernel;
  readonly #table: number;
  /** Standard normal numbers by column, the caller's to fill before each read. */
  readonly draws: WasmArray<Float64Array<ArrayBuffer>>;
  /** What the last read came to, by column. */
  readonly values: WasmArray<Float64Array<ArrayBuffer>>;

  /** @param kernel holds them, and may hold other layers' */
  constructor(kernel: CrossbarKernel, devices: CrossbarDevices, { wire, outputVariance }: ColumnLosses) {
    const { columns, distance } = devices;
    const paddedColumns = Math.ceil(columns / PAIR) * PAIR;
    this.#kernel = kernel;
    const devicesOf = (from: Float32Array): number => {
      const to = kernel.reserve(Float32Array, distance.length * paddedColumns);
      for (let row = 0; row < distance.length; row++)
        to.view.set(from.subarray(row * columns, (row + 1) * columns), row * paddedColumns);
      return to.address;
    };
    const addresses = [devices.plus, devices.minus, devices.fresh].map(devicesOf);
    const distances = kernel.reserve(Int32Array, distance.length);
    distances.view.set(distance);
    this.draws = kernel.reserve(Float64Array, paddedColumns);
    this.values = kernel.reserve(Float64Array, paddedColumns);
    const losses = kernel.reserve(Float64Array, 2);
    losses.view.set([wire, outputVariance]);
    const rowBytes = paddedColumns * Float32Array.BYTES_PER_ELEMENT;
    const ends = [this.draws.address, this.values.address, losses.address];
    const fields = [...addresses, distances.address, rowBytes, ...ends];
    const table = kernel.reserve(Int32Array, fields.length);
    table.view.set(fields);
    this.#table = table.address;
  }

  /** Room for so many rows that are on. */
  rowsOn(length: number): RowsOn {
    return {
      rows: this.#kernel.reserve(Int32Array, length),
      levels: this.#kernel.reserve(Float64Array, length),
    };
  }

  /** Reads `count` rows from place `first` of some that are on: `values` by column. */
  read({ rows, levels }: RowsOn, first: number, count: number): void {
    const { BYTES_PER_ELEMENT: rowBytes } = Int32Array;
    const { BYTES_PER_ELEMENT: levelBytes } = Float64Array;
    this.#kernel.call.readColumns(
      this.#table,
      rows.address + first * rowBytes,
      levels.address + first * levelBytes,
      count,
    );
  }
}

/** Plain form of `read`, for tests. */
export function readColumnsPlain(
  { columns, plus, minus, fresh, distance }: CrossbarDevices,
  { wire, outputVariance }: ColumnLosses,
  { rows, levels, draws }: Readonly<Record<"rows" | "levels" | "draws", readonly number[]>>,
): number[] {
  const drop = (current: number, loss: number): number =>
    current === 0 ? 0 : (current * current) / (current + wire * loss);
  return Array.from({ length: columns }, (_, column) => {
    const sum = { plus: 0, minus: 0, plusLoss: 0, minusLoss: 0, variance: 0 };
    rows.forEach((row, n) => {
      const level = levels[n]!;
      const at = row * columns + column;
      const segments = distance[row]! - (n + 1 < rows.length ? distance[rows[n + 1]!]! : 0);
      sum.plus += level * plus[at]!;
      sum.minus += level * minus[at]!;
      sum.plusLoss += segments * sum.plus * sum.plus;
      sum.minusLoss += segments * sum.minus * sum.minus;
      sum.variance += level * level * fresh[at]!;
    });
    const noise = Math.sqrt(sum.variance + outputVariance) * draws[column]!;
    return drop(sum.plus, sum.plusLoss) - drop(sum.minus, sum.minusLoss) + noise;
  });
}
