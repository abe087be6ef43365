import { SaccadeError } from "../core/errors.ts";
import { Lz4Packer, packedLz4Bound } from "../kernels/lz4-pack.ts";
import { xxh32 } from "../kernels/xxh32.ts";
import { ByteRoom } from "./byte-room.ts";
import type { PackedBlock } from "./decompress.ts";
import { u32At } from "./little-endian.ts";
import { PacketMemory } from "./packet-memory.ts";

/** First four bytes of a frame, little-endian. Source: LZ4 frame format, lz4_Frame_format.md 1.6. */
export const LZ4_MAGIC = 0x184d2204;

/** FLG byte: version in bits 7..6, then what follows and how. */
const VERSION_MASK = 0xc0;
const VERSION_1 = 0x40;
const BLOCKS_INDEPENDENT = 0x20;
const BLOCK_CHECKSUM = 0x10;
const CONTENT_SIZE = 0x08;
const CONTENT_CHECKSUM = 0x04;
const RESERVED = 0x02;
const DICTIONARY = 0x01;
/** BD byte: block size 4 .. 7 in bits 6..4, 64 KiB to 4 MiB. */
const BD_RESERVED = 0x8f;
const MIN_SIZE_CODE = 4;
/** Bit 31 of a block's size: its bytes are as they are. */
const STORED = 0x80000000;

/** What a frame's head says. */
interface FrameHead {
  readonly flags: number;
  /** [bytes] unpacked, of a block. */
  readonly blockBytes: number;
  /** [bytes] unpacked, of the frame; undefined where it is not written. */
  readonly contentBytes: number | undefined;
  /** Position of the first block. */
  readonly at: number;
}

/**
 * Unpacks the one frame that the packet in `memory` is, with linked or independent blocks. All checksums that the frame
 * has are checked.
 * @param maxBytes [bytes] refuses frames that hold more
 * @returns what is wrong with the frame, or null; the memory then holds it whole, unpacked
 */
export function unpackLz4FrameIn(memory: PacketMemory, maxBytes: number): string | null {
  const { packed } = memory;
  const head = readHead(packed);
  if (typeof head === "string") return head;
  const length = packed.length;
  let at = head.at;
  for (;;) {
    if (at + 4 > length) return "an LZ4 frame that ends between two blocks";
    const size = u32At(memory.packed, at);
    at += 4;
    if (size === 0) break;
    const end = at + (size & ~STORED);
    const fault = unpackBlock(memory, { at, end, stored: size >= STORED, head });
    if (fault !== null) return fault;
    if (memory.length > maxBytes) return `an LZ4 frame that holds more than ${String(maxBytes)} bytes`;
    at = end + (head.flags & BLOCK_CHECKSUM ? 4 : 0);
  }
  return checkEnd(length, at, head) ?? checkContent(memory, head);
}

/**
 * Unpacks a block that is one LZ4 frame; the result belongs to the caller.
 * @throws SaccadeError `codec-corrupt` when it is damaged or holds more, or, when exact, less than announced.
 */
export function unpackLz4Frame({ bytes, sizeBytes, exact, byte }: PackedBlock): Uint8Array {
  const memory = PacketMemory.borrow();
  memory.load(bytes);
  const fault = unpackLz4FrameIn(memory, sizeBytes);
  const unpacked = fault === null ? memory.unpacked.slice() : null;
  memory.giveBack();
  if (unpacked === null) throw new SaccadeError("codec-corrupt", `${fault} at byte ${byte}`, { byte });
  if (exact && unpacked.length !== sizeBytes) {
    const found = `an LZ4 frame at byte ${byte} holds ${unpacked.length} bytes, ${sizeBytes} were announced`;
    throw new SaccadeError("codec-corrupt", found, { byte });
  }
  return unpacked;
}

/** Whether these bytes start like a frame. */
export const startsLz4Frame = (bytes: Uint8Array): boolean =>
  bytes.length >= 4 && new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true) === LZ4_MAGIC;

function readHead(packed: Uint8Array): FrameHead | string {
  if (!startsLz4Frame(packed) || packed.length < 7) return "no LZ4 frame";
  const flags = packed[4]!;
  const sizes = packed[5]!;
  if ((flags & VERSION_MASK) !== VERSION_1 || (flags & RESERVED) !== 0 || (sizes & BD_RESERVED) !== 0)
    return "an LZ4 frame of an unknown version";
  if ((flags & DICTIONARY) !== 0) return "an LZ4 frame that needs a dictionary";
  const sizeCode = sizes >>> 4;
  const last = flags & CONTENT_SIZE ? 14 : 6; // of the head's checksum
  if (sizeCode < MIN_SIZE_CODE || packed.length <= last) return "an LZ4 frame with a damaged head";
  if (((xxh32(packed, 4, last) >>> 8) & 0xff) !== packed[last])
    return "an LZ4 frame whose head's checksum is wrong";
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
  const contentBytes =
    flags & CONTENT_SIZE ? view.getUint32(6, true) + view.getUint32(10, true) * 4294967296 : undefined;
  return { flags, blockBytes: 1 << (8 + 2 * sizeCode), contentBytes, at: last + 1 };
}

/** A block: the packet's bytes `at .. end - 1`. */
interface FrameBlock {
  readonly at: number;
  readonly end: number;
  readonly stored: boolean;
  readonly head: FrameHead;
}

function unpackBlock(memory: PacketMemory, { at, end, stored, head }: FrameBlock): string | null {
  const { packed } = memory;
  const checked = (head.flags & BLOCK_CHECKSUM) !== 0;
  if (end + (checked ? 4 : 0) > packed.length) return "an LZ4 frame that ends within a block";
  if (checked && xxh32(packed, at, end) !== u32At(packed, end)) return "an LZ4 block whose checksum is wrong";
  if (stored) {
    if (end - at > head.blockBytes) return "an LZ4 block larger than its frame allows";
    memory.append(at, end);
    return null;
  }
  const floor = (head.flags & BLOCKS_INDEPENDENT) !== 0 ? memory.length : 0;
  return memory.unpack({ from: at, to: end, maxBytes: head.blockBytes, floor })
    ? null
    : "a damaged LZ4 block";
}

/** Nothing may follow the frame but its checksum. */
function checkEnd(length: number, at: number, { flags }: FrameHead): string | null {
  const end = at + (flags & CONTENT_CHECKSUM ? 4 : 0);
  return end === length ? null : "an LZ4 frame of another length than announced";
}

function checkContent(memory: PacketMemory, { flags, contentBytes }: FrameHead): string | null {
  const { packed, unpacked } = memory;
  if (contentBytes !== undefined && contentBytes !== unpacked.length)
    return "an LZ4 frame of another size than its head says";
  if ((flags & CONTENT_CHECKSUM) === 0) return null;
  const right = xxh32(unpacked) === u32At(packed, packed.length - 4);
  return right ? null : "an LZ4 frame whose checksum is wrong";
}

/** [bytes] of the blocks that are written: 256 KiB. */
const WRITTEN_BLOCK = 262144;
/** Magic, FLG: independent blocks, no checksums; BD: 256 KiB; checksum of the two. */
const WRITTEN_HEAD = Uint8Array.of(0x04, 0x22, 0x4d, 0x18, 0x60, 0x50, 0xfb);

/** Writes LZ4 frames with independent blocks, without checksums. */
export class Lz4FramePacker {
  readonly #packer = new Lz4Packer();

  /** Appends a frame that holds `source`. */
  pack(source: Uint8Array, into: ByteRoom): void {
    into.append(WRITTEN_HEAD);
    for (let from = 0; from < source.length; from += WRITTEN_BLOCK) {
      this.#packBlock(source, from, Math.min(source.length, from + WRITTEN_BLOCK), into);
    }
    into.append(Uint8Array.of(0, 0, 0, 0));
  }

  #packBlock(source: Uint8Array, from: number, to: number, into: ByteRoom): void {
    into.reserve(4 + packedLz4Bound(to - from));
    const at = into.length + 4;
    const end = this.#packer.pack({ source, from, to, target: into.bytes, at });
    const stored = end - at >= to - from;
    const size = stored ? (to - from) | STORED : end - at;
    new DataView(into.bytes.buffer).setUint32(at - 4, size, true);
    into.length = stored ? at : end;
    if (stored) into.append(source.subarray(from, to));
  }
}
