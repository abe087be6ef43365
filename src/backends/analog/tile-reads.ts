import { CrossbarColumns, type CrossbarKernel } from "../../kernels/crossbar-columns.ts";
import type { WindowGeometry } from "../../snn/window-geometry.ts";
import type { Wiring } from "../wiring.ts";
import { type Blocks, distanceOf, tileOf } from "./blocks.ts";
import type { Crossbar } from "./crossbar.ts";
import { type LineCounts, LineRows } from "./line-rows.ts";
import { Normals } from "./normals.ts";
import { type Nonideality, TILE_NUMBERS } from "./tile.ts";

/** What the reads of a step came to. */
export interface ReadCounts extends LineCounts {
  /** Reads one after the other on the busiest tile. */
  reads: number;
  /** Columns converted. */
  conversions: number;
  /** Outputs beyond their converter. */
  clippedOut: number;
}

export interface TileReadsOptions {
  readonly kernel: CrossbarKernel;
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
 * Hot path: `read` allocates nothing.
 */
export class TileReads {
  readonly #w: WindowGeometry;
  readonly #blocks: Blocks;
  readonly #devices: CrossbarColumns;
  readonly #lines: LineRows;
  /** By row block of all groups and column: what an output of 1 stands for. */
  readonly #factor: Float64Array;
  readonly #noise: Normals;
  readonly #adcStep: number;
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
    const { kernel, blocks, crossbar, layer, seed, ideal, largestUs } = options;
    const { columns } = blocks;
    const { adcBits, adcBound, outputNoise, wireOhm } = TILE_NUMBERS;
    this.#w = weighted.geometry;
    this.#blocks = blocks;
    this.#devices = new CrossbarColumns(
      kernel,
      { columns, ...crossbar, distance: distancesOf(blocks) },
      {
        wire: ideal.has("ir-drop") ? 0 : wireOhm.value * largestUs * 1e-6,
        outputVariance: ideal.has("output-noise") ? 0 : outputNoise.value * outputNoise.value,
      },
    );
    const terms = { columns, nonZero: nonZeroOf(options), levelOf: levelsOf(options) };
    this.#lines = new LineRows(weighted.geometry, terms, (length) => this.#devices.rowsOn(length));
    this.#factor = factorsOf(options);
    this.#noise = new Normals(seed, layer, "reads");
    this.#adcStep = ideal.has("adc") ? 0 : (2 * adcBound.value) / ((1 << adcBits.value) - 2);
  }

  /** Numbers of chance from here on are those of a round. */
  begin(round: number): void {
    this.#round = round;
    this.#block = 0;
  }

  /** Adds the layer's sums, by element of its output, to `sums`. @param x what comes in, by element of its input */
  read(x: Int32Array, sums: Float64Array): void {
    const lines = this.#lines;
    const { counts } = this;
    counts.reads = counts.conversions = counts.clippedOut = 0;
    lines.begin(x);
    for (let line = 0; line < this.#w.outRows; line++) {
      lines.gather(line);
      this.#readLine(line, sums);
    }
    counts.synops = lines.counts.synops;
    counts.acs = lines.counts.acs;
    counts.macs = lines.counts.macs;
    counts.clippedIn = lines.counts.clippedIn;
  }

  #readLine(line: number, sums: Float64Array): void {
    const { groups, groupsPerTile } = this.#blocks;
    const { outColumns } = this.#w;
    const { on } = this.#lines;
    for (let column = 0; column < outColumns; column++) {
      let active = 0;
      for (let group = 0; group < groups; group++) {
        const place = column * groups + group;
        if (on[place] === 0) continue;
        active++;
        this.#readPlace(place, group, line * outColumns + column, sums);
      }
      this.counts.reads += Math.min(active, groupsPerTile);
    }
  }

  /** Reads a place of the line, piece by piece of the matrix. */
  #readPlace(place: number, group: number, cell: number, sums: Float64Array): void {
    const { rowsOn, on, room } = this.#lines;
    const { rows: groupRows, rowBlocks } = this.#blocks;
    const rows = rowsOn.rows.view;
    const side = TILE_NUMBERS.rows.value;
    const end = place * room + on[place]!;
    for (let first = place * room; first < end;) {
      const rowBlock = Math.floor((rows[first]! - group * groupRows) / side);
      const nextBlock = group * groupRows + (rowBlock + 1) * side;
      let next = first + 1;
      while (next < end && rows[next]! < nextBlock) next++;
      this.#noise.fill(this.#devices.draws.view, this.#blocks.columns, this.#block, this.#round);
      this.#block += Normals.blocks(this.#blocks.columns);
      this.#devices.read(rowsOn, first, next - first);
      this.#convert(group, group * rowBlocks + rowBlock, cell, sums);
      first = next;
    }
  }

  /** Puts the columns of a piece, as their converters say them, into the sums. */
  #convert(group: number, piece: number, cell: number, sums: Float64Array): void {
    const { columns } = this.#blocks;
    const values = this.#devices.values.view;
    const cells = this.#w.outRows * this.#w.outColumns;
    for (let c = 0; c < columns; c++)
      sums[(group * columns + c) * cells + cell]! +=
        this.#digital(values[c]!) * this.#factor[piece * columns + c]!;
    this.counts.conversions += columns;
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

/** By row of all groups: devices to the converter. */
const distancesOf = (blocks: Blocks): Int32Array =>
  Int32Array.from({ length: blocks.groups * blocks.rows }, (_, row) =>
    distanceOf(blocks, Math.floor(row / blocks.rows), row % blocks.rows),
  );

/** By row of all groups: weights that are not 0. */
const nonZeroOf = ({ blocks: { groups, rows, columns }, shares }: TileReadsOptions): Int32Array =>
  Int32Array.from({ length: groups * rows }, (_, row) =>
    shares
      .subarray(row * columns, (row + 1) * columns)
      .reduce((sum, share) => sum + (share === 0 ? 0 : 1), 0),
  );

/** By what comes in, up to the most: the share of its line's signal, in the steps of its converter. */
function levelsOf({ range, ideal }: TileReadsOptions): Float64Array {
  const steps = ideal.has("dac") ? Infinity : ((1 << TILE_NUMBERS.dacBits.value) - 2) / 2;
  return Float64Array.from({ length: range + 1 }, (_, n) => {
    const share = n / range;
    // whole numbers that the steps hold stay what they are
    return range <= steps ? share : Math.round(share * steps) / steps;
  });
}

/** By row block of all groups and column: what an output of 1 stands for. */
function factorsOf({ blocks, crossbar, largest, range }: TileReadsOptions): Float64Array {
  const { groups, rowBlocks, columns } = blocks;
  return Float64Array.from({ length: groups * rowBlocks * columns }, (_, n) => {
    const [piece, column] = [Math.floor(n / columns), n % columns];
    const group = Math.floor(piece / rowBlocks);
    const columnBlock = Math.floor(column / TILE_NUMBERS.columns.value);
    const tile = tileOf(blocks, group, { rowBlock: piece % rowBlocks, columnBlock });
    return (largest[group * columns + column] ?? NaN) * (crossbar.gains[tile] ?? NaN) * range;
  });
}
