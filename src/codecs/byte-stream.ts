import { SaccadeError } from "../core/errors.ts";
import type { ByteSource } from "./codec.ts";
import { crc32 } from "./crc32.ts";
import { Inflated } from "./inflated.ts";
import type { ZipEntry } from "./zip.ts";

/** Bytes that are read from first to last. */
export interface ByteStream {
  /** [bytes] taken from the file so far. */
  readonly readBytes: number;
  /** Fills `out`; returns how many bytes there were, fewer only at the end or before damage: then see `fault`. */
  read(out: Uint8Array): number;
  /** Damage that has ended the stream, with its place in the file. */
  readonly fault: SaccadeError | null;
}

/** [bytes] fetched from the file at a time. */
const PIECE_BYTES = 65536;

/** A part of a file, as it is. */
export class RegionStream implements ByteStream {
  readBytes = 0;
  readonly fault = null;
  readonly #source: ByteSource;
  readonly #from: number;
  readonly #length: number;

  /** @param from [bytes] offset in the file */
  constructor(source: ByteSource, from: number, length: number) {
    this.#source = source;
    this.#from = from;
    this.#length = length;
  }

  read(out: Uint8Array): number {
    let filled = 0;
    while (filled < out.length) {
      const piece = this.pieceAt(this.readBytes, out.length - filled);
      if (piece.length === 0) break;
      out.set(piece, filled);
      filled += piece.length;
    }
    return filled;
  }

  /** The bytes from the offset `at` in the part on, at most `most`, borrowed; none at the end. */
  pieceAt(at: number, most: number): Uint8Array {
    const byte = this.#from + at;
    const left = Math.min(this.#length - at, this.#source.sizeBytes - byte);
    const bytes = this.#source.read(byte, Math.max(0, Math.min(most, PIECE_BYTES, left)));
    this.readBytes = at + bytes.length;
    return bytes;
  }
}

/** A file in an archive, unpacked as it is read; its checksum is compared at its end. */
export class MemberStream implements ByteStream {
  fault: SaccadeError | null = null;
  readonly #entry: ZipEntry;
  readonly #region: RegionStream;
  readonly #inflated: Inflated | null;
  #crc = 0;
  #ended = false;

  /** @throws SaccadeError `codec-unsupported` when it is packed in another way than deflate. */
  constructor(source: ByteSource, entry: ZipEntry) {
    const { method, name, byte, packedBytes } = entry;
    if (method !== 0 && method !== 8) {
      const found = `"${name}" is packed with method ${method}, readable are 0 (stored) and 8 (deflate)`;
      throw new SaccadeError("codec-unsupported", found, { byte });
    }
    this.#entry = entry;
    this.#region = new RegionStream(source, byte, packedBytes);
    this.#inflated = method === 0 ? null : new Inflated((at, length) => this.#region.pieceAt(at, length));
  }

  get readBytes(): number {
    return this.#region.readBytes;
  }

  read(out: Uint8Array): number {
    if (this.#ended) return 0;
    const count = (this.#inflated ?? this.#region).read(out);
    this.#crc = crc32(out.subarray(0, count), this.#crc);
    if (count < out.length) this.#end();
    return count;
  }

  #end(): void {
    this.#ended = true;
    const { name, byte, crc } = this.#entry;
    const wrong = crc !== undefined && crc !== this.#crc ? "a wrong checksum" : null;
    const found = this.#inflated?.fault ?? wrong;
    if (found === null) return;
    const place = byte + this.readBytes;
    this.fault = new SaccadeError("codec-corrupt", `"${name}" in the archive has ${found} at byte ${place}`, {
      byte: place,
    });
  }
}

/** The stream, read up to the offset `at`; at its end if it is shorter. */
export function skipped<Stream extends ByteStream>(stream: Stream, at: number): Stream {
  const passed = new Uint8Array(Math.min(at, PIECE_BYTES));
  for (let left = at; left > 0;) {
    const count = stream.read(passed.subarray(0, Math.min(left, passed.length)));
    if (count === 0) break;
    left -= count;
  }
  return stream;
}
