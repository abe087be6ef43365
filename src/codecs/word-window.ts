/** [bytes] decoded at a time: small enough for the cache, large enough that the copy costs nothing. */
export const WINDOW_BYTES = 65536;

/**
 * An aligned copy of the part of a stream that is being decoded. Bodies start at odd offsets and words are cut by chunks;
 * here every word is whole and aligned, so that typed arrays can be laid over it (host byte order must be little-endian,
 * as on every platform that runs Node).
 */
export class WordWindow {
  readonly buffer = new ArrayBuffer(WINDOW_BYTES);
  readonly #bytes = new Uint8Array(this.buffer);
  /** [bytes] in the window: `start` = first one not decoded, `end` = after the last one filled in. */
  start = 0;
  end = 0;
  /** [bytes] offset in the stream of the window's first byte. */
  #baseByte = 0;

  /** [bytes] offset in the stream of the first byte not decoded. */
  get nextByte(): number {
    return this.#baseByte + this.start;
  }

  /**
   * Drops what is decoded and copies in as many of `source`'s bytes as fit, at most `limit`; returns the position after
   * them.
   */
  fill(source: Uint8Array, from: number, limit = WINDOW_BYTES): number {
    this.#bytes.copyWithin(0, this.start, this.end);
    this.#baseByte += this.start;
    this.end -= this.start;
    this.start = 0;
    const to = Math.min(source.length, from + Math.min(limit, WINDOW_BYTES - this.end));
    this.#bytes.set(from === 0 && to === source.length ? source : source.subarray(from, to), this.end);
    this.end += to - from;
    return to;
  }

  /** Empties the window; the next byte filled in has the offset `byte` in the stream. */
  reset(byte: number): void {
    this.start = 0;
    this.end = 0;
    this.#baseByte = byte;
  }
}
