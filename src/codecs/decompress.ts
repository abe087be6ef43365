import { SaccadeError } from "../core/errors.ts";

/**
 * Unpacks `bytes`, which hold at most `maxBytes` unpacked; the result belongs to the caller.
 * Throws anything at all when the bytes are damaged or hold more.
 */
export type Unpack = (bytes: Uint8Array, maxBytes: number) => Uint8Array;

/**
 * Decompressors that this layer does not hold, because the platform or a library has them: whoever opens a file hands
 * them in. A file that needs one that is missing is refused by name.
 */
export interface Decompressors {
  /** Zstandard frames, RFC 8878. */
  readonly zstd?: Unpack;
  /** bzip2. */
  readonly bz2?: Unpack;
  /** Deflate with zlib's two-byte head and checksum, RFC 1950. */
  readonly zlib?: Unpack;
}

/** A packed block and what is known of it. */
export interface PackedBlock {
  readonly bytes: Uint8Array;
  /** [bytes] it holds at most this much; exactly this much when `exact`. */
  readonly sizeBytes: number;
  readonly exact: boolean;
  /** [bytes] offset in the stream, for errors. */
  readonly byte: number;
}

/**
 * Unpacks a block through the port.
 * @throws SaccadeError `codec-unsupported` when nobody has handed in this decompressor; `codec-corrupt` when it fails or
 *   gives another size, with the offset of the block.
 */
export function unpack(
  ports: Decompressors | undefined,
  kind: keyof Decompressors,
  block: PackedBlock,
): Uint8Array {
  const port = ports?.[kind];
  const { byte, sizeBytes, exact } = block;
  if (port === undefined) {
    const found = `a block packed with ${kind} at byte ${String(byte)}, and no decompressor for it has been handed in`;
    throw new SaccadeError("codec-unsupported", found, { byte });
  }
  let unpacked: Uint8Array;
  try {
    unpacked = port(block.bytes, sizeBytes);
  } catch (cause) {
    throw new SaccadeError(
      "codec-corrupt",
      `a damaged ${kind} block at byte ${String(byte)}`,
      { byte },
      { cause },
    );
  }
  if (unpacked.length > sizeBytes || (exact && unpacked.length !== sizeBytes)) {
    const found = `a ${kind} block at byte ${String(byte)} holds ${String(unpacked.length)} bytes`;
    throw new SaccadeError("codec-corrupt", `${found}, ${String(sizeBytes)} were announced`, { byte });
  }
  return unpacked;
}
