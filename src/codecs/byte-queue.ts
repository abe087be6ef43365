/** [bytes] first size of the buffer; it grows only with bytes that have really come, whatever a length field claims. */
const FIRST_BYTES = 65536;

/**
 * The bytes of the unit that is being read, collected from pieces of any size. Takes no more than `need` asks for, so
 * that what follows the unit stays with the caller.
 */
export class ByteQueue {
  /** [bytes] `ready` once this many are held. */
  need = 0;
  #buffer = new Uint8Array(FIRST_BYTES);
  #start = 0;
  #end = 0;
  #byte = 0;
  #toSkip = 0;

  /** [bytes] offset in the stream of the first byte held (or, while skipping, of the first one wanted). */
  get byte(): number {
    return this.#byte;
  }

  /** [bytes] held. */
  get length(): number {
    return this.#end - this.#start;
  }

  get ready(): boolean {
    return this.#toSkip === 0 && this.length >= this.need;
  }

  /** [bytes] dropped before they came. */
  get toSkip(): number {
    return this.#toSkip;
  }

  /** Takes bytes until ready; returns the position after them. */
  fill(source: Uint8Array, from: number): number {
    const skipped = Math.min(this.#toSkip, source.length - from);
    this.#toSkip -= skipped;
    const at = from + skipped;
    if (this.#toSkip > 0 || this.length >= this.need) return at;
    const to = Math.min(source.length, at + this.need - this.length);
    this.#makeRoom(to - at);
    this.#buffer.set(source.subarray(at, to), this.#end);
    this.#end += to - at;
    return to;
  }

  /** The bytes `from .. to - 1` of those held; borrowed until the next `fill`. */
  view(from: number, to: number): Uint8Array {
    return this.#buffer.subarray(this.#start + from, this.#start + to);
  }

  /** Forgets the first `count` bytes; those that have not come yet will be skipped. */
  drop(count: number): void {
    const held = Math.min(count, this.length);
    this.#start += held;
    this.#toSkip += count - held;
    this.#byte += count;
    if (this.#start === this.#end) this.#start = this.#end = 0;
  }

  /** Empties the queue; the next byte filled in has the offset `byte` in the stream. */
  reset(byte: number): void {
    this.#start = this.#end = this.#toSkip = 0;
    this.#byte = byte;
  }

  #makeRoom(count: number): void {
    if (this.#end + count <= this.#buffer.length) return;
    const held = this.#buffer.subarray(this.#start, this.#end);
    const size = held.length + count;
    if (size > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(size, Math.min(this.need, 2 * this.#buffer.length)));
      grown.set(held);
      this.#buffer = grown;
    } else this.#buffer.copyWithin(0, this.#start, this.#end);
    this.#end = held.length;
    this.#start = 0;
  }
}
