import { SaccadeError } from "../core/errors.ts";
import { asciiBytes } from "./ascii.ts";
import type { CheckedSource } from "./checked-source.ts";
import { readRecord, readVarint, type SqliteValue } from "./sqlite-record.ts";

export const SQLITE_MAGIC = asciiBytes("SQLite format 3\0");

const HEADER_BYTES = 100;
const INTERIOR_TABLE = 5;
const LEAF_TABLE = 13;
/** [bytes] a row may have at most. */
const MAX_ROW_BYTES = 67108864;
/** [-] levels of a tree: enough for any file there can be. */
const MAX_DEPTH = 20;

/** One page of a tree of rows. */
export interface TreePage {
  readonly number: number;
  readonly leaf: boolean;
  readonly cells: number;
}

/** A row: its number, where it lies, and its values. */
export interface SqliteRow {
  readonly id: number;
  /** [bytes] offset in the file of its cell. */
  readonly byte: number;
  readonly values: readonly SqliteValue[];
}

/**
 * The pages and rows of a SQLite file, read only. Source: "Database File Format", sqlite.org. Every number from the file
 * is checked before it is used as a place or a size.
 */
export class SqliteFile {
  readonly pages: number;
  readonly #source: CheckedSource;
  readonly #pageBytes: number;
  /** [bytes] of a page that hold data: some may be reserved at its end. */
  readonly #usable: number;

  /** @throws SaccadeError `codec-corrupt`, `codec-unsupported`, `codec-truncated`. */
  constructor(source: CheckedSource) {
    this.#source = source;
    const head = source.read(0, HEADER_BYTES);
    if (!SQLITE_MAGIC.every((byte, i) => byte === head[i])) throw corrupt("no mark of a SQLite file", 0);
    const stored = u16(head, 16);
    this.#pageBytes = stored === 1 ? 65536 : stored;
    if (this.#pageBytes < 512 || (this.#pageBytes & (this.#pageBytes - 1)) !== 0) {
      throw corrupt(`pages of ${String(stored)} bytes, powers of 2 from 512 to 65536 can be,`, 16);
    }
    this.#usable = this.#pageBytes - head[20]!;
    if (this.#usable < 480) throw corrupt("pages with less than 480 bytes of data", 20);
    const encoding = u32(head, 56);
    if (encoding > 1) {
      throw new SaccadeError("codec-unsupported", "a SQLite file with UTF-16 text, readable is UTF-8", {
        byte: 56,
      });
    }
    this.pages = Math.ceil(source.sizeBytes / this.#pageBytes);
  }

  /** [bytes] offset in the file of a page. */
  byteOf(page: number): number {
    return (page - 1) * this.#pageBytes;
  }

  /** A page of a tree of rows. @throws SaccadeError when it is none, or lies beyond the end. */
  page(number: number): TreePage {
    const byte = this.byteOf(number);
    const at = number === 1 ? HEADER_BYTES : 0;
    const bytes = this.#bytes(number);
    const type = bytes[at]!;
    if (type !== LEAF_TABLE && type !== INTERIOR_TABLE) {
      throw corrupt(`a page of type ${String(type)}, 5 and 13 hold rows,`, byte + at);
    }
    const leaf = type === LEAF_TABLE;
    const cells = u16(bytes, at + 3);
    if (cells * 2 + at + headBytes(leaf) > this.#usable)
      throw corrupt(`a page with ${String(cells)} cells`, byte + at);
    return { number, leaf, cells };
  }

  /** The child page before cell `index` of an inner page; the last one for `index = cells`. */
  child(page: TreePage, index: number): number {
    const at = page.number === 1 ? HEADER_BYTES : 0;
    const place = index === page.cells ? at + 8 : this.#cellAt(page, index);
    return u32(this.#bytes(page.number), place);
  }

  /** Row `index` of a leaf. @throws SaccadeError `codec-corrupt`, `codec-truncated` with the offset of its cell. */
  row(page: TreePage, index: number): SqliteRow {
    const start = this.#cellAt(page, index);
    const byte = this.byteOf(page.number) + start;
    const bytes = this.#bytes(page.number);
    const size = readVarint(bytes, start);
    const id = readVarint(bytes, size.end);
    if (size.value > MAX_ROW_BYTES || id.end > this.#usable) {
      throw corrupt(`a row of ${String(size.value)} bytes, at most ${String(MAX_ROW_BYTES)} can be,`, byte);
    }
    const values = readRecord(this.#payload(page.number, id.end, size.value, byte));
    if (values === null) throw corrupt("a row whose values do not fit it", byte);
    return { id: id.value, byte, values };
  }

  #bytes(number: number): Uint8Array {
    if (number < 1) throw corrupt("a page number 0", 0);
    const offset = this.byteOf(number);
    return this.#source.read(offset, this.#pageBytes);
  }

  #cellAt(page: TreePage, index: number): number {
    const bytes = this.#bytes(page.number);
    const at = page.number === 1 ? HEADER_BYTES : 0;
    const place = u16(bytes, at + headBytes(page.leaf) + 2 * index);
    if (place < at + headBytes(page.leaf) + 2 * page.cells || place + 4 > this.#usable) {
      throw corrupt(`a cell at ${String(place)} of its page`, this.byteOf(page.number));
    }
    return place;
  }

  /** The row's bytes: those in its page, then those in a chain of pages of their own. */
  #payload(page: number, at: number, size: number, byte: number): Uint8Array {
    const local = this.#localBytes(size);
    const bytes = this.#bytes(page);
    const end = at + local + (local < size ? 4 : 0);
    if (end > this.#usable) throw corrupt("a row that goes on beyond its page", byte);
    const record = new Uint8Array(Math.min(size, this.#source.sizeBytes));
    if (record.length < size) throw corrupt(`a row of ${String(size)} bytes, more than the file has,`, byte);
    record.set(bytes.subarray(at, at + local));
    let next = local < size ? u32(bytes, at + local) : 0;
    for (let filled = local; filled < size;) {
      const part = this.#bytes(next);
      const count = Math.min(size - filled, this.#usable - 4);
      record.set(part.subarray(4, 4 + count), filled);
      filled += count;
      next = u32(part, 0);
    }
    return record;
  }

  /** [bytes] of a row of `size` bytes that stay in its page: section 1.6 of the format. */
  #localBytes(size: number): number {
    const usable = this.#usable;
    const most = usable - 35;
    if (size <= most) return size;
    const least = Math.floor(((usable - 12) * 32) / 255) - 23;
    const fitting = least + ((size - least) % (usable - 4));
    return fitting <= most ? fitting : least;
  }
}

/** A place in a tree: pages from the root down, with the index in each of what comes next. */
type Path = { readonly page: TreePage; index: number }[];

/** Walks the rows of one table in order of their numbers. */
export class SqliteRows {
  readonly #file: SqliteFile;
  readonly #root: number;
  #path: Path = [];
  #visited = 0;
  #lastId = -Infinity;

  constructor(file: SqliteFile, root: number) {
    this.#file = file;
    this.#root = root;
    this.restore([]);
  }

  /** The next row, or null after the last. @throws SaccadeError; a call after that goes on behind the damage. */
  next(): SqliteRow | null {
    if (this.#visited === 0) this.#enter(this.#root);
    for (;;) {
      const top = this.#path.at(-1);
      if (top === undefined) return null;
      const { page, index } = top;
      if (index >= page.cells + (page.leaf ? 0 : 1)) {
        this.#path.pop();
        continue;
      }
      top.index++;
      if (!page.leaf) {
        this.#enter(this.#file.child(page, index));
        continue;
      }
      const row = this.#file.row(page, index);
      if (row.id <= this.#lastId)
        throw corrupt(`row ${String(row.id)} after row ${String(this.#lastId)}`, row.byte);
      this.#lastId = row.id;
      return row;
    }
  }

  /** The place reached, as plain numbers. */
  save(): readonly number[] {
    return [this.#visited, this.#lastId, ...this.#path.flatMap(({ page, index }) => [page.number, index])];
  }

  /** Goes on at a saved place, or anew for an empty one. */
  restore([visited = 0, lastId = -Infinity, ...path]: readonly number[]): void {
    this.#visited = visited;
    this.#lastId = lastId;
    this.#path = [];
    for (let i = 0; i + 1 < path.length; i += 2) {
      this.#path.push({ page: this.#file.page(path[i]!), index: path[i + 1]! });
    }
  }

  /** Every page belongs to a tree once: more visits than pages are a loop. */
  #enter(number: number): void {
    this.#visited++;
    const byte = Math.max(0, this.#file.byteOf(number));
    if (this.#path.length >= MAX_DEPTH || this.#visited > this.#file.pages)
      throw corrupt("a loop of pages", byte);
    this.#path.push({ page: this.#file.page(number), index: 0 });
  }
}

const headBytes = (leaf: boolean): number => (leaf ? 8 : 12);
const u16 = (bytes: Uint8Array, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!;
const u32 = (bytes: Uint8Array, at: number): number => u16(bytes, at) * 65536 + u16(bytes, at + 2);

const corrupt = (found: string, byte: number): SaccadeError =>
  new SaccadeError("codec-corrupt", `${found} at byte ${String(byte)} of a SQLite file`, { byte });
