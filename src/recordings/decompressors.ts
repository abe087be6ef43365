import { inflateRawSync, inflateSync, zstdDecompressSync } from "node:zlib";
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
  deflate: limited(inflateRawSync),
  bz2: (bytes, maxBytes) => bunzip.decode(bytes, maxBytes),
};
