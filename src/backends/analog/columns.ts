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
  /** [-] spikes that a line's whole signal stands for. */
  readonly range: number;
  /** Output channels that get the most room whatever their weights. */
  readonly withMostRoom: ReadonlySet<number>;
}

/**
 * Chooses what the largest conductance of each column stands for: of 40 candidates the one with the least squared error, of weights that are
 * cut off and of devices that are not what was asked for; or more, where the column's sums would not stay within its converter (a
 * `weight_scaling_omega` below 1 does as much in aihwkit). A scale a column costs nothing: what comes out of its converter is
 * multiplied by it. The noise of an output and the step of its converter grow with the scale and are not part of that error.
 */
export function scaleColumns(layer: string, matrices: Matrices, options: ScaleOptions): ScaledColumns {
  const { device, afterS } = options;
  const { weights, groups, columns } = matrices;
  const spreads = Float64Array.from({ length: BINS + 1 }, (_, n) => {
    const spread = device.spreadUs(n / BINS, afterS) / device.largestUs;
    return spread * spread;
  });
  const shares = new Float64Array(weights.length);
  const largest = new Float64Array(groups * columns).fill(1);
  const found = { worst: 0, clipped: 0, squares: 0, weights: 0, conductance: 0 };
  for (let channel = 0; channel < largest.length; channel++) {
    const { from, to } = columnOf(matrices, channel);
    const most = largestOf(matrices, channel);
    const top = most === 0 ? 1 : scaleOf(matrices, channel, { ...options, spreads, most });
    largest[channel] = top;
    if (most > 0) found.weights += matrices.rows;
    found.conductance += device.largestUs / top / largest.length;
    for (let n = from; n < to; n += columns) {
      const share = Math.max(-1, Math.min((weights[n] ?? NaN) / top, 1));
      shares[n] = share;
      const cut = Math.abs((weights[n] ?? NaN) - share * top);
      const spread = pairSpread(spreads, share);
      found.worst = Math.max(found.worst, cut + 3 * Math.sqrt(spread) * top);
      if (cut > 1e-12 * top) found.clipped++;
      if (most > 0) found.squares += (cut * cut + spread * top * top) / (most * most);
    }
  }
  return {
    shares,
    largest,
    quantisation: {
      layer,
      scale: found.conductance,
      bits: bitsOf(Math.sqrt(found.squares / Math.max(1, found.weights))),
      max_abs_err: found.worst,
      saturated: found.clipped,
    },
  };
}

interface ColumnTerms extends ScaleOptions {
  /** By share: variance of a device, in squares of the largest conductance. */
  readonly spreads: Float64Array;
  /** Largest weight of the column, without its sign. */
  readonly most: number;
}

/** Weight that the largest conductance of a column stands for. */
function scaleOf(matrices: Matrices, channel: number, terms: ColumnTerms): number {
  const { adcBound, mostRoom } = TILE_NUMBERS;
  const { most, cuts, converts, range, withMostRoom } = terms;
  const room = most * mostRoom.value;
  if (withMostRoom.has(channel)) return room;
  const best = cuts ? leastErrorScale(matrices, channel, terms) : most;
  const foreseen = converts ? foreseenSum(matrices, channel, range) / adcBound.value : 0;
  return Math.max(best, Math.min(foreseen, room));
}

/** Where an output channel's column begins and ends; its weights lie `columns` apart. */
function columnOf(
  { rows, columns }: Matrices,
  channel: number,
): { readonly from: number; readonly to: number } {
  const group = Math.floor(channel / columns);
  return { from: group * rows * columns + (channel % columns), to: (group + 1) * rows * columns };
}

/** Bits of a rounding from -1 to 1, here the column's largest weight, that is off by as much. */
const bitsOf = (error: number): number =>
  Math.round(Math.max(0, exactLog(2 / (Math.sqrt(12) * Math.max(error, 1e-9))) / Math.LN2) * 1e4) / 1e4;

/** Of a pair: one device has the share, the other none. */
const pairSpread = (spreads: Float64Array, share: number): number =>
  (spreads[Math.round(Math.abs(share) * BINS)] ?? NaN) + (spreads[0] ?? NaN);

/** Largest weight of a column, without its sign. */
function largestOf(matrices: Matrices, channel: number): number {
  const { from, to } = columnOf(matrices, channel);
  let most = 0;
  for (let n = from; n < to; n += matrices.columns)
    most = Math.max(most, Math.abs(matrices.weights[n] ?? NaN));
  return most;
}

function leastErrorScale(
  matrices: Matrices,
  channel: number,
  { spreads, most }: Pick<ColumnTerms, "spreads" | "most">,
): number {
  const { weights, rows, columns } = matrices;
  const { from, to } = columnOf(matrices, channel);
  const each = columns * Math.ceil(rows / MOST_TRIED);
  let best = { top: most, error: Infinity };
  for (let trial = TRIALS; trial > 0; trial--) {
    const top = most * (LEAST_SHARE + ((1 - LEAST_SHARE) * trial) / TRIALS);
    let error = 0;
    for (let n = from; n < to; n += each) {
      const share = Math.min(Math.abs(weights[n] ?? NaN) / top, 1);
      const cut = Math.abs(weights[n] ?? NaN) - share * top;
      error += cut * cut + top * top * pairSpread(spreads, share);
    }
    if (error < best.error) best = { top, error };
  }
  return best.top;
}

/**
 * What the sum of a column's fullest tile is taken to reach, of inputs that are on by chance and by themselves:
 *
 *     min(a |sum w| + k sqrt(a (1 - a) / range sum w^2), what all inputs of one sign come to)
 *
 * with a the activity and k the deviations of `TILE_NUMBERS`.
 */
function foreseenSum(matrices: Matrices, channel: number, range: number): number {
  const { weights, columns } = matrices;
  const { from, to } = columnOf(matrices, channel);
  const { rows, activity, deviations } = TILE_NUMBERS;
  const a = activity.value;
  let fullest = 0;
  for (let first = from; first < to; first += rows.value * columns) {
    let [up, down, squares] = [0, 0, 0];
    for (let n = first; n < Math.min(to, first + rows.value * columns); n += columns) {
      const weight = weights[n] ?? NaN;
      up += Math.max(0, weight);
      down += Math.max(0, -weight);
      squares += weight * weight;
    }
    const spread = Math.sqrt(((a * (1 - a)) / range) * squares);
    fullest = Math.max(
      fullest,
      Math.min(a * Math.abs(up - down) + deviations.value * spread, Math.max(up, down)),
    );
  }
  return fullest;
}
