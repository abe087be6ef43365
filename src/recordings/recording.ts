import { assert, SaccadeError } from "../core/errors.ts";
import type { EventBatch } from "../core/event-batch.ts";
import { MIN_ROOM, type DecoderOptions, type Format, type StreamHeader } from "../codecs/codec.ts";
import type { DecodeStats } from "../codecs/decode-stats.ts";
import { dropBefore } from "../codecs/drop-before.ts";
import type { FileBytes } from "./file-bytes.ts";

/** What a call of `read` has come to: there is more; none yet (a file that is followed); none ever. */
export type ReadResult = "more" | "waiting" | "end";

export interface RecordingOptions extends DecoderOptions {
  /** At the end of the file, wait for it to grow; formats that are read from first byte to last only. */
  readonly follow?: boolean;
}

/** Reads the rows of a file, one class per way of access. */
export interface RowReader {
  readonly format: Format;
  readonly header: StreamHeader;
  readonly stats: DecodeStats;
  /** [bytes] how far the file has been read. */
  readonly readBytes: number;
  /** Appends rows; may have appended some when it throws. */
  read(out: EventBatch): ReadResult;
  /** Goes on at or before the first row with a time of at least `timeUs`. */
  seek(timeUs: number): void;
}

/** An open recording of any format: the same face over streams and containers. */
export class Recording {
  readonly path: string;
  readonly #file: FileBytes;
  readonly #reader: RowReader;
  #failure: { readonly error: unknown } | null = null;
  /** [us] after a seek: rows are left out until the first that is not earlier. */
  #soughtUs = -Infinity;

  /** @param reader reads from `file`, which this object closes */
  constructor(file: FileBytes, reader: RowReader) {
    this.path = file.path;
    this.#file = file;
    this.#reader = reader;
  }

  get format(): Format {
    return this.#reader.format;
  }

  get header(): StreamHeader {
    return this.#reader.header;
  }

  /** Live. What is read again after a `seek` is counted again; a `seek` from the end or from damage starts the counts anew. */
  get stats(): DecodeStats {
    return this.#reader.stats;
  }

  /** [bytes] */
  get sizeBytes(): number {
    return this.#file.sizeBytes;
  }

  /** [bytes] how far the file has been read: for progress. */
  get readBytes(): number {
    return Math.min(this.#reader.readBytes, this.#file.sizeBytes);
  }

  /**
   * Appends events to `out`, which has at least `MIN_ROOM` rows free, until it is nearly full or there are no more; there
   * may be new rows whatever the result is. Rows are those of the decoder: in file order, raw time, stored origin. What
   * was read before damage is given before the error is thrown.
   * @throws SaccadeError what the decoder throws, or `file-unreadable`, with the path in `where.file`.
   */
  read(out: EventBatch): ReadResult {
    assert(out.t.length - out.length >= MIN_ROOM, "a batch to read into has no room");
    for (;;) {
      const before = out.length;
      const result = this.#readRows(out);
      if (this.#soughtUs > -Infinity && dropBefore(out, before, this.#soughtUs)) this.#soughtUs = -Infinity;
      if (result !== "more" || out.length > before) return result;
    }
  }

  /** Goes on at the first event in the file with a time of at least `timeUs`, forwards or back. */
  seek(timeUs: number): void {
    this.#failure = null;
    this.#soughtUs = timeUs;
    this.#reader.seek(timeUs);
  }

  close(): void {
    this.#file.close();
  }

  /** Reads rows; an error waits for the next call when there are rows before it. */
  #readRows(out: EventBatch): ReadResult {
    if (this.#failure !== null) throw this.#failure.error;
    const before = out.length;
    try {
      return this.#reader.read(out);
    } catch (error) {
      this.#failure = { error: withPath(error, this.path) };
      if (out.length === before) throw this.#failure.error;
      return "more";
    }
  }
}

/** The same error with the file's path in its place; what is not ours as it is. */
export function withPath(error: unknown, path: string): unknown {
  if (!(error instanceof SaccadeError) || error.where["file"] !== undefined) return error;
  return new SaccadeError(error.code, error.message, { file: path, ...error.where }, { cause: error });
}
