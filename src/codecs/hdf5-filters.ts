import type { DecoderOptions } from "./codec.ts";
import { unpackBlosc } from "./blosc.ts";
import { unpack } from "./decompress.ts";
import { Hdf5Fields, hdf5Corrupt, hdf5Unsupported } from "./hdf5-fields.ts";
import { undoBitShuffle, unpackLz4Chunk, type BitShuffle } from "./hdf5-lz4.ts";
import { unpackLzf } from "./lzf.ts";
import { unshuffleBytes } from "./shuffle.ts";

const DEFLATE = 1;
const SHUFFLE = 2;
const FLETCHER32 = 3;
/** Prophesee's event codec. */
export const ECF_FILTER = 0x8ecf;

/** Filters by number, for messages. Source: "Registered Filter Plugins", HDF Group. */
const NAMES: Readonly<Record<number, string>> = {
  1: "deflate",
  2: "shuffle",
  3: "fletcher32",
  4: "szip",
  5: "n-bit",
  6: "scale-offset",
  307: "bzip2",
  32000: "lzf",
  32001: "blosc",
  32004: "lz4",
  32008: "bitshuffle",
  32013: "zfp",
  32015: "zstd",
  32026: "blosc2",
  [ECF_FILTER]: "ECF",
};
const BZIP2 = 307;
const LZF = 32000;
const BLOSC = 32001;
const LZ4 = 32004;
const BITSHUFFLE = 32008;
const ZSTD = 32015;
const READABLE: readonly number[] = [DEFLATE, SHUFFLE, FLETCHER32, BZIP2, LZF, BLOSC, LZ4, BITSHUFFLE, ZSTD];

/** One step through which chunks went when they were written. */
export interface Hdf5Filter {
  readonly id: number;
  readonly name: string;
  /** Numbers that say how. */
  readonly values: readonly number[];
}

/** Reads a filter pipeline message: the steps in the order of writing. */
export function readFilters(fields: Hdf5Fields): readonly Hdf5Filter[] {
  const version = fields.u8();
  const count = fields.u8();
  if (version === 1) fields.skip(6);
  return Array.from({ length: count }, () => {
    const id = fields.u16();
    const nameBytes = version === 1 || id >= 256 ? fields.u16() : 0;
    fields.skip(2); // flags
    const count32 = fields.u16();
    const written = fields.text(version === 1 ? Math.ceil(nameBytes / 8) * 8 : nameBytes);
    const values = Array.from({ length: count32 }, () => fields.u32());
    fields.skip(version === 1 && count32 % 2 === 1 ? 4 : 0);
    return { id, name: NAMES[id] ?? written.replace(/\0.*$/s, ""), values };
  });
}

/**
 * Refuses filters that cannot be undone: a library that ignored them would give zeros.
 * @param besides a filter that the caller undoes itself, when it is the first
 * @throws SaccadeError `codec-unsupported`, naming the filter.
 */
export function checkFilters(filters: readonly Hdf5Filter[], byte: number, besides?: number): void {
  const bad = filters.find(({ id }, i) => !READABLE.includes(id) && !(i === 0 && id === besides));
  if (bad === undefined) return;
  const readable = [...READABLE.map((id) => NAMES[id]), "ECF for /CD/events"].join(", ");
  const hint = "repack the file with h5repack and deflate";
  throw hdf5Unsupported(
    `a dataset packed with filter ${String(bad.id)} (${bad.name}), readable are ${readable}: ${hint};`,
    byte,
  );
}

/** A chunk as it is stored. */
export interface StoredChunk {
  readonly bytes: Uint8Array;
  /** Bit i set: filter i was left out for this chunk. */
  readonly mask: number;
  /** [bytes] offset in the file. */
  readonly byte: number;
  /** [bytes] unpacked. */
  readonly sizeBytes: number;
  /** [bytes] of an element, for `shuffle`. */
  readonly elementBytes: number;
}

/** Undoes all filters but the first `from`. @throws SaccadeError `codec-corrupt`, `codec-unsupported`. */
export function undoFilters(
  filters: readonly Hdf5Filter[],
  chunk: StoredChunk,
  options: DecoderOptions,
  from = 0,
): Uint8Array {
  let { bytes } = chunk;
  for (let i = filters.length - 1; i >= from; i--) {
    if (((chunk.mask >>> i) & 1) === 0) bytes = undo(filters[i]!, { ...chunk, bytes }, options);
  }
  return bytes;
}

function undo(filter: Hdf5Filter, chunk: StoredChunk, { decompress }: DecoderOptions): Uint8Array {
  const { id, name } = filter;
  const { bytes, byte } = chunk;
  const sizeBytes = chunk.sizeBytes + CHECKSUM_BYTES;
  const block = { bytes, sizeBytes, exact: false, byte };
  switch (id) {
    case DEFLATE:
      return unpack(decompress, "zlib", block);
    case ZSTD:
      return unpack(decompress, "zstd", block);
    case BZIP2:
      return unpack(decompress, "bz2", block);
    case LZF:
      return whole(unpackLzf(bytes, sizeBytes) ?? "a damaged LZF chunk", byte);
    case LZ4:
      return whole(unpackLz4Chunk(bytes, sizeBytes), byte);
    case BLOSC:
      return whole(unpackBlosc(bytes, sizeBytes, { ports: decompress, byte }), byte);
    case BITSHUFFLE:
      return whole(
        undoBitShuffle(bytes, sizeBytes, { ...bitShuffleOf(filter, chunk), ports: decompress, byte }),
        byte,
      );
    case SHUFFLE:
      return unshuffleBytes(bytes, chunk.elementBytes);
    case FLETCHER32:
      return checkFletcher(bytes, byte);
    default:
      throw hdf5Unsupported(`a chunk packed with filter ${String(id)} (${name})`, byte);
  }
}

function whole(bytes: Uint8Array | string, byte: number): Uint8Array {
  if (typeof bytes === "string") throw hdf5Corrupt(bytes, byte);
  return bytes;
}

const BIT_PACKINGS: Readonly<Record<number, BitShuffle["packing"]>> = { 0: "none", 2: "lz4", 3: "zstd" };

/** Its third number is the size of an element, its fifth what packs the blocks. */
function bitShuffleOf(
  { values }: Hdf5Filter,
  { elementBytes, byte }: StoredChunk,
): Pick<BitShuffle, "elementBytes" | "packing"> {
  const packing = BIT_PACKINGS[values[4] ?? 0];
  if (packing === undefined) throw hdf5Unsupported(`bitshuffle with packing ${values[4]}`, byte);
  return { elementBytes: values[2] ?? elementBytes, packing };
}

const CHECKSUM_BYTES = 4;

/** Fletcher's checksum over 16-bit big-endian words, stored after the data: sum of sums in the upper half. */
function checkFletcher(bytes: Uint8Array, byte: number): Uint8Array {
  const end = bytes.length - CHECKSUM_BYTES;
  if (end < 0) throw hdf5Corrupt("a chunk shorter than its checksum", byte);
  let sum = 0;
  let sumOfSums = 0;
  for (let i = 0; i < end; i += 2) {
    sum = (sum + bytes[i]! * 256 + (i + 1 < end ? bytes[i + 1]! : 0)) % 65535;
    sumOfSums = (sumOfSums + sum) % 65535;
  }
  const stored = new Hdf5Fields(bytes.subarray(end), byte).u32();
  if ((stored % 65536) % 65535 === sum && Math.floor(stored / 65536) % 65535 === sumOfSums)
    return bytes.subarray(0, end);
  throw hdf5Corrupt("a chunk whose checksum does not fit", byte);
}
