import { SaccadeError } from "../core/errors.ts";
import type { ByteSource } from "./codec.ts";

/** Random access that gives all the bytes asked for, or says where the file ends. Caching is the source's own affair. */
export class CheckedSource {
  readonly sizeBytes: number;
  readonly #source: ByteSource;

  constructor(source: ByteSource) {
    this.#source = source;
    this.sizeBytes = source.sizeBytes;
  }

  /**
   * The bytes `offset .. offset + length - 1`, borrowed until the next call.
   * @throws SaccadeError `codec-truncated` when the file ends before them, and what the source throws.
   */
  read(offset: number, length: number): Uint8Array {
    if (!(offset >= 0 && offset + length <= this.sizeBytes)) throw this.#tooShort(offset, length);
    const bytes = this.#source.read(offset, length);
    if (bytes.length < length) throw this.#tooShort(offset, length);
    return bytes;
  }

  #tooShort(offset: number, length: number): SaccadeError {
    const byte = Math.min(Math.max(offset, 0), this.sizeBytes);
    const wanted = `${String(length)} bytes at ${String(offset)}`;
    return new SaccadeError(
      "codec-truncated",
      `the file ends at ${String(this.sizeBytes)}, before ${wanted}`,
      { byte },
    );
  }
}
