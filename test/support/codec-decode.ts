import { SaccadeError } from "../../src/core/errors.ts";
import type { EventBatch } from "../../src/core/event-batch.ts";
import { createEventBatch, pushEvent } from "../../src/core/event-batch.ts";
import { BatchPump, reusing } from "../../src/codecs/batch-pump.ts";
import type { Decoder, DecoderOptions, Encoder, StreamFormat } from "../../src/codecs/codec.ts";
import type { DecodeStats } from "../../src/codecs/decode-stats.ts";

/** One event: t [us], x [px], y [px], p (1 = ON). */
export type Row = readonly [t: number, x: number, y: number, p: number];

/** What came out of a stream, and the error that ended it, if any. */
export interface Decoded {
  readonly rows: Row[];
  readonly stats: DecodeStats;
  readonly error: SaccadeError | null;
  readonly decoder: Decoder;
}

export interface DecodeHow extends DecoderOptions {
  /** [bytes] size of the pieces the stream comes in; default all at once. */
  readonly piece?: number;
  /** [events] capacity of a batch; default 1000. */
  readonly capacity?: number;
}

/** The valid rows of a batch. */
export const rowsOf = (batch: EventBatch): Row[] =>
  Array.from(
    { length: batch.length },
    (_, i) => [batch.t[i]!, batch.x[i]!, batch.y[i]!, batch.p[i]!] as const,
  );

/** A batch that holds just these rows. */
export function batchOf(rows: readonly Row[], width = 2048, height = 2048): EventBatch {
  const batch = createEventBatch(width, height, rows.length);
  for (const [t, x, y, p] of rows) pushEvent(batch, t, x, y, p);
  return batch;
}

/** Decodes a whole stream. Errors that are not the product's own are thrown on. */
export function decodeWith(decoder: Decoder, bytes: Uint8Array, how: DecodeHow = {}): Decoded {
  const rows: Row[] = [];
  const pump = new BatchPump(
    decoder,
    how.capacity ?? 1000,
    reusing((batch) => rows.push(...rowsOf(batch))),
  );
  const piece = how.piece ?? Math.max(bytes.length, 1);
  let error: SaccadeError | null = null;
  try {
    for (let at = 0; at < bytes.length; at += piece) pump.push(bytes.subarray(at, at + piece));
    pump.end();
  } catch (thrown) {
    if (!(thrown instanceof SaccadeError)) throw thrown;
    error = thrown;
  }
  return { rows, stats: decoder.stats, error, decoder };
}

/** Decodes a whole stream with a new decoder of the format. */
export const decodeAll = (format: StreamFormat, bytes: Uint8Array, how: DecodeHow = {}): Decoded =>
  decodeWith(format.createDecoder(how), bytes, how);

/** A whole file: these rows written in batches of `size`. */
export function encodeAll(encoder: Encoder, rows: readonly Row[], size = 1000): Uint8Array {
  const parts = [encoder.header().slice()];
  for (let at = 0; at < rows.length; at += size) {
    parts.push(encoder.encode(batchOf(rows.slice(at, at + size))).slice());
  }
  parts.push(encoder.finish().slice());
  const file = concat(...parts);
  for (const patch of encoder.patches()) file.set(patch.bytes, patch.byte);
  return file;
}

/** One byte array from several. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
