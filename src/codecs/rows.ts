import type { EventBatch } from "../core/event-batch.ts";
import { PLAIN_ROWS, type RowConvention } from "./codec.ts";

/** [bytes] of one row: t int64, x uint16, y uint16, p uint8; packed, little-endian. */
export const ROW_BYTES = 13;

/**
 * The rows of a batch as bytes, for the checksum that identifies a recording whatever container holds it: hash the
 * result of every batch in order (SHA-256 by convention).
 * @param into scratch of at least `batch.length * ROW_BYTES` bytes, filled from its start and returned cut to length
 * @param convention time unit and polarity of the format's checksum; default microseconds, 1 = ON
 */
export function serializeRows(
  batch: EventBatch,
  into: Uint8Array = new Uint8Array(batch.length * ROW_BYTES),
  convention: RowConvention = PLAIN_ROWS,
): Uint8Array {
  const view = new DataView(into.buffer, into.byteOffset, into.byteLength);
  const flip = convention.storedOne === "off" ? 1 : 0;
  const { t, x, y, p, length } = batch;
  for (let i = 0, at = 0; i < length; i++, at += ROW_BYTES) {
    writeTime(view, at, t[i]!, convention.ticksPerUs);
    view.setUint16(at + 8, x[i]!, true);
    view.setUint16(at + 10, y[i]!, true);
    view.setUint8(at + 12, p[i]! ^ flip);
  }
  return into.subarray(0, length * ROW_BYTES);
}

const TWO_32 = 4294967296;

/** Splits in two halves below 2^53; nanoseconds since the epoch need 64 bits and go through BigInt. */
function writeTime(view: DataView, at: number, timeUs: number, ticksPerUs: 1 | 1000): void {
  if (ticksPerUs === 1000) {
    view.setBigInt64(at, BigInt(timeUs) * 1000n, true);
    return;
  }
  view.setUint32(at, timeUs >>> 0, true); // ToUint32 is modulo 2^32, also for negative times
  view.setInt32(at + 4, Math.floor(timeUs / TWO_32), true);
}
