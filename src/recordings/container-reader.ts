import type { EventBatch } from "../core/event-batch.ts";
import type {
  ByteSource,
  DecoderOptions,
  SourceDecoder,
  SourceFormat,
  StreamHeader,
} from "../codecs/codec.ts";
import type { DecodeStats } from "../codecs/decode-stats.ts";
import type { ReadResult, RowReader } from "./recording.ts";

/** Reads a container with a directory through random access. */
export class ContainerReader implements RowReader {
  readonly format: SourceFormat;
  readonly #decoder: SourceDecoder;

  /** Reads the directory. @throws SaccadeError what the format throws. */
  constructor(bytes: ByteSource, format: SourceFormat, options: DecoderOptions) {
    this.format = format;
    this.#decoder = format.open(bytes, options);
  }

  get header(): StreamHeader {
    return this.#decoder.header;
  }

  get stats(): DecodeStats {
    return this.#decoder.stats;
  }

  get readBytes(): number {
    return this.#decoder.stats.bytes;
  }

  read(out: EventBatch): ReadResult {
    return this.#decoder.read(out) ? "more" : "end";
  }

  seek(timeUs: number): void {
    this.#decoder.seek(timeUs);
  }
}
