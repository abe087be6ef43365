/** Percentiles of a duration, [ms] or [us] as the field that holds it says. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** What a histogram holds, as it travels between threads. */
export interface HistogramFigures {
  /** [-] samples per bucket, see `bucketOf`. */
  readonly buckets: Uint32Array;
  readonly count: number;
  /** [ns] exact; Infinity and 0 without samples. */
  readonly minNs: number;
  readonly maxNs: number;
}

/** [-] buckets per doubling: each is a thousandth wide, or a nanosecond. */
const PER_DOUBLING = 1024;

/** Above this, numbers do not fit into the 31 bits that shifts work on. */
const WIDE = 2 ** 31;
const WIDE_SHIFT = 21;

/** [ns] 52 days; what is longer counts as this long. */
const LONGEST_NS = 2 ** 52;

/**
 * Durations in nanoseconds: percentiles to a thousandth, least and largest exact. Memory is that of the largest sample,
 * 8 kB per doubling above 2 us, and does not grow with their number.
 */
export class LatencyHistogram {
  #buckets = new Uint32Array(4 * PER_DOUBLING);
  #count = 0;
  #minNs = Infinity;
  #maxNs = 0;

  /** Hot path: some nanoseconds, no allocation. Durations below 1 ns count as 1 ns. */
  record(durationNs: number): void {
    const ns = durationNs < 1 ? 1 : Math.min(Math.round(durationNs), LONGEST_NS);
    if (ns < this.#minNs) this.#minNs = ns;
    if (ns > this.#maxNs) this.#maxNs = ns;
    const bucket = bucketOf(ns);
    if (bucket >= this.#buckets.length) this.#growTo(bucket);
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
    this.#count++;
  }

  get count(): number {
    return this.#count;
  }

  /** Adds the samples of a histogram that came from another thread. */
  add({ buckets, count, minNs, maxNs }: HistogramFigures): void {
    if (buckets.length > this.#buckets.length) this.#growTo(buckets.length - 1);
    buckets.forEach((n, i) => (this.#buckets[i] = (this.#buckets[i] ?? 0) + n));
    this.#count += count;
    this.#minNs = Math.min(this.#minNs, minNs);
    this.#maxNs = Math.max(this.#maxNs, maxNs);
  }

  /** The buckets are the histogram's own until they are sent to another thread. */
  figures(): HistogramFigures {
    return { buckets: this.#buckets, count: this.#count, minNs: this.#minNs, maxNs: this.#maxNs };
  }

  /** @param unitNs [ns] length of the unit to report in: 1e3 for us, 1e6 for ms. Undefined without samples. */
  percentiles(unitNs: number): Percentiles | undefined {
    if (this.#count === 0) return undefined;
    const at = (percent: number): number => round3(this.#percentileNs(percent) / unitNs);
    return { p50: at(50), p95: at(95), p99: at(99), p999: at(99.9), max: round3(this.#maxNs / unitNs) };
  }

  /** [ns] the least duration that `percent` of the samples do not exceed, told by the upper end of its bucket. */
  #percentileNs(percent: number): number {
    let left = Math.ceil((percent * this.#count) / 100 - 1e-6); // 99.9 % of 41000 are 40959, doubles make more of it
    let bucket = 0;
    for (; bucket < this.#buckets.length; bucket++) {
      left -= this.#buckets[bucket] ?? 0;
      if (left <= 0) break;
    }
    return Math.min(Math.max(upperEndNs(bucket), this.#minNs), this.#maxNs);
  }

  #growTo(bucket: number): void {
    const grown = new Uint32Array((Math.floor(bucket / PER_DOUBLING) + 1) * PER_DOUBLING);
    grown.set(this.#buckets);
    this.#buckets = grown;
  }
}

/** Bucket of a whole number of nanoseconds: itself below 2048, then 1024 buckets for every doubling. */
function bucketOf(ns: number): number {
  if (ns < WIDE) {
    const shift = Math.max(0, WIDE_SHIFT - Math.clz32(ns));
    return shift * PER_DOUBLING + (ns >>> shift);
  }
  const high = Math.floor(ns / 2 ** WIDE_SHIFT);
  const shift = WIDE_SHIFT - Math.clz32(high);
  return (WIDE_SHIFT + shift) * PER_DOUBLING + (high >>> shift);
}

function upperEndNs(bucket: number): number {
  const shift = Math.max(0, Math.floor(bucket / PER_DOUBLING) - 1);
  return (bucket - shift * PER_DOUBLING + 1) * 2 ** shift - 1;
}

const round3 = (value: number): number => Math.round(value * 1000) / 1000;
