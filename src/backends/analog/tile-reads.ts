import type { Wiring } from "../wiring.ts";
import { type Blocks, distanceOf, tileOf } from "./blocks.ts";
import type { Crossbar } from "./crossbar.ts";
import { Normals } from "./normals.ts";
import { type Nonideality, TILE_NUMBERS } from "./tile.ts";

/** What the reads of a step came to. */
export interface ReadCounts {
  /** Reads one after the other on the busiest tile. */
  reads: number;
  /** Columns converted. */
  conversions: number;
  /** Pairs of a spike and a target; by weights that are not 0, of single spikes and of more. */
  synops: number;
  acs: number;
  macs: number;
  /** Outputs beyond the converter, inputs beyond theirs. */
  clippedOut: number;
  clippedIn: number;
}

export interface TileReadsOptions {
  readonly crossbar: Crossbar;
  readonly blocks: Blocks;
  /** By output channel: weight of the largest conductance. */
  readonly largest: Float64Array;
  readonly shares: Float64Array;
  /** [-] most that an input can say: spikes of all that is pooled into it. */
  readonly range: number;
  /** [uS] */
  readonly largestUs: number;
  readonly seed: number;
  readonly layer: string;
  readonly ideal: ReadonlySet<Nonideality>;
}

/**
 * A layer's crossbars at work: a window that slides is one read of the tiles for each of its places, and a row is on where
 * something comes in. A place, or a piece of a matrix, where nothing does is not read.
 *
 * A column is a wire from its farthest device to its converter, whose end is held at 0 V. Its resistance takes from the
 * current, to first order, r times the sum over its segments of the square of what flows in them (Kirchhoff); that as
 * a share of the current then divides it, which keeps what is large from turning its sign.
 *
 * Hot path: `read` allocates nothing.
 */
export class TileReads {
  readonly #w: NonNullable<Wiring["weighted"]>["geometry"];
  readonly #o: TileReadsOptions;
  readonly #columns: number;
  /** By row of all groups: devices to the converter, weights that are not 0. */
  readonly #distance: Int32Array;
  readonly #nonZero: Int32Array;
  /** By row block of all groups and column: what an output of 1 stands for. */
  readonly #factor: Float64Array;
  readonly #plus: Float64Array;
  readonly #minus: Float64Array;
  readonly #plusLoss: Float64Array;
  readonly #minusLoss: Float64Array;
  readonly #variance: Float64Array;
  readonly #draws: Float64Array;
  /** Rows that are on, counted over all groups, in order, and how much. */
  readonly #rows: Int32Array;
  readonly #levels: Float64Array;
  #on = 0;
  readonly #noise: Normals;
  /** By what comes in, up to the most: the share of its line's signal, in the steps of its converter. */
  readonly #levelOf: Float64Array;
  readonly #adcStep: number;
  readonly #wire: number;
  readonly #outputVariance: number;
  #block = 0;
  #round = 0;
  readonly counts: ReadCounts = {
    reads: 0,
    conversions: 0,
    synops: 0,
    acs: 0,
    macs: 0,
    clippedOut: 0,
    clippedIn: 0,
  };

  constructor(weighted: NonNullable<Wiring["weighted"]>, options: TileReadsOptions) {
    const { blocks, crossbar, largest, shares, layer, seed, ideal, largestUs } = options;
    const { groups, rows, columns, rowBlocks } = blocks;
    this.#w = weighted.geometry;
    this.#o = options;
    this.#columns = columns;
    this.#distance = Int32Array.from({ length: groups * rows }, (_, row) =>
      distanceOf(blocks, Math.floor(row / rows), row % rows),
    );
    this.#nonZero = Int32Array.from({ length: groups * rows }, (_, row) =>
      shares
        .subarray(row * columns, (row + 1) * columns)
        .reduce((sum, share) => sum + (share === 0 ? 0 : 1), 0),
    );
    this.#factor = new Float64Array(groups * rowBlocks * columns);
    for (let n = 0; n < this.#factor.length; n++) {
      const [segment, column] = [Math.floor(n / columns), n % columns];
      const group = Math.floor(segment / rowBlocks);
      const columnBlock = Math.floor(column / TILE_NUMBERS.columns.value);
      const tile = tileOf(blocks, group, { rowBlock: segment % rowBlocks, columnBlock });
      this.#factor[n] =
        (largest[group * columns + column] ?? NaN) * (crossbar.gains[tile] ?? NaN) * options.range;
    }
    const list = (): Float64Array => new Float64Array(columns);
    this.#plus = list();
    this.#minus = list();
    this.#plusLoss = list();
    this.#minusLoss = list();
    this.#variance = list();
    this.#draws = list();
    this.#rows = new Int32Array(rows);
    this.#levels = new Float64Array(rows);
    this.#noise = new Normals(seed, layer, "reads");
    const { dacBits, adcBits, adcBound, outputNoise, wireOhm } = TILE_NUMBERS;
    const steps = ideal.has("dac") ? Infinity : ((1 << dacBits.value) - 2) / 2;
    this.#levelOf = Float64Array.from({ length: options.range + 1 }, (_, n) => {
      const share = n / options.range;
      // whole numbers that the steps hold stay what they are
      return options.range <= steps ? share : Math.round(share * steps) / steps;
    });
    this.#adcStep = ideal.has("adc") ? 0 : (2 * adcBound.value) / ((1 << adcBits.value) - 2);
    this.#wire = ideal.has("ir-drop") ? 0 : wireOhm.value * largestUs * 1e-6;
    this.#outputVariance = ideal.has("output-noise") ? 0 : outputNoise.value * outputNoise.value;
  }

  /** Numbers of chance from here on are those of a round. */
  begin(round: number): void {
    this.#round = round;
    this.#block = 0;
  }

  /** Adds the layer's sums, by element of its output, to `sums`. @param x what comes in, by element of its input */
  read(x: Int32Array, sums: Float64Array): void {
    const { groups, groupsPerTile } = this.#o.blocks;
    const { outRows, outColumns } = this.#w;
    const cells = outRows * outColumns;
    const { counts } = this;
    counts.reads = counts.conversions = counts.synops = counts.acs = counts.macs = 0;
    counts.clippedOut = counts.clippedIn = 0;
    for (let cell = 0; cell < cells; cell++) {
      let active = 0;
      for (let group = 0; group < groups; group++) {
        const on = this.#gather(x, cell, group);
        if (on === 0) continue;
        active++;
        this.#readRows(on, group, cell, sums);
      }
      counts.reads += Math.min(active, groupsPerTile);
    }
  }

  /** Rows that are on for a place of the window, in order; returns how many. */
  #gather(x: Int32Array, cell: number, group: number): number {
    const g = this.#w;
    const perGroup = g.channels / g.groups;
    const top = Math.floor(cell / g.outColumns) * g.strideRows - g.padRows;
    const left = (cell % g.outColumns) * g.strideColumns - g.padColumns;
    let row = group * this.#o.blocks.rows;
    this.#on = 0;
    for (let channel = group * perGroup; channel < (group + 1) * perGroup; channel++) {
      for (let r = 0; r < g.kernelRows; r++, row += g.kernelColumns) {
        const y = top + r * g.dilationRows;
        if (y < 0 || y >= g.rows) continue;
        this.#gatherLine(x, (channel * g.rows + y) * g.columns, left, row);
      }
    }
    return this.#on;
  }

  /** The same in one line of the input, which begins at `line`; the window does at column `left`, and at row `row`. */
  #gatherLine(x: Int32Array, line: number, left: number, row: number): void {
    const { kernelColumns, dilationColumns, columns } = this.#w;
    const { range } = this.#o;
    for (let c = 0; c < kernelColumns; c++) {
      const column = left + c * dilationColumns;
      const value = column < 0 || column >= columns ? 0 : x[line + column]!;
      if (value === 0) continue;
      this.#rows[this.#on] = row + c;
      if (value > range) this.counts.clippedIn++;
      this.#levels[this.#on++] = this.#levelOf[Math.min(value, range)]!;
      this.#count(row + c, value);
    }
  }

  #count(row: number, value: number): void {
    const { counts } = this;
    counts.synops += value * this.#columns;
    if (value === 1) counts.acs += this.#nonZero[row]!;
    else counts.macs += this.#nonZero[row]!;
  }

  /** Reads a place, piece by piece of the matrix. */
  #readRows(on: number, group: number, cell: number, sums: Float64Array): void {
    const side = TILE_NUMBERS.rows.value;
    const base = group * this.#o.blocks.rows;
    for (let first = 0; first < on;) {
      const rowBlock = Math.floor((this.#rows[first]! - base) / side);
      let end = first + 1;
      while (end < on && this.#rows[end]! - base < (rowBlock + 1) * side) end++;
      this.#accumulate(first, end);
      this.#convert(group, rowBlock, cell, sums);
      first = end;
    }
  }

  /** Currents of the columns, and what their wires take of them. */
  #accumulate(first: number, end: number): void {
    const { plus: plusOf, minus: minusOf, fresh } = this.#o.crossbar;
    const [plus, minus, plusLoss, minusLoss] = [this.#plus, this.#minus, this.#plusLoss, this.#minusLoss];
    const variance = this.#variance;
    const columns = this.#columns;
    for (let c = 0; c < columns; c++) plus[c] = minus[c] = plusLoss[c] = minusLoss[c] = variance[c] = 0;
    for (let n = first; n < end; n++) {
      const row = this.#rows[n]!;
      const level = this.#levels[n]!;
      const next = n + 1 < end ? this.#distance[this.#rows[n + 1]!]! : 0;
      const segments = this.#distance[row]! - next;
      const square = level * level;
      for (let c = 0, at = row * columns; c < columns; c++, at++) {
        const p = plus[c]! + level * plusOf[at]!;
        const m = minus[c]! + level * minusOf[at]!;
        plus[c] = p;
        minus[c] = m;
        plusLoss[c]! += segments * p * p;
        minusLoss[c]! += segments * m * m;
        variance[c]! += square * fresh[at]!;
      }
    }
  }

  /** Adds noise, converts, and puts the columns into the sums. */
  #convert(group: number, rowBlock: number, cell: number, sums: Float64Array): void {
    const columns = this.#columns;
    const cells = this.#w.outRows * this.#w.outColumns;
    const segment = (group * this.#o.blocks.rowBlocks + rowBlock) * columns;
    const draws = this.#draws;
    this.#noise.fill(draws, columns, this.#block, this.#round);
    this.#block += Normals.blocks(columns);
    for (let c = 0; c < columns; c++) {
      const noise = Math.sqrt(this.#variance[c]! + this.#outputVariance) * draws[c]!;
      const current =
        this.#dropped(this.#plus[c]!, this.#plusLoss[c]!) -
        this.#dropped(this.#minus[c]!, this.#minusLoss[c]!);
      sums[(group * columns + c) * cells + cell]! +=
        this.#digital(current + noise) * this.#factor[segment + c]!;
    }
    this.counts.conversions += columns;
  }

  #dropped(current: number, loss: number): number {
    return current === 0 ? 0 : (current * current) / (current + this.#wire * loss);
  }

  #digital(value: number): number {
    const step = this.#adcStep;
    if (step === 0) return value;
    const bound = TILE_NUMBERS.adcBound.value;
    if (Math.abs(value) > bound) {
      this.counts.clippedOut++;
      return value > 0 ? bound : -bound;
    }
    return Math.round(value / step) * step;
  }
}
