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

/** A dataset with two dimensions, one, or none (one element), as far as it takes to read it chunk by chunk. */
export interface Hdf5Dataset {
  readonly type: Hdf5Type;
  /** [elements] of each dimension; 1 where there is none. */
  readonly length: number;
  readonly columns: number;
  /** [elements] of each chunk; what lies beyond the dataset is padding. */
  readonly chunkLength: number;
  readonly chunkColumns: number;
  readonly filters: readonly Hdf5Filter[];
  /** A chunk, as stored; counted row by row of chunks. */
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
    ...sizeOf(readDimensions(space), space.byte),
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
  const rowBytes = dataset.chunkColumns * elementBytes;
  const sizeBytes = dataset.chunkLength * rowBytes;
  if (length > MAX_CHUNK_BYTES || sizeBytes > MAX_CHUNK_BYTES) {
    throw hdf5Corrupt(
      `a chunk of ${String(Math.max(length, sizeBytes))} bytes, at most 64 MiB can be,`,
      byte,
    );
  }
  const bytes = source.read(byte, length);
  const chunk = undoFilters(dataset.filters, { bytes, mask, byte, sizeBytes, elementBytes }, options, from);
  const first = Math.floor(index / tilesOf(dataset)) * dataset.chunkLength;
  const needed = Math.min(sizeBytes, (dataset.length - first) * rowBytes);
  if (from === 0 && chunk.length < needed) {
    throw hdf5Corrupt(`a chunk of ${String(chunk.length)} bytes instead of ${String(sizeBytes)}`, byte);
  }
  return chunk;
}

/** [-] chunks beside each other. */
export const tilesOf = ({ columns, chunkColumns }: Pick<Hdf5Dataset, "columns" | "chunkColumns">): number =>
  Math.ceil(columns / chunkColumns);

/** [elements] of each dimension. */
export function readDimensions(space: Hdf5Fields): readonly number[] {
  const version = space.u8();
  const rank = space.u8();
  space.skip(version === 1 ? 6 : 2);
  if (version > 2) throw hdf5Corrupt(`a dataspace of version ${String(version)}`, space.byte);
  return Array.from({ length: rank }, () => space.length64());
}

function sizeOf(dimensions: readonly number[], byte: number): Pick<Hdf5Dataset, "length" | "columns"> {
  const [length = 1, columns = 1] = dimensions;
  if (dimensions.length <= 2) return { length, columns };
  throw hdf5Unsupported(`a dataset with ${dimensions.length} dimensions, events have one or two,`, byte);
}

type Known = Pick<Hdf5Dataset, "type" | "length" | "columns" | "filters">;
type Layout = Pick<Hdf5Dataset, "chunkLength" | "chunkColumns" | "place">;

function readLayout(source: CheckedSource, layout: Hdf5Fields, known: Known): Layout {
  const version = layout.u8();
  if (version >= 3 && version <= 5) {
    const kind = layout.u8();
    if (kind === 0) return contiguous(layout.byte + layout.at + 2, known);
    if (kind === 1) return contiguous(layout.address(), known);
    if (kind === 2)
      return version === 3 ? readChunked(source, layout, known) : readNewChunked(source, layout, known);
  }
  throw hdf5Unsupported(
    `a dataset's layout of version ${String(version)}, readable are 3 to 5,`,
    layout.byte,
  );
}

/** Elements one after the other, taken in pieces. */
function contiguous(byte: number, { type, length, columns }: Known): Layout {
  const chunkLength = Math.min(CONTIGUOUS_LENGTH, Math.max(length, 1));
  const rowBytes = columns * type.size;
  return {
    chunkLength,
    chunkColumns: columns,
    place: (index) => {
      if (byte === NOWHERE) throw hdf5Corrupt("a dataset that is not stored", 0);
      const first = index * chunkLength;
      const bytes = Math.max(0, Math.min(chunkLength, length - first)) * rowBytes;
      return { byte: byte + first * rowBytes, length: bytes, mask: 0 };
    },
  };
}

function readChunked(source: CheckedSource, layout: Hdf5Fields, known: Known): Layout {
  const rank = layout.u8() - 1;
  const tree = layout.address();
  const chunk = readChunkSize(layout, rank, 4);
  return {
    ...chunk,
    place: treeIndex(source, tree, { ...chunk, rank, tiles: tilesOf({ ...known, ...chunk }) }),
  };
}

function readNewChunked(source: CheckedSource, layout: Hdf5Fields, known: Known): Layout {
  const { type, length, filters } = known;
  const flags = layout.u8();
  const rank = layout.u8() - 1;
  const sizeBytes = layout.u8();
  const chunk = readChunkSize(layout, rank, sizeBytes);
  layout.skip(sizeBytes);
  const indexType = layout.u8();
  const chunkBytes = chunk.chunkLength * chunk.chunkColumns * type.size;
  const chunks = Math.ceil(length / chunk.chunkLength) * tilesOf({ ...known, ...chunk });
  const indexed = { chunkBytes, chunks, filtered: filters.length > 0 };
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
  return { ...chunk, place: place() };
}

function readChunkSize(
  layout: Hdf5Fields,
  rank: number,
  sizeBytes: number,
): Pick<Hdf5Dataset, "chunkLength" | "chunkColumns"> {
  if (rank < 1 || rank > 2)
    throw hdf5Unsupported(`chunks with ${rank} dimensions, events have one or two,`, layout.byte);
  const chunkLength = layout.uint(sizeBytes);
  const chunkColumns = rank === 2 ? layout.uint(sizeBytes) : 1;
  if (chunkLength === 0 || chunkColumns === 0) throw hdf5Corrupt("chunks of 0 elements", layout.byte);
  return { chunkLength, chunkColumns };
}
