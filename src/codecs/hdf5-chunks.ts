import type { CheckedSource } from "./checked-source.ts";
import { Hdf5Fields, hdf5Corrupt, hdf5Unsupported, NOWHERE } from "./hdf5-fields.ts";

/** Where a chunk is stored. */
export interface ChunkPlace {
  /** [bytes] offset and length in the file. */
  readonly byte: number;
  readonly length: number;
  /** Bit i set: filter i was left out. */
  readonly mask: number;
}

/** Finds the chunks of a dataset, counted row by row of chunks. */
export type FindChunk = (index: number) => ChunkPlace;

/** [-] levels of a chunk tree. */
const MAX_LEVELS = 12;
const NODE_HEAD_BYTES = 24;
/** [bytes] of a key: size, filter mask, offset of the chunk's first element in each dimension, 0. */
const keyBytes = (rank: number): number => 16 + 8 * rank;
const ADDRESS_BYTES = 8;

/** How the elements of a dataset are divided. */
export interface ChunkGrid {
  readonly rank: number;
  /** [elements] of a chunk. */
  readonly chunkLength: number;
  readonly chunkColumns: number;
  /** [-] chunks beside each other. */
  readonly tiles: number;
}

/** Chunks in a tree, the index of all files that older libraries can read. Source: section III.A.1. */
export function treeIndex(source: CheckedSource, root: number, grid: ChunkGrid): FindChunk {
  return (index) => {
    let byte = root;
    for (let levels = MAX_LEVELS, above = MAX_LEVELS; levels > 0; levels--) {
      if (byte === NOWHERE) break;
      const node = Hdf5Fields.read(source, byte, NODE_HEAD_BYTES);
      node.signature("TREE");
      const type = node.u8();
      const level = node.u8();
      const used = node.u16();
      if (type !== 1 || level >= above) throw hdf5Corrupt("a wrong node in a tree of chunks", byte);
      above = level;
      const stepBytes = keyBytes(grid.rank) + ADDRESS_BYTES;
      const entry = lastAtMost(
        Hdf5Fields.read(source, byte + NODE_HEAD_BYTES, used * stepBytes),
        grid,
        index,
      );
      if (entry === null) break;
      if (level > 0) byte = entry.child;
      else if (entry.chunk === index) return { byte: entry.child, length: entry.length, mask: entry.mask };
      else break;
    }
    throw hdf5Corrupt(`no chunk ${String(index)}`, Math.max(0, root));
  };
}

interface TreeEntry {
  readonly length: number;
  readonly mask: number;
  /** [-] number of the chunk, or of the first below. */
  readonly chunk: number;
  readonly child: number;
}

/** The last entry of a node whose chunk is not after `index`, by bisection: keys ascend. */
function lastAtMost(entries: Hdf5Fields, grid: ChunkGrid, index: number): TreeEntry | null {
  let low = 0;
  let high = entries.bytes.length / (keyBytes(grid.rank) + ADDRESS_BYTES);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (readEntry(entries, grid, middle).chunk <= index) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? null : readEntry(entries, grid, low - 1);
}

function readEntry(entries: Hdf5Fields, grid: ChunkGrid, at: number): TreeEntry {
  entries.at = at * (keyBytes(grid.rank) + ADDRESS_BYTES);
  const length = entries.u32();
  const mask = entries.u32();
  const row = entries.length64() / grid.chunkLength;
  const column = grid.rank === 2 ? entries.length64() / grid.chunkColumns : 0;
  entries.skip(8);
  return { length, mask, chunk: row * grid.tiles + column, child: entries.address() };
}

/** How newer indexes store one chunk: its address, and with filters its length and mask. */
export interface IndexedChunks {
  /** [bytes] of a chunk without filters. */
  readonly chunkBytes: number;
  readonly chunks: number;
  readonly filtered: boolean;
}

/** A dataset that is one chunk. */
export const singleIndex =
  (place: ChunkPlace): FindChunk =>
  (index) => {
    if (index === 0 && place.byte !== NOWHERE) return place;
    throw hdf5Corrupt(`no chunk ${String(index)}`, Math.max(0, place.byte));
  };

/** Chunks without filters, one after the other. */
export const implicitIndex =
  (byte: number, { chunkBytes, chunks }: IndexedChunks): FindChunk =>
  (index) => {
    if (index < chunks && byte !== NOWHERE)
      return { byte: byte + index * chunkBytes, length: chunkBytes, mask: 0 };
    throw hdf5Corrupt(`no chunk ${String(index)}`, Math.max(0, byte));
  };

/** 2 to the power of `exponent`; of nonsense above 2^30 nonsense again, which no chunk has. */
export const powerOf2 = (exponent: number): number => 1 << Math.min(exponent, 30);

/** A table of all chunks, in pages when it is long. Source: section III.H.  */
export function fixedArrayIndex(source: CheckedSource, byte: number, indexed: IndexedChunks): FindChunk {
  const head = Hdf5Fields.read(source, byte, 28);
  head.signature("FAHD");
  head.skip(2); // version, client
  const entryBytes = head.u8();
  const pageLength = powerOf2(head.u8());
  const count = head.length64();
  const block = head.address();
  if (block === NOWHERE || entryBytes < 8 || count < indexed.chunks)
    throw hdf5Corrupt("a wrong table of chunks", byte);
  const pages = count > pageLength ? Math.ceil(count / pageLength) : 0;
  const first = block + 14 + (pages === 0 ? 0 : Math.ceil(pages / 8) + 4);
  return (index) => {
    const page = pages === 0 ? 0 : Math.floor(index / pageLength);
    const at = first + index * entryBytes + page * 4; // a checksum after each page
    return readIndexed(Hdf5Fields.read(source, at, entryBytes), entryBytes, indexed);
  };
}

/** One entry of a newer index. */
export function readIndexed(entry: Hdf5Fields, entryBytes: number, indexed: IndexedChunks): ChunkPlace {
  const byte = entry.address();
  if (byte === NOWHERE) throw hdf5Corrupt("a chunk that is not stored", entry.byte);
  if (!indexed.filtered) return { byte, length: indexed.chunkBytes, mask: 0 };
  return { byte, length: entry.uint(entryBytes - 12), mask: entry.u32() };
}

/** Names of the newer indexes that are not read. */
export function refuseIndex(type: number, byte: number): never {
  const name = { 5: "B-tree of version 2" }[type] ?? `index of type ${String(type)}`;
  throw hdf5Unsupported(`chunks in a ${name}: repack the file with h5repack -L 0;`, byte);
}
