import { inflateSync, zstdDecompressSync } from "node:zlib";
import bunzip from "seek-bzip";
import type { Decompressors, Unpack } from "../codecs/decompress.ts";

/** zlib refuses a limit of 0. */
const limited =
  (unpack: (bytes: Uint8Array, options: { maxOutputLength: number }) => Uint8Array): Unpack =>
  (bytes, maxBytes) =>
    unpack(bytes, { maxOutputLength: Math.max(1, maxBytes) });

/** What Node can unpack, and bzip2 in plain JavaScript (some 10 MB/s: old bags only). */
export const NODE_DECOMPRESSORS: Decompressors = {
  zstd: limited(zstdDecompressSync),
  zlib: limited(inflateSync),
  bz2: unpackBzip2,
};

function unpackBzip2(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const out = new Uint8Array(maxBytes);
  let length = 0;
  bunzip.decode(bytes, {
    writeByte: (byte) => {
      if (length === maxBytes) throw new RangeError(`more than ${maxBytes} bytes`);
      out[length++] = byte;
    },
  });
  return out.subarray(0, length);
}
