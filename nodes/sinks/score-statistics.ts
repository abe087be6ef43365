/** Summary of an error's distribution, in the error's unit. */
export interface ErrorSummary {
  readonly mean: number;
  readonly std: number;
  readonly median: number;
  readonly p95: number;
  /** [-] values counted. */
  readonly n: number;
}

/**
 * Mean, deviation and quantiles of a stream of errors in constant memory: running sums (Welford) and a histogram of
 * equal bins, whose width is the resolution of the quantiles; values beyond the last bin count as the largest seen.
 */
export class ErrorStatistics {
  readonly #bins: Uint32Array;
  readonly #binWidth: number;
  #n = 0;
  #mean = 0;
  #squares = 0; // sum of squared deviations from the running mean
  #largest = 0;

  /** Bins of `binWidth` from 0 to `largest`, both in the error's unit. */
  constructor(largest: number, binWidth: number) {
    this.#bins = new Uint32Array(Math.ceil(largest / binWidth) + 1); // the last takes everything beyond
    this.#binWidth = binWidth;
  }

  /** Adds a value >= 0. */
  add(value: number): void {
    this.#n++;
    const before = value - this.#mean;
    this.#mean += before / this.#n;
    this.#squares += before * (value - this.#mean);
    this.#largest = Math.max(this.#largest, value);
    const bin = Math.min(this.#bins.length - 1, Math.floor(value / this.#binWidth));
    this.#bins[bin] = (this.#bins[bin] ?? 0) + 1;
  }

  get n(): number {
    return this.#n;
  }

  /** Root of the mean square; NaN without values. */
  get rms(): number {
    return this.#n === 0 ? NaN : Math.sqrt(this.#squares / this.#n + this.#mean * this.#mean);
  }

  /** Undefined without values: an absent figure is not zero. */
  summary(): ErrorSummary | undefined {
    if (this.#n === 0) return undefined;
    const std = Math.sqrt(this.#squares / this.#n);
    return { mean: this.#mean, std, median: this.#quantile(0.5), p95: this.#quantile(0.95), n: this.#n };
  }

  /** Value below which the share `q` lies, values spread evenly inside a bin. */
  #quantile(q: number): number {
    const wanted = q * this.#n;
    let below = 0;
    for (const [bin, count] of this.#bins.entries()) {
      if (count > 0 && below + count >= wanted) {
        if (bin === this.#bins.length - 1) return this.#largest;
        return Math.min(this.#largest, (bin + (wanted - below) / count) * this.#binWidth);
      }
      below += count;
    }
    return this.#largest;
  }
}
