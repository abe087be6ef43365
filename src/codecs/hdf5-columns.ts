import type { CheckedSource } from "./checked-source.ts";
import type { DecoderOptions } from "./codec.ts";
import { createEcfRows, decodeEcf, ECF_MAX_EVENTS, type EcfRows } from "./ecf.ts";
import { readChunk, tilesOf, type Hdf5Dataset } from "./hdf5-dataset.ts";
import { hdf5Corrupt, hdf5Unsupported } from "./hdf5-fields.ts";
import { checkFilters, ECF_FILTER } from "./hdf5-filters.ts";
import { numberField, readNumbers } from "./hdf5-type.ts";
import type { NumberField } from "./number-reader.ts";
import type { Role } from "./text-layout.ts";

/** What an event has. */
export const COLUMN_NAMES: readonly Role[] = ["t", "x", "y", "p"];

/** A run of rows of one or more columns, in memory. */
export interface ColumnBlock {
  /** [rows] in the dataset, of the first in the block and after the last. */
  readonly first: number;
  readonly end: number;
  readonly columns: Readonly<Partial<Record<Role, Float64Array | Uint16Array | Uint8Array>>>;
}

/** Columns that are stored together, and read block by block. */
export interface ColumnStore {
  readonly chunkLength: number;
  /** The block that holds `row`; borrowed until the next call. @throws SaccadeError with the offset of the chunk. */
  block(row: number): ColumnBlock;
  /** [bytes] offset in the file of the chunk that holds `row`. */
  byteOf(row: number): number;
}

/** How a store is read. */
export interface StoreParts {
  readonly source: CheckedSource;
  readonly dataset: Hdf5Dataset;
  readonly options: DecoderOptions;
}

/** [rows] of a block: a chunk of any size is turned into numbers piece by piece. */
const BLOCK_ROWS = 65536;

/** Reads blocks once, and keeps the last one: columns with chunks of different lengths advance at their own pace. */
abstract class Store implements ColumnStore {
  protected readonly parts: StoreParts;
  #kept: ColumnBlock | null = null;

  /**
   * @param besides a filter that the store undoes itself
   * @throws SaccadeError `codec-unsupported` for filters that cannot be undone
   */
  constructor(parts: StoreParts, besides?: number) {
    checkFilters(parts.dataset.filters, parts.dataset.byte, besides);
    this.parts = parts;
  }

  get chunkLength(): number {
    return this.parts.dataset.chunkLength;
  }

  block(row: number): ColumnBlock {
    const kept = this.#kept;
    if (kept !== null && row >= kept.first && row < kept.end) return kept;
    this.#kept = null;
    const index = Math.floor(row / this.chunkLength);
    const start = index * this.chunkLength;
    const from = Math.floor((row - start) / BLOCK_ROWS) * BLOCK_ROWS;
    const end = Math.min(start + this.chunkLength, this.parts.dataset.length, start + from + BLOCK_ROWS);
    this.#kept = { first: start + from, end, columns: this.columns(index, from, end - start - from) };
    return this.#kept;
  }

  byteOf(row: number): number {
    const { dataset } = this.parts;
    return dataset.place(Math.floor(row / this.chunkLength) * tilesOf(dataset)).byte;
  }

  /** The rows `from .. from + count - 1` of a row of chunks. */
  protected abstract columns(index: number, from: number, count: number): ColumnBlock["columns"];
}

/** Where the numbers of a column are in a dataset. */
export interface Member extends NumberField {
  readonly name: string;
  /** [bytes] from the start of a row. */
  readonly offset: number;
}

/** The columns of a dataset of numbers or of structures of numbers, by name where there are names. */
export function membersOf({ type, columns }: Hdf5Dataset): readonly Member[] {
  if (type.kind === "compound") {
    return type.members.flatMap(({ name, offset, type: inner }) => {
      const field = numberField(inner);
      return field === null ? [] : [{ ...field, name, offset }];
    });
  }
  const field = numberField(type);
  if (field === null) return [];
  return Array.from({ length: columns }, (_, i) => ({ ...field, name: "", offset: i * type.size }));
}

/** A dataset of numbers for each column, or one for several. */
class NumberStore extends Store {
  readonly #members: readonly (readonly [Role, Member])[];
  /** The chunks that were unpacked last, by their column of chunks: kept when there are several blocks in each. */
  readonly #kept = new Map<number, { readonly index: number; readonly bytes: Uint8Array }>();

  constructor(parts: StoreParts, members: readonly (readonly [Role, Member])[]) {
    super(parts);
    this.#members = members;
  }

  protected columns(index: number, from: number, count: number): ColumnBlock["columns"] {
    const { type, chunkColumns } = this.parts.dataset;
    const stride = chunkColumns * type.size;
    return Object.fromEntries(
      this.#members.map(([role, { read, offset }]) => {
        const tile = Math.floor(offset / stride);
        const at = from * stride + offset - tile * stride;
        return [role, readNumbers(this.#chunk(index, tile), read, { at, stride, count })];
      }),
    );
  }

  #chunk(index: number, tile: number): Uint8Array {
    const kept = this.#kept.get(tile);
    if (kept?.index === index) return kept.bytes;
    this.#kept.delete(tile);
    const { source, dataset, options } = this.parts;
    const bytes = readChunk(source, dataset, index * tilesOf(dataset) + tile, { options });
    if (this.#members.length > 1 || dataset.chunkLength > BLOCK_ROWS)
      this.#kept.set(tile, { index, bytes: new Uint8Array(bytes) });
    return bytes;
  }
}

/** Structures packed with Prophesee's codec: a chunk is one block. */
class EcfStore extends Store {
  readonly #rows: EcfRows = createEcfRows();

  constructor(parts: StoreParts) {
    super(parts, ECF_FILTER);
    const { chunkLength, byte } = parts.dataset;
    if (chunkLength <= ECF_MAX_EVENTS) return;
    throw hdf5Corrupt(`ECF chunks of ${String(chunkLength)} events, at most 65535 can be,`, byte);
  }

  protected columns(index: number, _from: number, count: number): ColumnBlock["columns"] {
    const { source, dataset, options } = this.parts;
    const { byte, mask } = dataset.place(index);
    if ((mask & 1) === 1) throw hdf5Unsupported("a chunk that leaves ECF out", byte);
    const fault = decodeEcf(readChunk(source, dataset, index, { options, from: 1 }), this.#rows);
    if (fault !== null) throw hdf5Corrupt(fault, byte);
    if (this.#rows.length < count)
      throw hdf5Corrupt(`an ECF chunk of ${String(this.#rows.length)} events`, byte);
    const { t, x, y, p } = this.#rows;
    return { t, x, y, p };
  }
}

/** The store of some columns of a dataset. @throws SaccadeError `codec-unsupported` for filters that cannot be undone. */
export function openStore(parts: StoreParts, members: readonly (readonly [Role, Member])[]): ColumnStore {
  const isEcf = parts.dataset.filters[0]?.id === ECF_FILTER && members.length === COLUMN_NAMES.length;
  return isEcf ? new EcfStore(parts) : new NumberStore(parts, members);
}
