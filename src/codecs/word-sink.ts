/** Words being written: grows as needed, hands its bytes out once per batch (host byte order is little-endian). */
export class WordSink<Words extends Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>> {
  readonly #allocate: (length: number) => Words;
  #words: Words;
  #length = 0;

  /** @param allocate makes an array of `length` words, all 0 */
  constructor(allocate: (length: number) => Words) {
    this.#allocate = allocate;
    this.#words = allocate(1024);
  }

  /** Makes room for `count` more words. */
  reserve(count: number): void {
    if (this.#length + count <= this.#words.length) return;
    const grown = this.#allocate(Math.max(this.#length + count, 2 * this.#words.length));
    grown.set(this.#words.subarray(0, this.#length));
    this.#words = grown;
  }

  /** Appends a word, cut to its size; the caller has made room. */
  push(word: number): void {
    this.#words[this.#length++] = word;
  }

  /** The bytes since the last call, borrowed until the next `push`. */
  take(): Uint8Array {
    const bytes = new Uint8Array(this.#words.buffer, 0, this.#length * this.#words.BYTES_PER_ELEMENT);
    this.#length = 0;
    return bytes;
  }
}
