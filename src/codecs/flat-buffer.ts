/** [bytes] of the size that stands before a size-prefixed buffer, and of an offset. */
const WORD = 4;

/** A vector in a buffer. */
export interface FlatVector {
  /** Position of the first element. */
  readonly at: number;
  readonly length: number;
}

const EMPTY: FlatVector = { at: 0, length: 0 };

/**
 * Reads a size-prefixed FlatBuffer of which no byte can be trusted: every position is checked before it is used, and what
 * lies outside is as if it were absent, but noted in `damaged`. Source: "FlatBuffers Internals", flatbuffers.dev. Fields
 * are numbered in the order of the schema.
 */
export class FlatBuffer {
  readonly view: DataView;
  /** Whether an offset has led out of the buffer. */
  damaged = false;
  readonly #bytes: Uint8Array;
  readonly #end: number;

  /** @param bytes from the size prefix on; what follows the announced size is not looked at */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const size = bytes.length < WORD ? 0 : this.view.getUint32(0, true);
    this.#end = Math.min(WORD + size, bytes.length);
    this.damaged = size < 2 * WORD || WORD + size > bytes.length;
  }

  /** Position of the root table; -1 when there is none. */
  get root(): number {
    return this.damaged ? -1 : this.#follow(WORD);
  }

  /** The four letters that name the root type, or what stands in their place. */
  get identifier(): string {
    return String.fromCharCode(...this.#bytes.subarray(2 * WORD, 3 * WORD));
  }

  /** Position of a table's field of `size` bytes; -1 when the table does not have it. */
  field(table: number, index: number, size: number): number {
    if (table < 0) return -1;
    const layout = table - this.view.getInt32(table, true);
    if (!this.#holds(layout, WORD)) return -1;
    const slot = WORD + 2 * index;
    const layoutSize = this.view.getUint16(layout, true);
    if (slot + 2 > layoutSize) return -1; // written by an older schema
    if (!this.#holds(layout, layoutSize)) return -1;
    const offset = this.view.getUint16(layout + slot, true);
    if (offset === 0) return -1; // its default value
    return this.#holds(table + offset, size) ? table + offset : -1;
  }

  /** A table's vector whose elements have `size` bytes; empty when it is absent or does not fit the buffer. */
  vector(table: number, index: number, size: number): FlatVector {
    const field = this.field(table, index, WORD);
    if (field < 0) return EMPTY;
    const at = this.#follow(field);
    if (at < 0) return EMPTY;
    const length = this.view.getUint32(at, true);
    return this.#holds(at + WORD, length * size) ? { at: at + WORD, length } : EMPTY;
  }

  /** Position of the table that an element of a vector of tables refers to; -1 when it lies outside. */
  tableAt({ at }: FlatVector, index: number): number {
    return this.#follow(at + WORD * index);
  }

  /** A table's text, empty when it has none. Not decoded as UTF-8: each byte is a character. */
  text(table: number, index: number): string {
    const { at, length } = this.vector(table, index, 1);
    const parts: string[] = [];
    for (let from = at; from < at + length; from += 4096) {
      parts.push(String.fromCharCode(...this.#bytes.subarray(from, Math.min(from + 4096, at + length))));
    }
    return parts.join("");
  }

  /** The bytes of a vector, borrowed. */
  bytes(at: number, length: number): Uint8Array {
    return this.#bytes.subarray(at, at + length);
  }

  /** A table's 64-bit number, exact to 2^53; `absent` when the table does not have it. */
  int64(table: number, index: number, absent: number): number {
    const at = this.field(table, index, 8);
    return at < 0 ? absent : int64At(this.view, at);
  }

  /** Where the offset at `at` leads: a position with room for a word, or -1. */
  #follow(at: number): number {
    if (!this.#holds(at, WORD)) return -1;
    const to = at + this.view.getUint32(at, true);
    return this.#holds(to, WORD) ? to : -1;
  }

  #holds(at: number, size: number): boolean {
    const inside = at >= WORD && at + size <= this.#end;
    if (!inside) this.damaged = true;
    return inside;
  }
}

/** A signed 64-bit number, exact to 2^53. */
export const int64At = (view: DataView, at: number): number =>
  view.getInt32(at + WORD, true) * 4294967296 + view.getUint32(at, true);
