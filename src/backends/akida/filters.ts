import { exactLog } from "../../core/exact-math.ts";
import type { LayerQuantisation } from "../fit-report.ts";

/** Weights in integers, each filter with a scale of its own. */
export interface QuantisedFilters {
  /** In the order of the weights given. */
  readonly weights: Int32Array;
  /** By filter: integers a unit of the network. */
  readonly scales: Float64Array;
  readonly quantisation: LayerQuantisation;
}

/** Scales that are tried: the largest weight at the top level, down to two fifths of it, beyond which weights are cut off. */
const TRIALS = 40;
const LEAST_SHARE = 0.4;
/** Weights of a filter, spread over it, whose error is looked at. */
const MOST_TRIED = 512;

/**
 * Rounds a layer's weights to signed integers of `bits`, symmetric, filter by filter: of 40 scales the one whose squared
 * error is least. A scale a filter costs nothing, for each has its own threshold.
 * @param weights with filter n % filters at place n
 */
export function quantiseFilters(
  layer: string,
  weights: Float64Array,
  filters: number,
  bits: number,
): QuantisedFilters {
  const top = (1 << (bits - 1)) - 1;
  const integers = new Int32Array(weights.length);
  const scales = new Float64Array(filters).fill(1);
  const found = { worst: 0, largest: 0, saturated: 0 };
  for (let filter = 0; filter < filters; filter++) {
    const scale = bestScale(weights, { filter, filters }, top);
    scales[filter] = scale;
    for (let n = filter; n < weights.length; n += filters) {
      const weight = weights[n] ?? NaN;
      const integer = rounded(weight, scale, top);
      integers[n] = integer;
      found.worst = Math.max(found.worst, Math.abs(weight - integer / scale));
      found.largest = Math.max(found.largest, Math.abs(integer));
      if (Math.abs(weight * scale) > top + 0.5) found.saturated++;
    }
  }
  const used = found.largest === 0 ? 0 : 1 + exactLog(found.largest + 1) / Math.LN2;
  return {
    weights: integers,
    scales,
    quantisation: {
      layer,
      scale: scales.reduce((sum, scale) => sum + scale, 0) / filters,
      bits: Math.round(used * 1e4) / 1e4,
      max_abs_err: found.worst,
      saturated: found.saturated,
    },
  };
}

const rounded = (weight: number, scale: number, top: number): number =>
  Math.max(-top, Math.min(top, Math.round(weight * scale)));

function bestScale(
  weights: Float64Array,
  { filter, filters }: { readonly filter: number; readonly filters: number },
  top: number,
): number {
  let most = 0;
  for (let n = filter; n < weights.length; n += filters) most = Math.max(most, Math.abs(weights[n] ?? NaN));
  if (most === 0) return 1;
  const each = filters * Math.ceil(weights.length / filters / MOST_TRIED);
  let best = { scale: top / most, error: Infinity };
  // from the largest share on: where several are as good, nothing is cut off
  for (let trial = TRIALS; trial > 0; trial--) {
    const share = LEAST_SHARE + ((1 - LEAST_SHARE) * trial) / TRIALS;
    const scale = top / (most * share);
    let error = 0;
    for (let n = filter; n < weights.length; n += each) {
      const off = (weights[n] ?? NaN) - rounded(weights[n] ?? NaN, scale, top) / scale;
      error += off * off;
    }
    if (error < best.error) best = { scale, error };
  }
  return best.scale;
}
