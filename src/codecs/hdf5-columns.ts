import { SaccadeError } from "../core/errors.ts";
import type { CheckedSource } from "./checked-source.ts";
import type { DecoderOptions } from "./codec.ts";
import { createEcfRows, decodeEcf, ECF_MAX_EVENTS, type EcfRows } from "./ecf.ts";
import { readChunk, type Hdf5Dataset } from "./hdf5-dataset.ts";
import { hdf5Corrupt, hdf5Unsupported } from "./hdf5-fields.ts";
import { checkFilters, ECF_FILTER } from "./hdf5-filters.ts";
import { isNumber, readNumbers, type Hdf5Type, type PlainType } from "./hdf5-type.ts";

/** What an event has. */
export type ColumnName = "t" | "x" | "y" | "p";
export const COLUMN_NAMES: readonly ColumnName[] = ["t", "x", "y", "p"];

/** A run of rows of one or more columns, in memory. */
export interface ColumnBlock {
  /** [rows] in the dataset, of the first in the block and after the last. */
  readonly first: number;
  readonly end: number;
  readonly columns: Readonly<Partial<Record<ColumnName, Float64Array | Uint16Array | Uint8Array>>>;
}

/** Columns that are stored together, and read block by block. */
export interface ColumnStore {
  readonly length: number;
  readonly chunkLength: number;
  /** The block that holds `row`; borrowed until the next call. @throws SaccadeError with the offset of the chunk. */
  block(row: number): ColumnBlock;
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

  get length(): number {
    return this.parts.dataset.length;
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
    const end = Math.min(start + this.chunkLength, this.length, start + from + BLOCK_ROWS);
    this.#kept = { first: start + from, end, columns: this.columns(index, from, end - start - from) };
    return this.#kept;
  }

  /** The rows `from .. from + count - 1` of a chunk. */
  protected abstract columns(index: number, from: number, count: number): ColumnBlock["columns"];
}

/** Where the numbers of a column are in an element. */
interface Member {
  readonly name: ColumnName;
  /** [bytes] */
  readonly offset: number;
  readonly type: PlainType;
}

/** One dataset of numbers per column, or one of structures for all. */
class NumberStore extends Store {
  readonly #members: readonly Member[];
  #kept: { readonly index: number; readonly bytes: Uint8Array } | null = null;

  constructor(parts: StoreParts, members: readonly Member[]) {
    super(parts);
    this.#members = members;
  }

  protected columns(index: number, from: number, count: number): ColumnBlock["columns"] {
    const bytes = this.#chunk(index);
    const stride = this.parts.dataset.type.size;
    return Object.fromEntries(
      this.#members.map(({ name, offset, type }) => [
        name,
        readNumbers(bytes, type, { at: from * stride + offset, stride, count }),
      ]),
    );
  }

  /** An unpacked chunk; the last one is kept when it has several blocks. */
  #chunk(index: number): Uint8Array {
    if (this.#kept?.index === index) return this.#kept.bytes;
    this.#kept = null;
    const { source, dataset, options } = this.parts;
    const bytes = readChunk(source, dataset, index, { options });
    if (dataset.chunkLength > BLOCK_ROWS) this.#kept = { index, bytes: new Uint8Array(bytes) };
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

/** The store of a dataset of structures with members t, x, y, p; null when it has other members. */
export function compoundStore(parts: StoreParts): ColumnStore | null {
  const { type, filters } = parts.dataset;
  if (type.kind !== "compound") return null;
  const members = COLUMN_NAMES.map((name) => {
    const found = type.members.find((member) => member.name === name);
    return found !== undefined && isNumber(found.type)
      ? { name, offset: found.offset, type: found.type }
      : null;
  }).filter((member) => member !== null);
  if (members.length < COLUMN_NAMES.length) return null;
  return filters[0]?.id === ECF_FILTER ? new EcfStore(parts) : new NumberStore(parts, members);
}

/** The store of one column. @throws SaccadeError `codec-unsupported` when it holds no numbers. */
export function columnStore(name: ColumnName, parts: StoreParts): ColumnStore {
  const { type, byte } = parts.dataset;
  if (isNumber(type)) return new NumberStore(parts, [{ name, offset: 0, type }]);
  throw new SaccadeError("codec-unsupported", `column "${name}" of ${describe(type)}, numbers are wanted`, {
    byte,
  });
}

const describe = (type: Hdf5Type): string => `${type.kind} of ${String(type.size)} bytes`;
