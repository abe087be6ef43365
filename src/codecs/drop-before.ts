import type { EventBatch } from "../core/event-batch.ts";

/** Drops, of the rows from `from` on, those before the first whose time is at least `timeUs`. */
export function dropBefore(batch: EventBatch, from: number, timeUs: number): void {
  const { t, x, y, p, length } = batch;
  let first = from;
  while (first < length && t[first]! < timeUs) first++;
  for (const column of [t, x, y, p]) column.copyWithin(from, first, length);
  batch.length = length - (first - from);
}
