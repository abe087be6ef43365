import { unpackLz4Block } from "../kernels/lz4-unpack.ts";
import { unpack, type Decompressors } from "./decompress.ts";
import { unshuffleBits } from "./shuffle.ts";

/** [bytes] of the head of a chunk: its size unpacked in 64 bits, that of a block in 32, both big-endian. */
const HEAD_BYTES = 12;

/** How the blocks of a chunk are unpacked. */
interface BlockKind {
  /** Unpacks a block that fills `into`; false when it is damaged. */
  unpack(packed: Uint8Array, into: Uint8Array): boolean;
  /** [bytes] blocks are multiples of it; what is over is stored as it is, behind them. */
  readonly groupBytes: number;
}

const unpackLz4 = (source: Uint8Array, target: Uint8Array): boolean =>
  unpackLz4Block({ source, from: 0, to: source.length, target, at: 0 }) === target.length;

/**
 * Unpacks a chunk of the LZ4 filter. Source: "HDF5 LZ4 filter", HDF Group's list of registered filters.
 * @returns the bytes, or what is wrong with the chunk
 */
export const unpackLz4Chunk = (bytes: Uint8Array, maxBytes: number): Uint8Array | string =>
  unpackBlocks(bytes, maxBytes, {
    groupBytes: 1,
    unpack: (packed, into) => {
      if (packed.length !== into.length) return unpackLz4(packed, into);
      into.set(packed); // stored
      return true;
    },
  });

/** How a chunk was packed by the bitshuffle filter: the bytes of its elements, and what packs the blocks. */
export interface BitShuffle {
  readonly elementBytes: number;
  readonly packing: "none" | "lz4" | "zstd";
  readonly ports: Decompressors | undefined;
  /** [bytes] offset in the file, for errors. */
  readonly byte: number;
}

/** [bytes] of a block that is not packed. Source: bitshuffle, `bshuf_default_block_size`. */
const PLAIN_BLOCK_BYTES = 8192;
const LEAST_BLOCK_ELEMENTS = 128;

/**
 * Undoes the bitshuffle filter: blocks whose bits are transposed, packed or not; the last elements that make no eight are
 * stored as they are. Source: bitshuffle 0.5, `bshuf_h5filter.c`.
 * @returns the bytes, or what is wrong with the chunk
 * @throws SaccadeError as `unpack`, for blocks packed with zstd
 */
export function undoBitShuffle(bytes: Uint8Array, maxBytes: number, how: BitShuffle): Uint8Array | string {
  const { elementBytes, packing, ports, byte } = how;
  const groupBytes = 8 * elementBytes;
  if (packing === "none") return unshufflePlain(bytes, elementBytes);
  const unpackZstd = (packed: Uint8Array, into: Uint8Array): boolean => {
    into.set(unpack(ports, "zstd", { bytes: packed, sizeBytes: into.length, exact: true, byte }));
    return true;
  };
  const unpackOne = packing === "lz4" ? unpackLz4 : unpackZstd;
  return unpackBlocks(bytes, maxBytes, {
    groupBytes,
    unpack: (packed, into) => {
      const done = unpackOne(packed, into);
      into.set(unshuffleBits(into, elementBytes));
      return done;
    },
  });
}

function unshufflePlain(bytes: Uint8Array, elementBytes: number): Uint8Array {
  const elements = Math.floor(PLAIN_BLOCK_BYTES / elementBytes / 8) * 8;
  const blockBytes = Math.max(LEAST_BLOCK_ELEMENTS, elements) * elementBytes;
  const out = new Uint8Array(bytes);
  for (let at = 0; at < bytes.length; at += blockBytes)
    out.set(unshuffleBits(bytes.subarray(at, at + blockBytes), elementBytes), at);
  return out;
}

/** Blocks, each behind its size in 32 bits. */
function unpackBlocks(bytes: Uint8Array, maxBytes: number, kind: BlockKind): Uint8Array | string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < HEAD_BYTES) return "a packed chunk without head";
  const sizeBytes = view.getUint32(4);
  const blockBytes = view.getUint32(8);
  if (view.getUint32(0) !== 0 || sizeBytes > maxBytes || blockBytes === 0)
    return `a packed chunk that holds ${sizeBytes} bytes in blocks of ${blockBytes}`;
  const out = new Uint8Array(sizeBytes);
  const end = sizeBytes - (sizeBytes % kind.groupBytes);
  let at = HEAD_BYTES;
  for (let to = 0; to < end; to += blockBytes) {
    if (at + 4 > bytes.length) return "a packed chunk that is cut";
    const packed = bytes.subarray(at + 4, at + 4 + view.getUint32(at));
    at += 4 + packed.length;
    if (!kind.unpack(packed, out.subarray(to, Math.min(to + blockBytes, end))))
      return "a damaged block of a packed chunk";
  }
  out.set(bytes.subarray(at, at + sizeBytes - end), end);
  return out;
}
