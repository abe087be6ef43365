import { crc32, deflateRawSync } from "node:zlib";
import { asciiBytes } from "../../src/codecs/ascii.ts";
import { int64 } from "./codec-aedat.ts";
import { concat } from "./codec-decode.ts";
import { words16, words32 } from "./codec-words.ts";

/** A file to be put into an archive. */
export interface ZipFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** 0 = stored, 8 = deflated (the default). */
  readonly method?: number;
  readonly flags?: number;
  /** Sizes and place in the 64-bit extra part, as NumPy writes them. */
  readonly wide?: boolean;
}

const ALL_ONES = 0xffffffff;

/** An archive: files, each behind its local header, then the directory and the end record. */
export function zipFile(files: readonly ZipFile[], comment = ""): Uint8Array {
  const locals: Uint8Array[] = [];
  const entries: Uint8Array[] = [];
  let at = 0;
  for (const { name, bytes, method = 8, flags = 0, wide = false } of files) {
    const packed = method === 8 ? new Uint8Array(deflateRawSync(bytes)) : bytes;
    const [small, big] = wide ? [ALL_ONES, ALL_ONES] : [packed.length, bytes.length];
    const sizes = concat(int64(bytes.length), int64(packed.length));
    const extra = wide ? concat(words16(0xcafe, 2, 7), words16(1, 16), sizes) : new Uint8Array(0);
    const place = wide ? concat(words16(1, 24), sizes, int64(at)) : new Uint8Array(0);
    const common = concat(words16(flags, method, 0, 0), words32(crc32(bytes), small, big));
    const text = asciiBytes(name);
    const local = concat(
      words32(0x04034b50),
      words16(20),
      common,
      words16(text.length, extra.length),
      text,
      extra,
      packed,
    );
    const tail = concat(
      words16(text.length, place.length, 0, 0, 0),
      words32(0, wide ? ALL_ONES : at),
      text,
      place,
    );
    locals.push(local);
    entries.push(concat(words32(0x02014b50), words16(20, 20), common, tail));
    at += local.length;
  }
  const directory = concat(...entries);
  const end = concat(
    words32(0x06054b50),
    words16(0, 0, files.length, files.length),
    words32(directory.length, at),
    words16(comment.length),
    asciiBytes(comment),
  );
  return concat(...locals, directory, end);
}
