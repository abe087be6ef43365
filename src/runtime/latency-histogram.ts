import { createHistogram, type RecordableHistogram } from "node:perf_hooks";

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
  readonly histogram: RecordableHistogram;
  /** [ns] exact; Infinity and 0 without samples. */
  readonly minNs: number;
  readonly maxNs: number;
}

/** Durations in nanoseconds in constant memory: percentiles to three significant figures, least and largest exact. */
export class LatencyHistogram {
  readonly #histogram: RecordableHistogram = createHistogram();
  #minNs = Infinity;
  #maxNs = 0;

  /** Hot path: 20 ns, no allocation. Durations below 1 ns count as 1 ns. */
  record(durationNs: number): void {
    const ns = durationNs < 1 ? 1 : Math.round(durationNs);
    if (ns < this.#minNs) this.#minNs = ns;
    if (ns > this.#maxNs) this.#maxNs = ns;
    this.#histogram.record(ns);
  }

  get count(): number {
    return this.#histogram.count;
  }

  /** Adds the samples of a histogram that came from another thread. */
  add({ histogram, minNs, maxNs }: HistogramFigures): void {
    if (histogram.count === 0) return;
    this.#histogram.add(histogram);
    this.#minNs = Math.min(this.#minNs, minNs);
    this.#maxNs = Math.max(this.#maxNs, maxNs);
  }

  /** Live: goes on changing with what is recorded, until it is sent to another thread. */
  figures(): HistogramFigures {
    return { histogram: this.#histogram, minNs: this.#minNs, maxNs: this.#maxNs };
  }

  /** @param unitNs [ns] length of the unit to report in: 1e3 for us, 1e6 for ms. Undefined without samples. */
  percentiles(unitNs: number): Percentiles | undefined {
    const h = this.#histogram;
    if (h.count === 0) return undefined;
    // A bucket is told by its upper end, which may lie above every sample in it.
    const inside = (ns: number): number => Math.min(Math.max(ns, this.#minNs), this.#maxNs);
    const at = (p: number): number => round3(inside(h.percentile(p)) / unitNs);
    return { p50: at(50), p95: at(95), p99: at(99), p999: at(99.9), max: round3(this.#maxNs / unitNs) };
  }
}

const round3 = (value: number): number => Math.round(value * 1000) / 1000;
