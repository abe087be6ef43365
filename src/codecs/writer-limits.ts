import type { EventBatch } from "../core/event-batch.ts";
import { SaccadeError } from "../core/errors.ts";

/** What a format can store. Limits that depend on the events' order (wrapping times) are the encoder's own. */
export interface WriterLimits {
  /** [px] exclusive upper bounds of x and y. */
  readonly maxWidth: number;
  readonly maxHeight: number;
  /** [us] first event not earlier and not later than these. */
  readonly minFirstUs: number;
  readonly maxFirstUs: number;
  /** Rows must come sorted by time. */
  readonly ascending: boolean;
}

/** What is known of a stream before it is written; leave out what is not. */
export interface StreamSummary {
  /** [px] */
  readonly width?: number;
  readonly height?: number;
  /** [us] */
  readonly firstUs?: number;
  readonly lastUs?: number;
  /** Rows earlier than the row before. */
  readonly stepsBack?: number;
}

/** Why a stream breaks `limits`, in words with the value found and the one allowed; null when it fits. */
export function limitRefusal(limits: WriterLimits, stream: StreamSummary): string | null {
  const { maxWidth, maxHeight, minFirstUs, maxFirstUs } = limits;
  if ((stream.width ?? 0) > maxWidth) return `width ${String(stream.width)} px, at most ${String(maxWidth)}`;
  if ((stream.height ?? 0) > maxHeight)
    return `height ${String(stream.height)} px, at most ${String(maxHeight)}`;
  const firstUs = stream.firstUs ?? minFirstUs;
  if (!(firstUs >= minFirstUs)) return `first time ${String(firstUs)} us, at least ${String(minFirstUs)}`;
  if (!(firstUs <= maxFirstUs))
    return `first time ${String(firstUs)} us, at most ${String(maxFirstUs)}: shift it`;
  if (limits.ascending && (stream.stepsBack ?? 0) > 0) {
    return `${String(stream.stepsBack)} steps back in time, none allowed: sort the events first`;
  }
  return null;
}

/** The error for an event that a format cannot hold: `where.event` counts from the start of the stream. */
export function unwritable(format: string, event: number, why: string): SaccadeError {
  return new SaccadeError("codec-unwritable", `${format} cannot hold event ${String(event)}: ${why}`, {
    event,
  });
}

/** Which format rows are checked for, in `checkRows`. */
export interface CheckedFormat {
  readonly name: string;
  readonly limits: WriterLimits;
}

/**
 * Checks a batch against what holds for every row: x and y within the format's bounds, time a whole number of
 * microseconds from 0 to 2^53.
 * @param firstEvent index in the stream of the batch's first event
 * @throws SaccadeError `codec-unwritable`.
 */
export function checkRows(format: CheckedFormat, batch: EventBatch, firstEvent: number): void {
  const { maxWidth, maxHeight } = format.limits;
  const { t, x, y, length } = batch;
  for (let i = 0; i < length; i++) {
    if (x[i]! >= maxWidth || y[i]! >= maxHeight) {
      const allowed = `x below ${String(maxWidth)} and y below ${String(maxHeight)}`;
      throw unwritable(
        format.name,
        firstEvent + i,
        `pixel (${String(x[i])}, ${String(y[i])}), allowed are ${allowed}`,
      );
    }
    const timeUs = t[i]!;
    if (!(timeUs >= 0 && timeUs <= Number.MAX_SAFE_INTEGER) || Math.floor(timeUs) !== timeUs) {
      throw unwritable(
        format.name,
        firstEvent + i,
        `time ${String(timeUs)} us, allowed are whole numbers from 0 to 2^53`,
      );
    }
  }
}
