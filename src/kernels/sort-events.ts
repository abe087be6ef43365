import type { EventBatch } from "../core/event-batch.ts";

/** Whether no event of a batch from row `from` on is earlier than the one before it. */
export function isSorted({ t, length }: EventBatch, from = 0): boolean {
  for (let i = from + 1; i < length; i++) if (t[i]! < t[i - 1]!) return false;
  return true;
}

/** Sorts the rows `from .. length - 1` by time, in place; equal times keep their order. Allocates their number. */
export function sortEvents(batch: EventBatch, from = 0): void {
  if (isSorted(batch, from)) return;
  const { length } = batch;
  const [t, x, y, p] = [batch.t, batch.x, batch.y, batch.p].map((column) => column.slice(from, length)) as [
    Float64Array,
    Uint16Array,
    Uint16Array,
    Uint8Array,
  ];
  const order = Uint32Array.from(t, (_, i) => i).sort((a, b) => t[a]! - t[b]! || a - b);
  for (let i = 0; i < order.length; i++) {
    const old = order[i]!;
    batch.t[from + i] = t[old]!;
    batch.x[from + i] = x[old]!;
    batch.y[from + i] = y[old]!;
    batch.p[from + i] = p[old]!;
  }
}

/** First row at or after `from` with a time of at least `timeUs`, or `length`; the rows from there on are sorted. */
export function firstRowAt({ t, length }: EventBatch, timeUs: number, from = 0): number {
  let low = from;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (t[middle]! < timeUs) low = middle + 1;
    else high = middle;
  }
  return low;
}
