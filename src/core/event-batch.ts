/**
 * A batch of camera events as a struct of arrays; streams carry batches, never single events.
 *
 * Plain data: it crosses threads by transfer of the four buffers, or costs nothing when they are shared.
 * Rows `0 .. length-1` are valid, sorted by `t` ascending (equal times keep the sensor's order).
 * Whoever receives a batch may read it; only the node that made it may write it, and only before it is emitted.
 */
export interface EventBatch {
  /** [px] sensor width; every `x` is below it. */
  readonly width: number;
  /** [px] sensor height; every `y` is below it. */
  readonly height: number;
  /** [-] number of valid rows, at most the arrays' capacity. */
  length: number;
  /** [us] time of each event, integer, exact to 2^53, in the clock of the stream that carries the batch. */
  readonly t: Float64Array;
  /** [px] column, 0 = left. */
  readonly x: Uint16Array;
  /** [px] row, 0 = top. */
  readonly y: Uint16Array;
  /** [-] polarity, 1 = ON (brighter), 0 = OFF. */
  readonly p: Uint8Array;
}

/** An empty batch with room for `capacity` events. */
export function createEventBatch(width: number, height: number, capacity: number): EventBatch {
  return {
    width,
    height,
    length: 0,
    t: new Float64Array(capacity),
    x: new Uint16Array(capacity),
    y: new Uint16Array(capacity),
    p: new Uint8Array(capacity),
  };
}

/** A copy with capacity for exactly its events; the caller owns it. */
export function compactEventBatch(batch: EventBatch): EventBatch {
  const { width, height, length } = batch;
  return {
    width,
    height,
    length,
    t: batch.t.slice(0, length),
    x: batch.x.slice(0, length),
    y: batch.y.slice(0, length),
    p: batch.p.slice(0, length),
  };
}

/** Appends one event; the caller has made sure that there is room. For tests and slow paths. */
// eslint-disable-next-line max-params -- one row of the batch, in the order of its columns
export function pushEvent(batch: EventBatch, t: number, x: number, y: number, p: number): void {
  const i = batch.length++;
  batch.t[i] = t;
  batch.x[i] = x;
  batch.y[i] = y;
  batch.p[i] = p;
}
