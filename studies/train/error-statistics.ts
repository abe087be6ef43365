import { Random } from "../../src/core/random.ts";

/** An error's distribution over all frames, in px. */
export interface PixelErrors {
  readonly mean: number;
  readonly sd: number;
  readonly median: number;
  readonly p95: number;
  readonly n: number;
}

/** Mean, population deviation and interpolated quantiles (as NumPy's default). */
export function pixelErrors(errorsPx: Float64Array): PixelErrors {
  const n = errorsPx.length;
  const mean = errorsPx.reduce((sum, e) => sum + e, 0) / n;
  const square = errorsPx.reduce((sum, e) => sum + (e - mean) * (e - mean), 0) / n;
  const sorted = errorsPx.slice().sort();
  return { mean, sd: Math.sqrt(square), median: quantile(sorted, 0.5), p95: quantile(sorted, 0.95), n };
}

/** To four decimals, as files show them. */
export const rounded = ({ mean, sd, median, p95, n }: PixelErrors): PixelErrors => ({
  mean: round4(mean),
  sd: round4(sd),
  median: round4(median),
  p95: round4(p95),
  n,
});

export const round4 = (value: number): number => Math.round(value * 1e4) / 1e4;

function quantile(sorted: Float64Array, q: number): number {
  const at = q * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? NaN;
  const above = sorted[Math.ceil(at)] ?? NaN;
  return below + (above - below) * (at - Math.floor(at));
}

/**
 * 95 % interval of the mean of `differences`, drawn anew by whole clusters: frames of one sequence resemble one another, so
 * they come or stay away together (C. Field and A. Welsh, 2007). Percentile bootstrap.
 */
export function clusterInterval(
  differences: Float64Array,
  cluster: Int32Array,
  { draws, seed }: { readonly draws: number; readonly seed: number },
): readonly [number, number] {
  const sums = new Map<number, { sum: number; n: number }>();
  for (let i = 0; i < differences.length; i++) {
    const name = cluster[i] ?? 0;
    const entry = sums.get(name) ?? { sum: 0, n: 0 };
    entry.sum += differences[i] ?? 0;
    entry.n++;
    sums.set(name, entry);
  }
  const clusters = [...sums.values()];
  const random = new Random(seed);
  const means = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0;
    let n = 0;
    for (let k = 0; k < clusters.length; k++) {
      const drawn = clusters[Math.floor(random.uniform() * clusters.length)];
      sum += drawn?.sum ?? 0;
      n += drawn?.n ?? 0;
    }
    means[draw] = sum / n;
  }
  means.sort();
  return [quantile(means, 0.025), quantile(means, 0.975)];
}
