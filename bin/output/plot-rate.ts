import type { EventBatch } from "../../src/core/event-batch.ts";

/** [us] length of a bin at first. */
const FIRST_BIN_US = 100;
/** [-] bins at most; when the recording is longer, two become one. */
const MAX_BINS = 1024;

/** Events per time, in bins that grow with the recording: constant memory, one pass. */
export class RateBins {
  /** [us] start of the first bin. */
  readonly startUs: number;
  /** [us] length of a bin. */
  binUs = FIRST_BIN_US;
  /** [-] bins in use. */
  length = 0;
  /** [us] from the start to the latest event. */
  durationUs = 0;
  /** [events] per bin. */
  readonly on = new Float64Array(MAX_BINS);
  readonly off = new Float64Array(MAX_BINS);

  /** @param startUs [us] earlier events are left out */
  constructor(startUs: number) {
    this.startUs = startUs;
  }

  add({ t, p, length }: EventBatch): void {
    for (let i = 0; i < length; i++) {
      const sinceUs = (t[i] ?? NaN) - this.startUs;
      if (!(sinceUs >= 0)) continue;
      while (sinceUs >= this.binUs * MAX_BINS) this.#halve();
      if (sinceUs > this.durationUs) this.durationUs = sinceUs;
      const bin = Math.floor(sinceUs / this.binUs);
      const side = p[i] === 0 ? this.off : this.on;
      side[bin] = (side[bin] ?? 0) + 1;
      if (bin >= this.length) this.length = bin + 1;
    }
  }

  /** [events] in a bin. */
  total(bin: number): number {
    return (this.on[bin] ?? 0) + (this.off[bin] ?? 0);
  }

  /** [-] the bin with most events, the first of several; -1 without events. */
  get busiest(): number {
    let best = -1;
    for (let bin = 0; bin < this.length; bin++)
      if (this.total(bin) > (best < 0 ? 0 : this.total(best))) best = bin;
    return best;
  }

  #halve(): void {
    for (const side of [this.on, this.off]) {
      for (let i = 0; i < MAX_BINS / 2; i++) side[i] = (side[2 * i] ?? 0) + (side[2 * i + 1] ?? 0);
      side.fill(0, MAX_BINS / 2);
    }
    this.binUs *= 2;
    this.length = Math.ceil(this.length / 2);
  }
}
