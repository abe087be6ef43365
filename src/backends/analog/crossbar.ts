import type { Blocks } from "./blocks.ts";
import { tileOf } from "./blocks.ts";
import type { ScaledColumns } from "./columns.ts";
import type { DeviceModel } from "./device.ts";
import { Normals } from "./normals.ts";
import { type Nonideality, TILE_NUMBERS } from "./tile.ts";

/** How a chip was made and what became of it. */
export interface ChipState {
  readonly device: DeviceModel;
  /** [s] since programming. */
  readonly afterS: number;
  readonly verifyRounds: number;
  readonly compensate: boolean;
  /** What is left out, for comparison. */
  readonly ideal: ReadonlySet<Nonideality>;
}

/** A layer's devices as they are, by weight: row by row. Conductances as shares of the largest. */
export interface Crossbar {
  readonly plus: Float32Array;
  readonly minus: Float32Array;
  /** Variance of the pair from read to read. */
  readonly fresh: Float32Array;
  /** By tile, from the layer's first: what its outputs are multiplied by, as its reference readout says. */
  readonly gains: Float64Array;
}

/** Programs a layer on a chip of a seed and lets it grow as old as `chip` says. */
export function programCrossbar(
  layer: string,
  { shares }: ScaledColumns,
  blocks: Blocks,
  { chip, seed }: { readonly chip: ChipState; readonly seed: number },
): Crossbar {
  const count = shares.length;
  const crossbar = {
    plus: new Float32Array(count),
    minus: new Float32Array(count),
    fresh: new Float32Array(count),
    gains: new Float64Array(blocks.tiles).fill(1),
  };
  const reference = new Reference(blocks, new Normals(seed, layer, "reference"), chip.ideal);
  const rows = new RowProgrammer(layer, blocks.columns, chip, seed);
  for (let row = 0; row < blocks.groups * blocks.rows; row++) {
    const from = row * blocks.columns;
    const now = rows.program(row, shares.subarray(from, from + blocks.columns));
    if (chip.compensate) reference.add(row, now);
    crossbar.plus.set(now.plus, from);
    crossbar.minus.set(now.minus, from);
    crossbar.fresh.set(now.fresh, from);
  }
  if (chip.compensate) crossbar.gains.set(reference.gains());
  return crossbar;
}

/** A row of pairs: as they were right after programming, and now. */
interface Row {
  readonly before: Float64Array;
  readonly beforeFresh: Float64Array;
  readonly plus: Float64Array;
  readonly minus: Float64Array;
  readonly fresh: Float64Array;
}

/** Programs one row after the other; the row that it gives is overwritten by the next. */
class RowProgrammer {
  readonly #chip: ChipState;
  readonly #columns: number;
  readonly #streams: Readonly<Record<"programming" | "drift" | "read", Normals>>;
  readonly #chances: Readonly<Record<"drift" | "read", Float64Array>>;
  /** By round. */
  readonly #draws: readonly Float64Array[];
  readonly #row: Row;

  constructor(layer: string, columns: number, chip: ChipState, seed: number) {
    this.#chip = chip;
    this.#columns = columns;
    const stream = (name: string): Normals => new Normals(seed, layer, name);
    this.#streams = { programming: stream("programming"), drift: stream("drift"), read: stream("held") };
    this.#chances = { drift: new Float64Array(2 * columns), read: new Float64Array(2 * columns) };
    this.#draws = Array.from({ length: 1 + chip.verifyRounds }, () => new Float64Array(2 * columns));
    const each = (): Float64Array => new Float64Array(columns);
    this.#row = { before: each(), beforeFresh: each(), plus: each(), minus: each(), fresh: each() };
  }

  program(row: number, shares: Float64Array): Row {
    const devices = 2 * this.#columns;
    const block = row * Normals.blocks(devices);
    this.#draws.forEach((draws, round) => this.#streams.programming.fill(draws, devices, block, round));
    this.#streams.drift.fill(this.#chances.drift, devices, block, 0);
    this.#streams.read.fill(this.#chances.read, devices, block, 0);
    const out = this.#row;
    for (let c = 0; c < this.#columns; c++) {
      const share = shares[c] ?? NaN;
      const plus = this.#device(2 * c, Math.max(0, share));
      const minus = this.#device(2 * c + 1, Math.max(0, -share));
      out.before[c] = plus.before - minus.before;
      out.beforeFresh[c] = plus.beforeFresh + minus.beforeFresh;
      out.plus[c] = plus.now;
      out.minus[c] = minus.now;
      out.fresh[c] = plus.fresh + minus.fresh;
    }
    return out;
  }

  /** One device: conductances as shares of the largest, variances from read to read. */
  #device(at: number, share: number) {
    const { device, afterS, ideal } = this.#chip;
    const conductanceUs = this.#programmed(at, share);
    const chance = this.#chances.drift[at] ?? NaN;
    const agedUs = ideal.has("drift")
      ? conductanceUs
      : device.agedUs({ share, conductanceUs, chance }, afterS);
    const quiet = ideal.has("read-noise");
    const first = quiet ? QUIET : device.readSpread(share, conductanceUs, 0);
    const later = quiet ? QUIET : device.readSpread(share, agedUs, afterS);
    const nowUs = Math.max(0, agedUs + later.heldUs * (this.#chances.read[at] ?? NaN));
    const unit2 = device.largestUs * device.largestUs;
    return {
      before: conductanceUs / device.largestUs,
      beforeFresh: (first.freshUs * first.freshUs) / unit2,
      now: nowUs / device.largestUs,
      fresh: (later.freshUs * later.freshUs) / unit2,
    };
  }

  /** [uS] programmed, and programmed again while a verify round finds it off by too much. */
  #programmed(at: number, share: number): number {
    const { device, ideal } = this.#chip;
    const targetUs = share * device.largestUs;
    if (ideal.has("programming")) return targetUs;
    const spread = device.programmingSpreadUs(share);
    let conductanceUs = targetUs;
    for (const draws of this.#draws) {
      conductanceUs = Math.max(0, targetUs + spread * (draws[at] ?? NaN));
      if (Math.abs(conductanceUs - targetUs) <= TILE_NUMBERS.acceptance.value * spread) break;
    }
    return conductanceUs;
  }
}

const QUIET = { heldUs: 0, freshUs: 0 };

/**
 * Reference readouts of each tile, right after programming and now: its rows one by one, each averaged over some reads, whose
 * rounding their noise makes even. The mean of the absolute outputs then, over that of now, is the tile's gain.
 */
class Reference {
  readonly #blocks: Blocks;
  readonly #noise: Normals;
  /** Variance of a read, its devices apart. */
  readonly #floor: number;
  readonly #draws: Float64Array;
  readonly #before: Float64Array;
  readonly #now: Float64Array;

  constructor(blocks: Blocks, noise: Normals, ideal: ReadonlySet<Nonideality>) {
    const { outputNoise, adcBound, adcBits } = TILE_NUMBERS;
    const step = ideal.has("adc") ? 0 : (2 * adcBound.value) / ((1 << adcBits.value) - 2);
    const sigma = ideal.has("output-noise") ? 0 : outputNoise.value;
    this.#floor = sigma * sigma + (step * step) / 12;
    this.#blocks = blocks;
    this.#noise = noise;
    this.#draws = new Float64Array(2 * blocks.columns);
    this.#before = new Float64Array(blocks.tiles);
    this.#now = new Float64Array(blocks.tiles);
  }

  add(row: number, { before, beforeFresh, plus, minus, fresh }: Row): void {
    const { rows, columns } = this.#blocks;
    const group = Math.floor(row / rows);
    const rowBlock = Math.floor((row % rows) / TILE_NUMBERS.rows.value);
    this.#noise.fill(this.#draws, 2 * columns, row * Normals.blocks(2 * columns), 0);
    for (let c = 0; c < columns; c++) {
      const columnBlock = Math.floor(c / TILE_NUMBERS.columns.value);
      const tile = tileOf(this.#blocks, group, { rowBlock, columnBlock });
      const off = (variance: number): number =>
        Math.sqrt((this.#floor + variance) / TILE_NUMBERS.referenceReads.value);
      const first = (before[c] ?? NaN) + off(beforeFresh[c] ?? NaN) * (this.#draws[2 * c] ?? NaN);
      const later =
        (plus[c] ?? NaN) - (minus[c] ?? NaN) + off(fresh[c] ?? NaN) * (this.#draws[2 * c + 1] ?? NaN);
      this.#before[tile] = (this.#before[tile] ?? 0) + Math.abs(first);
      this.#now[tile] = (this.#now[tile] ?? 0) + Math.abs(later);
    }
  }

  gains(): Float64Array {
    return this.#before.map((before, tile) => {
      const now = this.#now[tile] ?? 0;
      return before > 0 && now > 0 ? before / now : 1;
    });
  }
}
