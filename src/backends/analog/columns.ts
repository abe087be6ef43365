import { exactLog } from "../../core/exact-math.ts";
import type { LayerQuantisation } from "../fit-report.ts";
import type { DeviceModel } from "./device.ts";
import { TILE_NUMBERS } from "./tile.ts";

/** A layer's weights as shares of the largest conductance, each column with a scale of its own. */
export interface ScaledColumns {
  /** -1 to 1, as the weights lie: row by row. */
  readonly shares: Float64Array;
  /** By output channel: weight that the largest conductance stands for. */
  readonly largest: Float64Array;
  readonly quantisation: LayerQuantisation;
}

/** Largest conductances that are tried: the largest weight of the column, down to two fifths of it. */
const TRIALS = 40;
const LEAST_SHARE = 0.4;
/** Most that the largest conductance stands for, in largest weights of the column: more leaves too little of the devices. */
export const MOST_HEADROOM = 2;
/**
 * What a column's sums are taken to reach: that of inputs which are on half of the time, and five standard deviations, for what comes
 * in together is what a column has learned to look for. A choice: in the hidden layers of `ball-sim-chips` the largest sums of a window
 * are four to eight away.
 */
const ACTIVITY = 0.5;
const DEVIATIONS = 5;
/** Weights of a column, spread over it, whose error is looked at. */
const MOST_TRIED = 256;
/** Shares at which the spread of a device is tabled. */
const BINS = 256;

/** Matrices of weights one after the other, row by row. */
export interface Matrices {
  readonly weights: Float64Array;
  readonly groups: number;
  readonly rows: number;
  readonly columns: number;
}

export interface ScaleOptions {
  readonly device: DeviceModel;
  readonly afterS: number;
  /** Whether devices miss what is asked of them, so that the largest weights may be cut off. */
  readonly cuts: boolean;
  /** Whether sums end at a converter's bound. */
  readonly converts: boolean;
  /** Least that an output channel's largest conductance stands for, in its largest weights; undefined where the rest decides. */
  readonly headroom: (channel: number) => number | undefined;
}

/**
 * Chooses what the largest conductance of each column stands for: of 40 weights the one with the least squared error, of
 * weights that are cut off and of devices that are not what was asked for, or more, so that its sums stay within its converter
 * (aihwkit's `weight_scaling_omega` leaves such room, too). A scale a column costs nothing: what comes out of its converter is
 * multiplied by it.
 */
export function scaleColumns(
  layer: string,
  matrices: Matrices,
  { device, afterS, cuts, converts, headroom }: ScaleOptions,
): ScaledColumns {
  const { weights, groups, columns } = matrices;
  const spreads = Float64Array.from({ length: BINS + 1 }, (_, n) => {
    const spread = device.spreadUs(n / BINS, afterS) / device.largestUs;
    return spread * spread;
  });
  const shares = new Float64Array(weights.length);
  const largest = new Float64Array(groups * columns).fill(1);
  const found = { worst: 0, clipped: 0, squares: 0, conductance: 0 };
  for (let channel = 0; channel < largest.length; channel++) {
    const { from, to } = columnOf(matrices, channel);
    const least = headroom(channel);
    const trials = cuts && least === undefined ? TRIALS : 1;
    const { top: best, most } = bestTop(matrices, channel, { spreads, trials });
    const reach = converts ? reachOf(matrices, channel) / TILE_NUMBERS.adcBound.value : 0;
    const top = Math.max(best, most * (least ?? 0), Math.min(reach, most * MOST_HEADROOM));
    largest[channel] = top;
    found.conductance += device.largestUs / top / largest.length;
    for (let n = from; n < to; n += columns) {
      const share = Math.max(-1, Math.min((weights[n] ?? NaN) / top, 1));
      shares[n] = share;
      const cut = Math.abs((weights[n] ?? NaN) - share * top);
      const spread = pairSpread(spreads, share);
      found.worst = Math.max(found.worst, cut + 3 * Math.sqrt(spread) * top);
      if (cut > 1e-12 * top) found.clipped++;
      found.squares += (cut * cut) / (top * top) + spread;
    }
  }
  return {
    shares,
    largest,
    quantisation: {
      layer,
      scale: found.conductance,
      bits: bitsOf(Math.sqrt(found.squares / Math.max(1, weights.length))),
      max_abs_err: found.worst,
      saturated: found.clipped,
    },
  };
}

/** Where an output channel's column begins and ends; its weights lie `columns` apart. */
function columnOf(
  { rows, columns }: Matrices,
  channel: number,
): { readonly from: number; readonly to: number } {
  const group = Math.floor(channel / columns);
  return { from: group * rows * columns + (channel % columns), to: (group + 1) * rows * columns };
}

/** Bits of a rounding from -1 to 1 that is off by as much. */
const bitsOf = (error: number): number =>
  Math.round(Math.max(0, exactLog(2 / (Math.sqrt(12) * Math.max(error, 1e-9))) / Math.LN2) * 1e4) / 1e4;

/** Of a pair: one device has the share, the other none. */
const pairSpread = (spreads: Float64Array, share: number): number =>
  (spreads[Math.round(Math.abs(share) * BINS)] ?? NaN) + (spreads[0] ?? NaN);

function bestTop(
  matrices: Matrices,
  channel: number,
  { spreads, trials }: { readonly spreads: Float64Array; readonly trials: number },
): { readonly top: number; readonly most: number } {
  const { weights, rows, columns } = matrices;
  const { from, to } = columnOf(matrices, channel);
  let most = 0;
  for (let n = from; n < to; n += columns) most = Math.max(most, Math.abs(weights[n] ?? NaN));
  if (most === 0) return { top: 1, most };
  const each = columns * Math.ceil(rows / MOST_TRIED);
  let best = { top: most, error: Infinity };
  for (let trial = TRIALS; trial > TRIALS - trials; trial--) {
    const top = most * (LEAST_SHARE + ((1 - LEAST_SHARE) * trial) / TRIALS);
    let error = 0;
    for (let n = from; n < to; n += each) {
      const share = Math.min(Math.abs(weights[n] ?? NaN) / top, 1);
      const cut = Math.abs(weights[n] ?? NaN) - share * top;
      error += cut * cut + top * top * pairSpread(spreads, share);
    }
    if (error < best.error) best = { top, error };
  }
  return { top: best.top, most };
}

/** What the sums of a column's fullest tile are taken to reach. */
function reachOf(matrices: Matrices, channel: number): number {
  const { weights, columns } = matrices;
  const { from, to } = columnOf(matrices, channel);
  const tile = TILE_NUMBERS.rows.value * columns;
  let most = 0;
  for (let first = from; first < to; first += tile) {
    let [sum, squares] = [0, 0];
    for (let n = first; n < Math.min(to, first + tile); n += columns) {
      const weight = weights[n] ?? NaN;
      sum += weight;
      squares += weight * weight;
    }
    const spread = Math.sqrt(ACTIVITY * (1 - ACTIVITY) * squares);
    most = Math.max(most, ACTIVITY * Math.abs(sum) + DEVIATIONS * spread);
  }
  return most;
}
