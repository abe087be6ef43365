import type { CheckedSource } from "./checked-source.ts";
import type { DecoderOptions } from "./codec.ts";
import { extensibleArrayIndex } from "./hdf5-extensible-array.ts";
import { Hdf5Fields, hdf5Corrupt, hdf5Unsupported, NOWHERE } from "./hdf5-fields.ts";
import {
  fixedArrayIndex,
  implicitIndex,
  refuseIndex,
  singleIndex,
  treeIndex,
  type ChunkPlace,
  type FindChunk,
} from "./hdf5-chunks.ts";
import { readFilters, undoFilters, type Hdf5Filter } from "./hdf5-filters.ts";
import { MESSAGE, messageOf, type Hdf5Message } from "./hdf5-object.ts";
import { readType, type Hdf5Type } from "./hdf5-type.ts";

/** [elements] read at once from a dataset that has no chunks. */
const CONTIGUOUS_LENGTH = 16384;
/** [bytes] a chunk may have, stored or unpacked. */
const MAX_CHUNK_BYTES = 67108864;

/** A dataset with one dimension (or none: one element), as far as it takes to read it chunk by chunk. */
export interface Hdf5Dataset {
  readonly type: Hdf5Type;
  /** [elements] */
  readonly length: number;
  /** [elements] of each chunk but the last, whose rest is padding. */
  readonly chunkLength: number;
  readonly filters: readonly Hdf5Filter[];
  /** The chunk that begins with element `index * chunkLength`, as stored. */
  place(index: number): ChunkPlace;
  /** [bytes] offset in the file that stands for the dataset, for errors. */
  readonly byte: number;
}

/** Reads the description of a dataset. @throws SaccadeError `codec-corrupt`, `codec-unsupported`. */
export function readDataset(source: CheckedSource, messages: readonly Hdf5Message[]): Hdf5Dataset {
  const type = messageOf(messages, MESSAGE.datatype);
  const space = messageOf(messages, MESSAGE.dataspace);
  const layout = messageOf(messages, MESSAGE.layout);
  if (type === null || space === null || layout === null) {
    throw hdf5Corrupt("a dataset without type, size or place", messages[0]?.fields.byte ?? 0);
  }
  const filters = messageOf(messages, MESSAGE.filters);
  const known = {
    byte: layout.byte,
    type: readType(type),
    length: readLength(space),
    filters: filters === null ? [] : readFilters(filters),
  };
  if (known.type.size === 0) throw hdf5Corrupt("a type of 0 bytes", type.byte);
  return { ...known, ...readLayout(source, layout, known) };
}

/**
 * The bytes of a chunk with all filters but the first `from` undone.
 * @throws SaccadeError with the offset of the chunk.
 */
export function readChunk(
  source: CheckedSource,
  dataset: Hdf5Dataset,
  index: number,
  { options, from = 0 }: { readonly options: DecoderOptions; readonly from?: number },
): Uint8Array {
  const { byte, length, mask } = dataset.place(index);
  const elementBytes = dataset.type.size;
  const sizeBytes = dataset.chunkLength * elementBytes;
  if (length > MAX_CHUNK_BYTES || sizeBytes > MAX_CHUNK_BYTES) {
    throw hdf5Corrupt(
      `a chunk of ${String(Math.max(length, sizeBytes))} bytes, at most 64 MiB can be,`,
      byte,
    );
  }
  const bytes = source.read(byte, length);
  const chunk = undoFilters(dataset.filters, { bytes, mask, byte, sizeBytes, elementBytes }, options, from);
  const needed = Math.min(sizeBytes, (dataset.length - index * dataset.chunkLength) * elementBytes);
  if (from === 0 && chunk.length < needed) {
    throw hdf5Corrupt(`a chunk of ${String(chunk.length)} bytes instead of ${String(sizeBytes)}`, byte);
  }
  return chunk;
}

function readLength(space: Hdf5Fields): number {
  const version = space.u8();
  const rank = space.u8();
  space.skip(version === 1 ? 6 : 2);
  if (version > 2) throw hdf5Corrupt(`a dataspace of version ${String(version)}`, space.byte);
  if (rank === 0) return 1;
  if (rank === 1) return space.length64();
  throw hdf5Unsupported(`a dataset with ${String(rank)} dimensions, events have one,`, space.byte);
}

type Known = Pick<Hdf5Dataset, "type" | "length" | "filters">;
type Layout = Pick<Hdf5Dataset, "chunkLength" | "place">;

function readLayout(source: CheckedSource, layout: Hdf5Fields, known: Known): Layout {
  const version = layout.u8();
  if (version >= 3 && version <= 5) {
    const kind = layout.u8();
    if (kind === 0) return contiguous(layout.byte + layout.at + 2, known);
    if (kind === 1) return contiguous(layout.address(), known);
    if (kind === 2)
      return version === 3 ? readChunked(source, layout) : readNewChunked(source, layout, known);
  }
  throw hdf5Unsupported(
    `a dataset's layout of version ${String(version)}, readable are 3 to 5,`,
    layout.byte,
  );
}

/** Elements one after the other, taken in pieces. */
function contiguous(byte: number, { type, length }: Known): Layout {
  const chunkLength = Math.min(CONTIGUOUS_LENGTH, Math.max(length, 1));
  return {
    chunkLength,
    place: (index) => {
      if (byte === NOWHERE) throw hdf5Corrupt("a dataset that is not stored", 0);
      const first = index * chunkLength;
      const bytes = Math.max(0, Math.min(chunkLength, length - first)) * type.size;
      return { byte: byte + first * type.size, length: bytes, mask: 0 };
    },
  };
}

function readChunked(source: CheckedSource, layout: Hdf5Fields): Layout {
  const rank = layout.u8() - 1;
  const tree = layout.address();
  const chunkLength = layout.u32();
  checkChunked(rank, chunkLength, layout.byte);
  return { chunkLength, place: treeIndex(source, tree, chunkLength) };
}

function readNewChunked(source: CheckedSource, layout: Hdf5Fields, { type, length, filters }: Known): Layout {
  const flags = layout.u8();
  const rank = layout.u8() - 1;
  const sizeBytes = layout.u8();
  const chunkLength = layout.uint(sizeBytes);
  checkChunked(rank, chunkLength, layout.byte);
  layout.skip(sizeBytes);
  const indexType = layout.u8();
  const chunkBytes = chunkLength * type.size;
  const indexed = { chunkBytes, chunks: Math.ceil(length / chunkLength), filtered: filters.length > 0 };
  const place = (): FindChunk => {
    switch (indexType) {
      case 1: {
        const filtered = (flags & 2) !== 0;
        const stored = filtered
          ? { length: layout.length64(), mask: layout.u32() }
          : { length: chunkBytes, mask: 0 };
        return singleIndex({ ...stored, byte: layout.address() });
      }
      case 2:
        return implicitIndex(layout.address(), indexed);
      case 3:
        layout.skip(1);
        return fixedArrayIndex(source, layout.address(), indexed);
      case 4:
        layout.skip(5);
        return extensibleArrayIndex(source, layout.address(), indexed);
      default:
        return refuseIndex(indexType, layout.byte);
    }
  };
  return { chunkLength, place: place() };
}

function checkChunked(rank: number, chunkLength: number, byte: number): void {
  if (rank !== 1) throw hdf5Unsupported(`chunks with ${String(rank)} dimensions, events have one,`, byte);
  if (chunkLength === 0) throw hdf5Corrupt("chunks of 0 elements", byte);
}
