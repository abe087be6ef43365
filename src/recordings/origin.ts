import type { EventBatch } from "../core/event-batch.ts";
import type { FormatId, StreamHeader } from "../codecs/codec.ts";

/** Which corner (0, 0) is. */
export type Origin = StreamHeader["origin"];

/** Turns the rows from `from` on upside down in place when they count from another corner than is wanted. */
export function turnRows(batch: EventBatch, from: number, stored: Origin, wanted: Origin): void {
  if (stored === wanted) return;
  const bottom = batch.height - 1;
  for (let i = from; i < batch.length; i++) batch.y[i] = bottom - (batch.y[i] ?? 0);
}

/** Formats whose rows count from below, as their definitions say; writers take rows as they are to be stored. */
const FROM_BELOW: readonly FormatId[] = ["es", "aedat2"];

/** The corner from which a format counts. */
export const originOf = (format: FormatId): Origin =>
  FROM_BELOW.includes(format) ? "bottom-left" : "top-left";
