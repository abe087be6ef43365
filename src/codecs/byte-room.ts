/** Bytes of an own buffer that grows, and is used again. */
export class ByteRoom {
  bytes: Uint8Array<ArrayBuffer>;
  /** [bytes] valid ones, from 0 on. */
  length = 0;

  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity);
  }

  /** Makes room for `count` bytes after the valid ones; they may hold anything. */
  reserve(count: number): void {
    const size = this.length + count;
    if (size <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(size, 2 * this.bytes.length));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  /** Appends bytes. */
  append(source: Uint8Array): void {
    this.reserve(source.length);
    this.bytes.set(source, this.length);
    this.length += source.length;
  }

  /** The valid bytes, borrowed until the next change. */
  view(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(0, this.length);
  }
}
