import { assert } from "../core/errors.ts";
import type { EventBatch } from "../core/event-batch.ts";
import { NO_ROOM, type Decoder, type Mark, type StreamFormat, type StreamHeader } from "../codecs/codec.ts";
import type { DecodeStats } from "../codecs/decode-stats.ts";
import type { FileBytes } from "./file-bytes.ts";
import type { ReadResult, RecordingOptions, RowReader } from "./recording.ts";
import { TimeIndex } from "./time-index.ts";

/** [bytes] read at once. */
const CHUNK_BYTES = 262_144;
const NOTHING = new Uint8Array(0);

/** Reads a stream from first byte to last, and builds an index of its times on the way. */
export class StreamReader implements RowReader {
  readonly format: StreamFormat;
  readonly #file: FileBytes;
  readonly #options: RecordingOptions;
  readonly #index = new TimeIndex();
  readonly #buffer = new Uint8Array(CHUNK_BYTES);
  #decoder: Decoder;
  /** The start of the events, where the decoder can go back to it. */
  #start: Mark | null = null;
  /** What is in the buffer, and how much of it the decoder has taken. */
  #chunk = NOTHING;
  #taken = 0;
  /** [bytes] offset in the file after the chunk. */
  #nextByte = 0;
  #atEnd = false;
  /** The decoder has come to the stream's end, or to damage. */
  #isSpent = false;

  /** Reads the header. @throws SaccadeError what the decoder throws. */
  constructor(file: FileBytes, format: StreamFormat, options: RecordingOptions) {
    this.#file = file;
    this.format = format;
    this.#options = options;
    this.#decoder = format.createDecoder(options);
    this.#readHeader();
  }

  get header(): StreamHeader {
    const { header } = this.#decoder;
    assert(header !== null, "a recording is open only once its header has been read");
    return header;
  }

  get stats(): DecodeStats {
    return this.#decoder.stats;
  }

  get readBytes(): number {
    return this.#nextByte - (this.#chunk.length - this.#taken);
  }

  read(out: EventBatch): ReadResult {
    const wasSpent = this.#isSpent;
    this.#isSpent = true; // unless the decoder gets on without an error
    const result = this.#readRows(out);
    this.#isSpent = wasSpent || this.#atEnd;
    return result;
  }

  #readRows(out: EventBatch): ReadResult {
    for (;;) {
      if (this.#atEnd) return this.#finish(out);
      const needsBytes = this.#taken === this.#chunk.length && !this.#decoder.blocked;
      if (needsBytes && !this.#fill()) {
        if (this.#options.follow === true) return "waiting";
        this.#atEnd = true;
        continue;
      }
      this.#taken = this.#decoder.decode(this.#chunk, this.#taken, out);
      if (this.#decoder.blocked) return "more";
      this.#noteMark();
    }
  }

  seek(timeUs: number): void {
    const mark = this.#index.before(timeUs) ?? this.#start;
    this.#atEnd = false;
    if (mark === null || this.#isSpent) this.#startOver();
    if (mark === null) return;
    this.#decoder.resume(mark);
    this.#chunk = NOTHING;
    this.#taken = 0;
    this.#nextByte = mark.byte;
  }

  #startOver(): void {
    this.#decoder = this.format.createDecoder(this.#options);
    this.#isSpent = false;
    this.#nextByte = 0;
    this.#readHeader();
  }

  #readHeader(): void {
    while (this.#decoder.header === null && this.#fill()) {
      this.#taken = this.#decoder.decode(this.#chunk, 0, NO_ROOM);
    }
    if (this.#decoder.header === null) this.#decoder.finish(NO_ROOM); // the header ends with the file, or is cut
    this.#start = this.#decoder.mark();
  }

  #finish(out: EventBatch): ReadResult {
    this.#decoder.finish(out);
    return this.#decoder.blocked ? "more" : "end";
  }

  /** Reads the next chunk; false at the end of the file. */
  #fill(): boolean {
    const got = this.#file.readInto(this.#buffer, this.#nextByte);
    this.#chunk = this.#buffer.subarray(0, got);
    this.#taken = 0;
    this.#nextByte += got;
    if (this.#options.follow === true) this.#file.refresh();
    return got > 0;
  }

  #noteMark(): void {
    if (this.#nextByte < this.#index.wantedByte) return;
    const mark = this.#decoder.mark();
    if (mark !== null) this.#index.add(mark);
  }
}
