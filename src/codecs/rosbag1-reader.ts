import { asciiBytes } from "./ascii.ts";
import type { DecoderOptions } from "./codec.ts";
import type { DecodeStats } from "./decode-stats.ts";
import { unpack } from "./decompress.ts";
import { u32At } from "./little-endian.ts";
import { MAX_RECORD_BYTES, RecordReader, type RecordHead } from "./record-reader.ts";
import type { FilePlace } from "./packet-pump.ts";
import { unpackLz4Frame } from "./lz4-frame.ts";

export const BAG_MAGIC = asciiBytes("#ROSBAG V2.0\n");

const OP_MESSAGE = 2;
const OP_BAG = 3;
const OP_INDEX = 4;
const OP_CHUNK = 5;
const OP_CHUNK_INFO = 6;
const OP_CONNECTION = 7;

/** [bytes] of a record's header; those of connections hold a topic's name, the others less than 100. */
const MAX_HEADER_BYTES = 65536;
/** [bytes] the least header there can be: one field `op=` and its value. */
const MIN_HEADER_BYTES = 8;

/** Fields `NAME=VALUE` of a record's header; the bytes are borrowed. */
type Fields = ReadonlyMap<string, Uint8Array>;

const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes.subarray(0, 4096));

/** The fields in `bytes[from .. to - 1]`, or null when they do not fill it. */
function readFields(bytes: Uint8Array, from: number, to: number): Fields | null {
  const fields = new Map<string, Uint8Array>();
  let at = from;
  while (at + 4 <= to) {
    const end = at + 4 + u32At(bytes, at);
    const equals = bytes.indexOf(0x3d, at + 4);
    if (end > to || equals < 0 || equals >= end) return null;
    fields.set(text(bytes.subarray(at + 4, equals)), bytes.subarray(equals + 1, end));
    at = end;
  }
  return at === to ? fields : null;
}

/** A numeric field, or -1 when it is missing or too short. 64-bit ones are below 2^53 or nonsense. */
function numberOf(fields: Fields, name: string): number {
  const value = fields.get(name);
  if (value === undefined) return -1;
  if (value.length === 1) return value[0]!;
  if (value.length === 4) return u32At(value, 0);
  return value.length === 8 ? u32At(value, 0) + 4294967296 * u32At(value, 4) : -1;
}

/** Reads ROS 1 bags, version 2.0: records of a header (fields) and a body. Source: "Bags/Format/2.0", ROS wiki. */
export class Rosbag1Reader extends RecordReader {
  #indexByte = 0;
  #chunks = 0;
  #chunksSeen = 0;
  #fields: Fields = new Map();

  constructor(options: DecoderOptions, stats: DecodeStats) {
    super(options, stats, { magic: BAG_MAGIC.length, least: 4 });
  }

  /** A bag whose index was written ends with one chunk info per chunk; one whose recording broke off, with any record. */
  protected get complete(): boolean {
    return this.#indexByte === 0 ? this.channels.size > 0 : this.#chunksSeen >= this.#chunks;
  }

  protected start(magic: Uint8Array): string | null {
    return magic.every((byte, i) => byte === BAG_MAGIC[i]) ? null : "no mark of a ROS bag 2.0";
  }

  protected head(bytes: Uint8Array, byte: number): RecordHead | number {
    if (bytes.length < 4) return 4;
    const headerBytes = u32At(bytes, 0);
    if (headerBytes < MIN_HEADER_BYTES || headerBytes > MAX_HEADER_BYTES) {
      throw this.corrupt(`a record header of ${String(headerBytes)} bytes, 8 to 65536 can be,`, byte);
    }
    const headBytes = 4 + headerBytes + 4;
    if (bytes.length < headBytes) return headBytes;
    const fields = readFields(bytes, 4, 4 + headerBytes);
    if (fields === null) throw this.corrupt("a record whose header is not filled by its fields", byte);
    this.#fields = fields;
    const bodyBytes = u32At(bytes, 4 + headerBytes);
    const op = numberOf(fields, "op");
    return { op, headBytes, bodyBytes, use: this.#use(op, bodyBytes, byte), crc: 0 };
  }

  protected take({ op, headBytes }: RecordHead, bytes: Uint8Array, place: FilePlace): Uint8Array | null {
    const fields = this.#fields; // `head` has just read them from the same bytes
    const body = bytes.subarray(headBytes);
    if (op === OP_CHUNK) return this.#unpackChunk(fields, body, place.byte);
    if (op === OP_MESSAGE) {
      const byte = place.mapped ? place.byte + headBytes : place.byte;
      this.deliver(numberOf(fields, "conn"), body, { byte, mapped: place.mapped });
    } else if (op === OP_CONNECTION) this.#connect(fields, body, place.byte);
    else if (op === OP_BAG) this.#readBag(fields, place.byte);
    return null;
  }

  protected sight(bytes: Uint8Array): boolean {
    const headerBytes = u32At(bytes, 0);
    if (headerBytes < MIN_HEADER_BYTES || headerBytes + 8 > bytes.length) return false;
    const fields = readFields(bytes, 4, 4 + headerBytes);
    if (fields === null) return false;
    const op = numberOf(fields, "op");
    if (op === OP_MESSAGE) return this.channels.has(numberOf(fields, "conn"));
    return op === OP_CHUNK || op === OP_CONNECTION || op === OP_CHUNK_INFO;
  }

  #use(op: number, bodyBytes: number, byte: number): RecordHead["use"] {
    if (op === OP_CHUNK) {
      if (this.#packing(byte) !== "none") return "keep";
      const size = numberOf(this.#fields, "size");
      if (size === bodyBytes) return "enter";
      throw this.corrupt(`a chunk of ${String(bodyBytes)} bytes that says it has ${String(size)}`, byte);
    }
    if (op === OP_INDEX) return "skip";
    if (op === OP_CHUNK_INFO) {
      this.#chunksSeen++;
      return "skip";
    }
    if (op === OP_MESSAGE || op === OP_CONNECTION || op === OP_BAG) return "keep";
    throw this.corrupt(`a record of type ${String(op)}, 2 to 7 can be,`, byte);
  }

  #readBag(fields: Fields, byte: number): void {
    this.#indexByte = Math.max(0, numberOf(fields, "index_pos"));
    this.#chunks = Math.max(0, numberOf(fields, "chunk_count"));
    const encryptor = fields.get("encryptor");
    if (encryptor !== undefined && encryptor.length > 0) {
      throw this.unsupported(`a bag encrypted with ${text(encryptor)}: decrypt it first;`, byte);
    }
  }

  /** The body repeats the fields of the connection: type, topic as the publisher named it, definition. */
  #connect(fields: Fields, body: Uint8Array, byte: number): void {
    const details = readFields(body, 0, body.length);
    const topic = fields.get("topic") ?? details?.get("topic");
    const type = details?.get("type");
    if (topic === undefined || type === undefined)
      throw this.corrupt("a connection without topic or type", byte);
    this.channels.set(numberOf(fields, "conn"), { topic: text(topic), type: text(type), layout: "ros1" });
  }

  #packing(byte: number): string {
    const packing = this.#fields.get("compression");
    if (packing === undefined) throw this.corrupt("a chunk that does not say how it is packed", byte);
    return text(packing);
  }

  #unpackChunk(fields: Fields, body: Uint8Array, byte: number): Uint8Array {
    const packing = this.#packing(byte);
    const sizeBytes = numberOf(fields, "size");
    if (!(sizeBytes >= 0 && sizeBytes <= MAX_RECORD_BYTES)) {
      throw this.corrupt(
        `a chunk of ${String(sizeBytes)} bytes, at most ${String(MAX_RECORD_BYTES)} can be,`,
        byte,
      );
    }
    const block = { bytes: body, sizeBytes, exact: true, byte };
    if (packing === "lz4") return unpackLz4Frame(block);
    if (packing === "bz2") return unpack(this.options.decompress, "bz2", block);
    throw this.unsupported(`a chunk packed with "${packing}", readable are none, lz4 and bz2,`, byte);
  }
}
