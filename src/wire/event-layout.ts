import type { EventBatch } from "../core/event-batch.ts";
import { wireError } from "./check.ts";

/** [-] most events in one packet; a reader refuses more, before it allocates. */
export const MAX_PACKET_EVENTS = 1 << 20;

/** [byte] most that one event takes in any layout. */
export const MAX_EVENT_BYTES = 8;

/** One way to lay events out in a block of bytes. */
export interface EventLayout {
  /** What `EventPacket.encoding` says. */
  readonly name: string;
  /** [px] the largest sensor whose every coordinate fits. */
  readonly maxWidth: number;
  readonly maxHeight: number;
  /**
   * Writes the whole batch at the start of `out`, which has `MAX_EVENT_BYTES` for each event; times count from the
   * batch's first event. Returns the bytes written.
   * @throws SaccadeError `wire-invalid` on a time that is no integer, falls, or is too far away, and on coordinates
   * or a polarity beyond the layout.
   */
  encode(batch: EventBatch, out: Uint8Array): number;
  /**
   * Reads `batch.t.length` events, the whole of `bytes`, and sets `batch.length`. `timeBaseUs` is an integer.
   * The bytes may start at any address.
   * @throws SaccadeError `wire-invalid` when the bytes do not hold exactly that many events within the sensor.
   */
  decode(bytes: Uint8Array, timeBaseUs: number, batch: EventBatch): void;
}

/**
 * Holds a batch against its sensor and its layout.
 * @throws SaccadeError `wire-invalid` at the first event outside of them.
 */
export function checkCoordinates(batch: EventBatch, layout: EventLayout): void {
  const { x, y, p, length } = batch;
  const width = Math.min(batch.width, layout.maxWidth);
  const height = Math.min(batch.height, layout.maxHeight);
  for (let i = 0; i < length; i++) {
    const column = x[i] ?? 0;
    const row = y[i] ?? 0;
    const polarity = p[i] ?? 0;
    if (column >= width || row >= height || polarity > 1) {
      throw wireError(
        "events",
        `event ${i} has x ${column}, y ${row}, polarity ${polarity}; ${layout.name} on this sensor takes x below ${width}, y below ${height}, polarity 0 or 1`,
      );
    }
  }
}

/** An event whose time the layout cannot hold. */
export function timeError(layout: string, row: number, deltaUs: number): Error {
  return wireError(
    "events",
    `event ${row} is ${deltaUs} us after the time it counts from; ${layout} takes integers from 0 to 4294967295`,
  );
}

/** The bytes end early or late. */
export function sizeError(layout: string, count: number, found: number): Error {
  return wireError("events", `${found} bytes do not hold ${count} events of ${layout}`);
}
