import type { EventBatch } from "../core/event-batch.ts";

/**
 * Takes, of the rows from `from` on, those out of a batch that come before the first one with a time of at least `timeUs`.
 * @returns whether there is such a row
 */
export function dropBefore(batch: EventBatch, from: number, timeUs: number): boolean {
  const { t, x, y, p, length } = batch;
  let first = from;
  while (first < length && t[first]! < timeUs) first++;
  for (const column of [t, x, y, p]) column.copyWithin(from, first, length);
  batch.length = from + length - first;
  return first < length;
}
