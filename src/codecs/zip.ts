import { SaccadeError } from "../core/errors.ts";
import { u16At, u32At } from "./little-endian.ts";
import type { ByteSource } from "./codec.ts";

/** A file in an archive. */
export interface ZipEntry {
  readonly name: string;
  /** [-] 0 = as it is, 8 = deflated; others cannot be read. */
  readonly method: number;
  /** [bytes] as stored. */
  readonly packedBytes: number;
  /** [-] CRC-32 of the unpacked bytes; undefined where it is only written behind them. */
  readonly crc: number | undefined;
  /** [bytes] offset of the stored bytes. */
  readonly byte: number;
}

/** The files of an archive, and whether its directory was found. */
export interface ZipDirectory {
  readonly entries: readonly ZipEntry[];
  /** Why the archive is not whole: its directory is damaged or missing, and the files were found one after the other. */
  readonly fault: SaccadeError | null;
}

/** Signatures, little-endian. Source: APPNOTE.TXT 6.3.10, PKWARE. */
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
/** [bytes] of the records before names and other parts of any length. */
const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
const LOCATOR_BYTES = 20;
const END_64_BYTES = 56;
/** [bytes] the end record lies at most this far from the end: it may have a comment. */
const END_SOUGHT_BYTES = END_BYTES + 65535;
/** [-] files that are looked at. */
const MAX_ENTRIES = 4096;
/** Flags: encrypted; sizes and checksum are written behind the file. */
const ENCRYPTED = 0x0001;
const SIZES_BEHIND = 0x0008;
/** Stands for a number that is written in the extra part with 64 bits. */
const IN_EXTRA = 0xffffffff;
const EXTRA_64 = 0x0001;
const TWO_32 = 4294967296;

/** Name of the first file, from the start of an archive; null when it is none. */
export function firstZipName(head: Uint8Array): string | null {
  if (head.length < LOCAL_BYTES || u32At(head, 0) !== LOCAL) return null;
  return text(head.subarray(LOCAL_BYTES, LOCAL_BYTES + u16At(head, 26)));
}

/** The files of an archive, by its directory or, where that is missing or damaged, by what stands before each file. */
export function readZipDirectory(source: ByteSource): ZipDirectory {
  try {
    return { entries: readCentral(source), fault: null };
  } catch (error) {
    if (!(error instanceof SaccadeError)) throw error;
    return { entries: walkLocal(source), fault: error };
  }
}

const u64At = (bytes: Uint8Array, at: number): number => u32At(bytes, at) + u32At(bytes, at + 4) * TWO_32;
const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes.subarray(0, 1024));

/** Reads exactly so many bytes, as a copy. */
function readAt(source: ByteSource, byte: number, length: number): Uint8Array {
  const bytes = byte >= 0 && byte <= source.sizeBytes ? source.read(byte, length).slice() : new Uint8Array(0);
  if (bytes.length === length) return bytes;
  const end = source.sizeBytes;
  throw new SaccadeError(
    "codec-truncated",
    `the archive ends at byte ${end}, ${length} bytes at ${byte} are wanted`,
    {
      byte: Math.min(Math.max(byte, 0), end),
    },
  );
}

function readCentral(source: ByteSource): readonly ZipEntry[] {
  const { at, count } = findEnd(source);
  const entries: ZipEntry[] = [];
  let next = at;
  for (let i = 0; i < Math.min(count, MAX_ENTRIES); i++) {
    const head = readAt(source, next, CENTRAL_BYTES);
    if (u32At(head, 0) !== CENTRAL) throw damaged("no entry of the directory", next);
    const parts = [28, 30, 32].map((place) => u16At(head, place)); // name, extra, comment
    const rest = readAt(source, next + CENTRAL_BYTES, parts[0]! + parts[1]!);
    entries.push(entryOf(source, head, rest, next));
    next += CENTRAL_BYTES + parts[0]! + parts[1]! + parts[2]!;
  }
  return entries;
}

/** Where the directory is, and how many files it lists. */
function findEnd(source: ByteSource): { readonly at: number; readonly count: number } {
  const length = Math.min(source.sizeBytes, END_SOUGHT_BYTES);
  const start = source.sizeBytes - length;
  const tail = readAt(source, start, length);
  for (let at = length - END_BYTES; at >= 0; at--) {
    if (u32At(tail, at) !== END || at + END_BYTES + u16At(tail, at + 20) > length) continue;
    const count = u16At(tail, at + 10);
    const place = u32At(tail, at + 16);
    return count === 0xffff || place === IN_EXTRA ? findEnd64(source, start + at) : { at: place, count };
  }
  throw new SaccadeError(
    "codec-truncated",
    `an archive that ends, at byte ${source.sizeBytes}, without a directory`,
    {
      byte: source.sizeBytes,
    },
  );
}

function findEnd64(source: ByteSource, endByte: number): { readonly at: number; readonly count: number } {
  const locator = readAt(source, endByte - LOCATOR_BYTES, LOCATOR_BYTES);
  if (u32At(locator, 0) !== LOCATOR_64) throw damaged("no place of the 64-bit directory", endByte);
  const byte = u64At(locator, 8);
  const end = readAt(source, byte, END_64_BYTES);
  if (u32At(end, 0) !== END_64) throw damaged("no 64-bit directory", byte);
  return { at: u64At(end, 48), count: u64At(end, 32) };
}

/** @param rest name and extra part */
function entryOf(source: ByteSource, head: Uint8Array, rest: Uint8Array, byte: number): ZipEntry {
  const nameBytes = u16At(head, 28);
  const name = text(rest.subarray(0, nameBytes));
  if ((u16At(head, 8) & ENCRYPTED) !== 0) throw encrypted(name, byte);
  const wide = wideNumbers(rest.subarray(nameBytes), [u32At(head, 24), u32At(head, 20), u32At(head, 42)]);
  const [, packedBytes = 0, localByte = 0] = wide;
  const local = readAt(source, localByte, LOCAL_BYTES);
  if (u32At(local, 0) !== LOCAL) throw damaged(`no file "${name}"`, localByte);
  const dataByte = localByte + LOCAL_BYTES + u16At(local, 26) + u16At(local, 28);
  if (dataByte + packedBytes > source.sizeBytes)
    throw damaged(`a file "${name}" that ends beyond it`, localByte);
  return { name, method: u16At(head, 10), packedBytes, crc: u32At(head, 16), byte: dataByte };
}

/** Numbers of a record, of which those that have no room in it stand, in their order, in the extra part. */
function wideNumbers(extra: Uint8Array, numbers: readonly number[]): readonly number[] {
  let at = 0;
  while (at + 4 <= extra.length && u16At(extra, at) !== EXTRA_64) at += 4 + u16At(extra, at + 2);
  let next = at + 4;
  return numbers.map((number) => {
    if (number !== IN_EXTRA || next + 8 > extra.length) return number;
    next += 8;
    return u64At(extra, next - 8);
  });
}

/** Files one after the other from the start, as far as they state their size. */
function walkLocal(source: ByteSource): readonly ZipEntry[] {
  const entries: ZipEntry[] = [];
  let byte = 0;
  while (byte + LOCAL_BYTES <= source.sizeBytes && entries.length < MAX_ENTRIES) {
    const head = readAt(source, byte, LOCAL_BYTES);
    const lengths = u16At(head, 26) + u16At(head, 28);
    if (u32At(head, 0) !== LOCAL || byte + LOCAL_BYTES + lengths > source.sizeBytes) break;
    const rest = readAt(source, byte + LOCAL_BYTES, lengths);
    const name = text(rest.subarray(0, u16At(head, 26)));
    if ((u16At(head, 6) & ENCRYPTED) !== 0) throw encrypted(name, byte);
    const dataByte = byte + LOCAL_BYTES + lengths;
    const behind = (u16At(head, 6) & SIZES_BEHIND) !== 0;
    const [, packed = 0] = wideNumbers(rest.subarray(u16At(head, 26)), [u32At(head, 22), u32At(head, 18)]);
    const packedBytes = behind ? source.sizeBytes - dataByte : Math.min(packed, source.sizeBytes - dataByte);
    entries.push({
      name,
      method: u16At(head, 8),
      packedBytes,
      crc: behind ? undefined : u32At(head, 14),
      byte: dataByte,
    });
    byte = dataByte + packedBytes;
  }
  return entries;
}

const damaged = (found: string, byte: number): SaccadeError =>
  new SaccadeError("codec-corrupt", `a zip archive with ${found} at byte ${byte}`, { byte });

const encrypted = (name: string, byte: number): SaccadeError =>
  new SaccadeError("codec-unsupported", `an archive with an encrypted file "${name}": decrypt it first`, {
    byte,
  });
