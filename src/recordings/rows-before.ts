import type { EventBatch } from "../core/event-batch.ts";

/**
 * Takes the rows from `from` on that come before the first one with a time of at least `timeUs` out of a batch.
 * @returns whether there is such a row
 */
export function dropRowsBefore(batch: EventBatch, timeUs: number, from: number): boolean {
  const { t, x, y, p, length } = batch;
  let first = from;
  while (first < length && (t[first] ?? NaN) < timeUs) first++;
  for (const column of [t, x, y, p]) column.copyWithin(from, first, length);
  batch.length = from + length - first;
  return first < length;
}
