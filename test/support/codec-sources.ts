import { SaccadeError } from "../../src/core/errors.ts";
import type { ByteSource, DecoderOptions, SourceDecoder, SourceFormat } from "../../src/codecs/codec.ts";
import { batchFor } from "../../src/codecs/codec.ts";
import { NODE_DECOMPRESSORS } from "../../src/recordings/decompressors.ts";
import { rowsOf, type Row } from "./codec-decode.ts";

/** A file in memory; like a real one with a cache, it takes back what it has lent when it is asked again. */
export function memorySource(bytes: Uint8Array): ByteSource {
  let lent = new Uint8Array(0);
  return {
    sizeBytes: bytes.length,
    read: (offset, length) => {
      lent.fill(0xaa);
      lent = bytes.slice(offset, offset + length);
      return lent;
    },
  };
}

/** What came out of a file, and the error that ended it, if any. */
export interface DecodedSource {
  readonly rows: Row[];
  readonly error: SaccadeError | null;
  /** Null when the file could not even be opened. */
  readonly decoder: SourceDecoder | null;
}

export interface SourceHow extends DecoderOptions {
  /** [events] capacity of a batch; default 1000. */
  readonly capacity?: number;
}

/** Reads a whole file. Errors that are not the product's own are thrown on. */
export function decodeSource(format: SourceFormat, bytes: Uint8Array, how: SourceHow = {}): DecodedSource {
  let decoder: SourceDecoder | null = null;
  const rows: Row[] = [];
  try {
    decoder = format.open(memorySource(bytes), { decompress: NODE_DECOMPRESSORS, ...how });
    readAll(decoder, rows, how.capacity);
    return { rows, error: null, decoder };
  } catch (thrown) {
    if (!(thrown instanceof SaccadeError)) throw thrown;
    return { rows, error: thrown, decoder };
  }
}

/** Appends all rows from where the decoder is, also those before an error. */
export function readAll(decoder: SourceDecoder, rows: Row[], capacity = 1000): void {
  const batch = batchFor(decoder.header, capacity);
  let more = true;
  while (more) {
    batch.length = 0;
    try {
      more = decoder.read(batch);
    } finally {
      for (const row of rowsOf(batch)) rows.push(row);
    }
  }
}
