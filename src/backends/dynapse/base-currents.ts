import { exactPow } from "../../core/exact-math.ts";

/** [-] base currents of a core, and the values that their subsets give. */
const BASES = 4;
const SUBSETS = 1 << BASES;
const MOST_ROUNDS = 40;

/** The four base currents of a core, and what each of its weights becomes. */
export interface BaseFit {
  /** Ascending, in the unit of the weights; 0 or more. */
  readonly bases: Float64Array;
  /** By weight: which bases are added up, the least in bit 0. */
  readonly masks: Uint8Array;
  /** By weight: their sum. */
  readonly sums: Float64Array;
}

/** Sums of all subsets of four currents, by mask. */
export const subsetSums = (bases: ArrayLike<number>): Float64Array =>
  Float64Array.from({ length: SUBSETS }, (_, mask) => {
    let sum = 0;
    for (let bit = 0; bit < BASES; bit++) if ((mask >> bit) & 1) sum += bases[bit] ?? 0;
    return sum;
  });

/** The mask whose sum is nearest to a weight; the least of equals. */
export function nearestMask(sums: Float64Array, weight: number): number {
  let best = 0;
  for (let mask = 1; mask < SUBSETS; mask++)
    if (Math.abs(sums[mask]! - weight) < Math.abs(sums[best]! - weight)) best = mask;
  return best;
}

/**
 * Base currents whose subset sums come near `weights`, 0 or more, with a small sum of squares: from several starts, in
 * turns each weight takes its nearest subset, and the bases are what least squares makes of that. Found is a local best.
 */
export function fitBases(weights: Float64Array): BaseFit {
  const most = weights.reduce((largest, weight) => Math.max(largest, weight), 0);
  const scale = most === 0 ? 1 : most;
  const shares = weights.map((weight) => weight / scale).sort();
  const upTo = prefixSums(shares);
  let best = { bases: new Float64Array(BASES), squares: Infinity };
  for (const start of startsOf(shares)) {
    const found = improve({ shares, upTo }, start);
    if (found.squares < best.squares - 1e-12) best = found;
  }
  const bases = best.bases.sort().map((share) => share * scale);
  const sums = subsetSums(bases);
  const masks = Uint8Array.from(weights, (weight) => nearestMask(sums, weight));
  return { bases, masks, sums: Float64Array.from(masks, (mask) => sums[mask] ?? NaN) };
}

/** Ladders of several steps, quantiles, and, where there are no more than four, the weights themselves. */
function startsOf(shares: Float64Array): Float64Array[] {
  const distinct = [...new Set(shares)].filter((share) => share > 0);
  const quantile = (q: number): number => distinct[Math.round(q * (distinct.length - 1))] ?? 0;
  const ladder = (step: number, whole: number): Float64Array => {
    const rungs = Float64Array.from({ length: BASES }, (_, n) => exactPow(step, n));
    const sum = rungs.reduce((total, rung) => total + rung, 0);
    return rungs.map((rung) => (rung * whole) / sum);
  };
  const ladders = [1.1, 1.4, 2, 2.6].flatMap((step) => [1, 0.7].map((whole) => ladder(step, whole)));
  const spread = Float64Array.of(quantile(0), quantile(1 / 3), quantile(2 / 3), quantile(1));
  const small = Float64Array.of(quantile(0), quantile(0.2), quantile(0.4), quantile(0.6));
  return [...ladders, spread, small];
}

/** Weights in order, and what those before each add up to. */
interface Ordered {
  readonly shares: Float64Array;
  readonly upTo: Float64Array;
}

function prefixSums(shares: Float64Array): Float64Array {
  const upTo = new Float64Array(shares.length + 1);
  shares.forEach((share, n) => (upTo[n + 1] = upTo[n]! + share));
  return upTo;
}

interface Found {
  readonly bases: Float64Array<ArrayBuffer>;
  /** Sum of the squares of what is left, less that of the weights. */
  readonly squares: number;
}

function improve(ordered: Ordered, start: Float64Array): Found {
  let found: Found = { bases: Float64Array.from(start), squares: Infinity };
  for (let round = 0, bases = found.bases; round < MOST_ROUNDS; round++) {
    const taken = tally(ordered, bases);
    if (!(taken.squares < found.squares - 1e-12)) break;
    found = { bases, squares: taken.squares };
    bases = leastSquares(taken, bases);
  }
  return found;
}

/** How many weights take each subset, and what they add up to. */
interface Tally {
  readonly counts: Float64Array;
  readonly totals: Float64Array;
  readonly squares: number;
}

/** Weights in order take subsets in the order of their sums, each up to halfway to the next. */
function tally({ shares, upTo }: Ordered, bases: Float64Array): Tally {
  const sums = subsetSums(bases);
  const masks = Array.from(sums.keys()).sort((a, b) => sums[a]! - sums[b]!);
  const [counts, totals] = [new Float64Array(SUBSETS), new Float64Array(SUBSETS)];
  let squares = 0;
  let from = 0;
  masks.forEach((mask, n) => {
    const next = masks[n + 1];
    const to = next === undefined ? shares.length : firstFrom(shares, (sums[mask]! + sums[next]!) / 2);
    counts[mask] = Math.max(0, to - from);
    totals[mask] = upTo[Math.max(from, to)]! - upTo[from]!;
    squares += sums[mask]! * (counts[mask] * sums[mask]! - 2 * totals[mask]);
    from = Math.max(from, to);
  });
  return { counts, totals, squares };
}

/** Index of the first value that is not below `bound`. */
function firstFrom(values: Float64Array, bound: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Bases for given subsets, one after the other to rest (Gauss-Seidel on the normal equations), none below 0. */
function leastSquares({ counts, totals }: Tally, from: Float64Array): Float64Array<ArrayBuffer> {
  const pairs = new Float64Array(BASES * BASES);
  const right = new Float64Array(BASES);
  for (let mask = 0; mask < SUBSETS; mask++) {
    for (let a = 0; a < BASES; a++) {
      const isIn = (mask >> a) & 1;
      right[a]! += isIn * totals[mask]!;
      for (let b = 0; b < BASES; b++) pairs[a * BASES + b]! += isIn * ((mask >> b) & 1) * counts[mask]!;
    }
  }
  const bases = Float64Array.from(from);
  for (let round = 0; round < MOST_ROUNDS; round++)
    for (let a = 0; a < BASES; a++)
      if (pairs[a * BASES + a]! > 0) bases[a] = settled(a, { pairs, right, bases });
  return bases;
}

/** What one base would have to be while the others stay. */
function settled(
  a: number,
  { pairs, right, bases }: Readonly<Record<"pairs" | "right" | "bases", Float64Array>>,
): number {
  let rest = right[a]!;
  for (let b = 0; b < BASES; b++) if (b !== a) rest -= pairs[a * BASES + b]! * bases[b]!;
  return Math.max(0, rest / pairs[a * BASES + a]!);
}
