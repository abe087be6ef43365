import { unpackLz4Block } from "../kernels/lz4-unpack.ts";
import { unpackBloscLz } from "./blosc-lz.ts";
import type { Decompressors } from "./decompress.ts";
import { unpack } from "./decompress.ts";
import { u32At } from "./little-endian.ts";
import { unshuffleBits, unshuffleBytes } from "./shuffle.ts";

/** [bytes] of a chunk's head: versions, flags, size of an element; sizes unpacked, of a block, packed. */
const HEAD_BYTES = 16;
/** Flags: bytes shuffled, stored as it is, bits shuffled, blocks in one part; from bit 5 on how it is packed. */
const BYTE_SHUFFLE = 0x01;
const STORED = 0x02;
const BIT_SHUFFLE = 0x04;
const ONE_PART = 0x10;
const PACKING_SHIFT = 5;
const PACKINGS = ["blosclz", "lz4", "snappy", "zlib", "zstd"] as const;
/** A block whose elements are small is packed in as many parts as they have bytes, each at least so long. */
const MOST_PARTS = 16;
const LEAST_PART_BYTES = 128;

/** What a chunk's head says. */
interface BloscHead {
  readonly flags: number;
  readonly elementBytes: number;
  /** [bytes] unpacked, of the chunk and of a block. */
  readonly sizeBytes: number;
  readonly blockBytes: number;
  readonly packing: (typeof PACKINGS)[number] | undefined;
}

/** A chunk being unpacked. */
interface BloscChunk extends BloscHead {
  readonly bytes: Uint8Array;
  readonly ports: Decompressors | undefined;
  /** [bytes] offset in the file, for errors. */
  readonly byte: number;
}

/**
 * Unpacks a chunk of Blosc, version 1. Source: c-blosc 1.21, README_CHUNK_FORMAT.
 * @returns the bytes, or what is wrong with the chunk
 * @throws SaccadeError as `unpack`, for blocks packed with zlib or zstd
 */
export function unpackBlosc(
  bytes: Uint8Array,
  maxBytes: number,
  { ports, byte }: { readonly ports: Decompressors | undefined; readonly byte: number },
): Uint8Array | string {
  if (bytes.length < HEAD_BYTES) return "a Blosc chunk without head";
  const head = readHead(bytes);
  const { flags, sizeBytes, blockBytes } = head;
  if (bytes[0] !== 2 || blockBytes === 0 || head.elementBytes === 0)
    return "a Blosc chunk of another version";
  if (sizeBytes > maxBytes) return `a Blosc chunk that holds ${sizeBytes} bytes`;
  if ((flags & STORED) !== 0) return stored(bytes, sizeBytes);
  if (head.packing === undefined || head.packing === "snappy")
    return `a Blosc chunk packed with ${head.packing}`;
  const chunk: BloscChunk = { ...head, bytes, ports, byte };
  const out = new Uint8Array(sizeBytes);
  for (let at = 0, table = HEAD_BYTES; at < sizeBytes; at += blockBytes, table += 4) {
    if (table + 4 > bytes.length) return "a Blosc chunk that is cut";
    const block = new Uint8Array(Math.min(blockBytes, sizeBytes - at));
    if (!unpackBlock(chunk, u32At(bytes, table), block)) return "a damaged Blosc chunk";
    out.set(unshuffled(block, head), at);
  }
  return out;
}

function readHead(bytes: Uint8Array): BloscHead {
  const flags = bytes[2]!;
  return {
    flags,
    elementBytes: bytes[3]!,
    sizeBytes: u32At(bytes, 4),
    blockBytes: u32At(bytes, 8),
    packing: PACKINGS[flags >>> PACKING_SHIFT],
  };
}

const stored = (bytes: Uint8Array, sizeBytes: number): Uint8Array | string =>
  bytes.length < HEAD_BYTES + sizeBytes
    ? "a Blosc chunk that is cut"
    : bytes.subarray(HEAD_BYTES, HEAD_BYTES + sizeBytes);

/** Unpacks the block that is stored from `from` on, in one part or several; false when it is damaged. */
function unpackBlock(chunk: BloscChunk, from: number, block: Uint8Array): boolean {
  const { bytes, flags, elementBytes, blockBytes } = chunk;
  const isSplit =
    (flags & ONE_PART) === 0 &&
    block.length === blockBytes &&
    elementBytes <= MOST_PARTS &&
    blockBytes / elementBytes >= LEAST_PART_BYTES;
  const partBytes = isSplit ? Math.floor(blockBytes / elementBytes) : block.length;
  let at = from;
  for (let to = 0; to < block.length; to += partBytes) {
    if (at + 4 > bytes.length) return false;
    const packed = bytes.subarray(at + 4, at + 4 + u32At(bytes, at));
    const part = block.subarray(to, to + partBytes);
    at += 4 + packed.length;
    if (packed.length === part.length) part.set(packed);
    else if (!unpackPart(chunk, packed, part)) return false;
  }
  return true;
}

function unpackPart({ packing, ports, byte }: BloscChunk, packed: Uint8Array, part: Uint8Array): boolean {
  if (packing === "blosclz") return unpackBloscLz(packed, part);
  if (packing === "lz4") {
    const block = { source: packed, from: 0, to: packed.length, target: part, at: 0 };
    return unpackLz4Block(block) === part.length;
  }
  const port = packing === "zlib" ? "zlib" : "zstd";
  part.set(unpack(ports, port, { bytes: packed, sizeBytes: part.length, exact: true, byte }));
  return true;
}

/** The elements of a block whose bytes or bits were put together by their place. */
function unshuffled(block: Uint8Array, { flags, elementBytes }: BloscHead): Uint8Array {
  if ((flags & BYTE_SHUFFLE) !== 0) return unshuffleBytes(block, elementBytes);
  const isShuffled = (flags & BIT_SHUFFLE) !== 0 && Math.floor(block.length / elementBytes) % 8 === 0;
  return isShuffled ? unshuffleBits(block, elementBytes) : block;
}
