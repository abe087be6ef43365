import { u16At, u32At } from "./little-endian.ts";
import { crc32 } from "./crc32.ts";
import type { DecoderOptions } from "./codec.ts";
import type { DecodeStats } from "./decode-stats.ts";
import { unpack } from "./decompress.ts";
import { unpackLz4Frame } from "./lz4-frame.ts";
import { CHUNK_HEAD_BYTES, MCAP_MAGIC, MESSAGE_HEAD_BYTES, OP, RECORD_HEAD_BYTES } from "./mcap-records.ts";
import type { FilePlace } from "./packet-pump.ts";
import { MAX_RECORD_BYTES, RecordReader, type RecordHead } from "./record-reader.ts";
import { RosCursor, type RosLayout } from "./ros-message.ts";

const TWO_32 = 4294967296;
/** [bytes] longest record there can be; a damaged length is nearly always far above. */
const MAX_LENGTH_HIGH = 65536;
/** [bytes] of a chunk before its records: as far as it has to be seen to be entered. */
const CHUNK_SEEN_BYTES = RECORD_HEAD_BYTES + CHUNK_HEAD_BYTES + 4 + 16 + 8;

/** How the data of a channel are serialised; others than these cannot be read. */
const LAYOUTS: Readonly<Record<string, RosLayout>> = { cdr: "cdr", ros1: "ros1" };

/** What stands before the records of a chunk. */
interface ChunkHead {
  readonly sizeBytes: number;
  readonly crc: number;
  readonly packing: string;
  /** [bytes] from the start of the record to the first byte of the chunk's records, and their number. */
  readonly recordsAt: number;
  readonly recordsBytes: number;
}

const numberOf = ([low, high]: readonly [number, number]): number => low + TWO_32 * high;

/** Reads the start of a chunk, or returns null when more bytes are needed or it is damaged. */
function readChunkHead(bytes: Uint8Array): ChunkHead | null {
  const cursor = new RosCursor(bytes, "ros1", RECORD_HEAD_BYTES);
  cursor.u64(); // first and last time
  cursor.u64();
  const sizeBytes = numberOf(cursor.u64());
  const crc = cursor.u32();
  const packing = cursor.text();
  const recordsBytes = numberOf(cursor.u64());
  return cursor.cut ? null : { sizeBytes, crc, packing, recordsAt: cursor.at, recordsBytes };
}

/** Reads MCAP files with ROS messages. Only the records that lead to messages are read; the summary is not needed. */
export class McapReader extends RecordReader {
  protected complete = false;
  readonly #schemas = new Map<number, string>();
  /** [-] upper half of the last message's time: what makes a message recognisable among damaged bytes. */
  #timeHigh = -1;
  #ending = false;

  constructor(options: DecoderOptions, stats: DecodeStats) {
    super(options, stats, { magic: MCAP_MAGIC.length, least: RECORD_HEAD_BYTES });
  }

  protected start(magic: Uint8Array): string | null {
    return isMagic(magic) ? null : "no mark of an MCAP file, version 0,";
  }

  protected head(bytes: Uint8Array, byte: number): RecordHead | number {
    if (this.complete) throw this.corrupt("more bytes after the mark at the end of the file", byte);
    if (this.#ending) return this.#closingMagic(bytes, byte);
    if (bytes.length < RECORD_HEAD_BYTES) return RECORD_HEAD_BYTES;
    const op = bytes[0]!;
    const low = u32At(bytes, 1);
    const high = u32At(bytes, 5);
    if (op === 0 || high >= MAX_LENGTH_HIGH) throw this.corrupt("a record of no known type or size", byte);
    const bodyBytes = low + TWO_32 * high;
    const plain = { op, headBytes: RECORD_HEAD_BYTES, bodyBytes, crc: 0 };
    if (op === OP.chunk) return this.#chunkHead(bytes, plain, byte);
    return { ...plain, use: this.#isRead(op) ? "keep" : "skip" };
  }

  protected take({ op, headBytes }: RecordHead, bytes: Uint8Array, place: FilePlace): Uint8Array | null {
    const cursor = new RosCursor(bytes, "ros1", headBytes);
    if (op === OP.message) this.#message(cursor, bytes, place);
    else if (op === OP.chunk) return this.#unpackChunk(bytes, place.byte);
    else if (op === OP.schema) this.#schema(cursor);
    else if (op === OP.channel) this.#channel(cursor);
    else if (op === OP.header) this.#header(cursor);
    else if (op === OP.footer && place.mapped) this.#end();
    else if (op === MAGIC_OP) this.complete = true;
    if (cursor.cut)
      throw this.corrupt(`a record of type ${String(op)} whose fields do not fit it`, place.byte);
    return null;
  }

  /** A chunk whose parts add up, or a message of a known channel at about the time of the last. */
  protected sight(bytes: Uint8Array): boolean {
    const op = bytes[0]!;
    if (bytes.length < RECORD_HEAD_BYTES + MESSAGE_HEAD_BYTES) return false;
    const low = u32At(bytes, 1);
    if (u32At(bytes, 5) !== 0 || low < MESSAGE_HEAD_BYTES || low > MAX_RECORD_BYTES) return false;
    if (op === OP.chunk) return chunkFits(readChunkHead(bytes), RECORD_HEAD_BYTES + low);
    if (op !== OP.message || this.#timeHigh < 0) return false;
    const timeHigh = u32At(bytes, RECORD_HEAD_BYTES + 10);
    return this.channels.has(u16At(bytes, RECORD_HEAD_BYTES)) && Math.abs(timeHigh - this.#timeHigh) <= 1;
  }

  protected override checksum(bytes: Uint8Array, crc: number): number {
    return crc32(bytes, crc);
  }

  /** After the footer there is only the mark again. */
  #end(): void {
    this.#ending = true;
    this.least = MCAP_MAGIC.length;
  }

  #isRead(op: number): boolean {
    return op === OP.message || op === OP.schema || op === OP.channel || op === OP.header || op === OP.footer;
  }

  /** Decides by the chunk's own sizes, before it has come, whether its length can be right. */
  #chunkHead(bytes: Uint8Array, plain: Omit<RecordHead, "use">, byte: number): RecordHead | number {
    const size = plain.headBytes + plain.bodyBytes;
    if (bytes.length < Math.min(size, CHUNK_SEEN_BYTES)) return Math.min(size, CHUNK_SEEN_BYTES);
    const chunk = readChunkHead(bytes);
    if (!chunkFits(chunk, size)) throw this.corrupt("a chunk whose sizes contradict each other", byte);
    if (chunk?.packing !== "") return { ...plain, use: "keep" };
    return {
      ...plain,
      headBytes: chunk.recordsAt,
      bodyBytes: chunk.recordsBytes,
      crc: chunk.crc,
      use: "enter",
    };
  }

  #unpackChunk(bytes: Uint8Array, byte: number): Uint8Array {
    const chunk = readChunkHead(bytes);
    if (chunk === null || chunk.sizeBytes > MAX_RECORD_BYTES) {
      const found = `a chunk of ${String(chunk?.sizeBytes)} bytes, at most ${String(MAX_RECORD_BYTES)} can be,`;
      throw this.corrupt(found, byte);
    }
    const packed = bytes.subarray(chunk.recordsAt);
    const block = { bytes: packed, sizeBytes: chunk.sizeBytes, exact: true, byte };
    const records = this.#unpackRecords(chunk.packing, block);
    if (chunk.crc !== 0 && crc32(records) !== chunk.crc) {
      throw this.corrupt("a chunk whose checksum does not fit", byte);
    }
    return records;
  }

  #unpackRecords(packing: string, block: Parameters<typeof unpackLz4Frame>[0]): Uint8Array {
    if (packing === "lz4") return unpackLz4Frame(block);
    if (packing === "zstd") return unpack(this.options.decompress, "zstd", block);
    throw this.unsupported(`a chunk packed with "${packing}", readable are none, lz4 and zstd,`, block.byte);
  }

  #message(cursor: RosCursor, bytes: Uint8Array, place: FilePlace): void {
    const dataAt = RECORD_HEAD_BYTES + MESSAGE_HEAD_BYTES;
    if (cursor.bytes(MESSAGE_HEAD_BYTES).length === 0) return; // the caller reports the cut
    const channel = u16At(bytes, RECORD_HEAD_BYTES);
    const byte = place.mapped ? place.byte + dataAt : place.byte;
    this.deliver(channel, bytes.subarray(dataAt), { byte, mapped: place.mapped });
    this.#timeHigh = u32At(bytes, RECORD_HEAD_BYTES + 10);
  }

  #schema(cursor: RosCursor): void {
    const id = readId(cursor);
    this.#schemas.set(id, cursor.text());
  }

  #channel(cursor: RosCursor): void {
    const id = readId(cursor);
    const type = this.#schemas.get(readId(cursor)) ?? "";
    const topic = cursor.text();
    const layout = LAYOUTS[cursor.text()] ?? null;
    if (!cursor.cut) this.channels.set(id, { topic, type, layout });
  }

  #header(cursor: RosCursor): void {
    this.fields["profile"] = cursor.text();
    this.fields["library"] = cursor.text();
  }

  #closingMagic(bytes: Uint8Array, byte: number): RecordHead | number {
    if (bytes.length < MCAP_MAGIC.length) return MCAP_MAGIC.length;
    if (!isMagic(bytes)) throw this.corrupt("no mark at the end of the file", byte);
    return { op: MAGIC_OP, headBytes: MCAP_MAGIC.length, bodyBytes: 0, use: "keep", crc: 0 };
  }
}

/** Stands for the mark at the end of the file, which is no record. */
const MAGIC_OP = -1;

const isMagic = (bytes: Uint8Array): boolean => MCAP_MAGIC.every((byte, i) => byte === bytes[i]);

/** A 16-bit number: no field of these records is aligned. */
function readId(cursor: RosCursor): number {
  const low = cursor.u8();
  return low | (cursor.u8() << 8);
}

const chunkFits = (chunk: ChunkHead | null, size: number): boolean =>
  chunk !== null && chunk.packing.length <= 16 && chunk.recordsAt + chunk.recordsBytes === size;
