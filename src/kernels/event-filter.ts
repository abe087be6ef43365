import type { EventBatch } from "../core/event-batch.ts";

/**
 * Makes the events of one batch into those of another. One instance per stream: it remembers what it has seen, so
 * batches must come in order. Per event it allocates nothing.
 */
export interface EventFilter {
  /** [px] size of the sensor as it is after the filter: that of `out`. */
  readonly width: number;
  readonly height: number;
  /**
   * Appends what remains of `batch` to `out`, in the same order; `batch` is only read. `out` has this filter's size,
   * shares no memory with `batch` and has room for `batch.length` more events.
   */
  filter(batch: EventBatch, out: EventBatch): void;
}

/** Appends event `i` of `batch` as it is. */
export function keepEvent(batch: EventBatch, i: number, out: EventBatch): void {
  const n = out.length++;
  out.t[n] = batch.t[i]!;
  out.x[n] = batch.x[i]!;
  out.y[n] = batch.y[i]!;
  out.p[n] = batch.p[i]!;
}
