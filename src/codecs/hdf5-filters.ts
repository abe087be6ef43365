import type { DecoderOptions } from "./codec.ts";
import { unpack } from "./decompress.ts";
import { Hdf5Fields, hdf5Corrupt, hdf5Unsupported } from "./hdf5-fields.ts";
import { unpackLzf } from "./lzf.ts";

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
const LZF = 32000;
const ZSTD = 32015;
const READABLE: readonly number[] = [DEFLATE, SHUFFLE, FLETCHER32, LZF, ZSTD];

/** One step through which chunks went when they were written. */
export interface Hdf5Filter {
  readonly id: number;
  readonly name: string;
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
    const values = fields.u16();
    const written = fields.text(version === 1 ? Math.ceil(nameBytes / 8) * 8 : nameBytes);
    fields.skip(4 * values + (version === 1 && values % 2 === 1 ? 4 : 0));
    return { id, name: NAMES[id] ?? written.replace(/\0.*$/s, "") };
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

function undo({ id, name }: Hdf5Filter, chunk: StoredChunk, { decompress }: DecoderOptions): Uint8Array {
  const { bytes, byte } = chunk;
  const block = { bytes, sizeBytes: chunk.sizeBytes + CHECKSUM_BYTES, exact: false, byte };
  if (id === DEFLATE) return unpack(decompress, "zlib", block);
  if (id === LZF) return undoLzf(bytes, chunk);
  if (id === ZSTD) return unpack(decompress, "zstd", block);
  if (id === SHUFFLE) return unshuffle(bytes, chunk.elementBytes);
  if (id === FLETCHER32) return checkFletcher(bytes, byte);
  throw hdf5Unsupported(`a chunk packed with filter ${String(id)} (${name})`, byte);
}

function undoLzf(bytes: Uint8Array, { sizeBytes, byte }: StoredChunk): Uint8Array {
  const unpacked = unpackLzf(bytes, sizeBytes + CHECKSUM_BYTES);
  if (unpacked === null) throw hdf5Corrupt("a damaged LZF chunk", byte);
  return unpacked;
}

/** `shuffle` stores the first bytes of all elements, then the second bytes, and so on; a rest stays as it is. */
function unshuffle(bytes: Uint8Array, elementBytes: number): Uint8Array {
  const count = Math.floor(bytes.length / elementBytes);
  const out = new Uint8Array(bytes); // `slice` of a Buffer, which decompressors may give, would not copy
  for (let k = 0, at = 0; k < elementBytes; k++) {
    for (let i = 0; i < count; i++) out[i * elementBytes + k] = bytes[at++]!;
  }
  return out;
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
