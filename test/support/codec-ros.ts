import { asciiBytes } from "../../src/codecs/ascii.ts";
import { crc32 } from "../../src/codecs/crc32.ts";
import { ByteRoom } from "../../src/codecs/byte-room.ts";
import { Lz4FramePacker } from "../../src/codecs/lz4-frame.ts";
import { concat, type Row } from "./codec-decode.ts";
import { words16, words32 } from "./codec-words.ts";

/** 64 bits, little-endian, of a whole number below 2^53. */
export const u64 = (value: number): Uint8Array => words32(value % 4294967296, Math.floor(value / 4294967296));

/** Text after its length in 32 bits. */
const text = (value: string): Uint8Array => concat(words32(value.length), asciiBytes(value));

/** A frame of LZ4 blocks. */
export function lz4(bytes: Uint8Array): Uint8Array {
  const room = new ByteRoom(0);
  new Lz4FramePacker().pack(bytes, room);
  return room.view().slice();
}

/** What a packet says of itself. */
export interface PacketParts {
  readonly encoding: string;
  readonly payload: Uint8Array;
  readonly width?: number;
  readonly height?: number;
  /** [ns] */
  readonly timeBaseNs?: number;
  readonly bigEndian?: number;
}

/** `EventPacket` as ROS 1 lays it out: packed, header with a sequence number. */
export const ros1Packet = (parts: PacketParts): Uint8Array =>
  concat(
    words32(7, 100, 5),
    text("cam"),
    words32(parts.height ?? 30, parts.width ?? 40),
    u64(7),
    u64(parts.timeBaseNs ?? 0),
    text(parts.encoding),
    Uint8Array.of(parts.bigEndian ?? 0),
    words32(parts.payload.length),
    parts.payload,
  );

/** Fields of a CDR message: each is aligned to its size, counted after the four bytes that say the representation. */
export function cdr(...fields: readonly (readonly [size: number, bytes: Uint8Array])[]): Uint8Array {
  let body = new Uint8Array(0);
  for (const [size, bytes] of fields) {
    const gap = (size - (body.length % size)) % size;
    body = concat(body, new Uint8Array(gap), bytes) as Uint8Array<ArrayBuffer>;
  }
  return concat(Uint8Array.of(0, 1, 0, 0), body);
}

const cdrHeader = (width: number, height: number): (readonly [number, Uint8Array])[] => [
  [4, words32(100, 5)],
  [4, text("cam\0")],
  [4, words32(height, width)],
];

/** `EventPacket` in CDR. */
export const cdrPacket = (parts: PacketParts): Uint8Array =>
  cdr(
    ...cdrHeader(parts.width ?? 40, parts.height ?? 30),
    [8, u64(7)],
    [8, u64(parts.timeBaseNs ?? 0)],
    [4, text(`${parts.encoding}\0`)],
    [1, Uint8Array.of(parts.bigEndian ?? 0)],
    [4, words32(parts.payload.length)],
    [1, parts.payload],
  );

/** `EventArray` of dvs_msgs and prophesee_event_msgs as ROS 1 lays it out: 13 bytes an event. */
export const ros1Array = (rows: readonly Row[], width = 40, height = 30): Uint8Array =>
  concat(
    words32(7, 100, 5),
    text("cam"),
    words32(height, width, rows.length),
    ...rows.map(([t, x, y, p]) =>
      concat(words16(x, y), words32(Math.floor(t / 1e6), (t % 1e6) * 1000 + 999), Uint8Array.of(p)),
    ),
  );

/** The same in CDR, every field aligned. */
export const cdrArray = (rows: readonly Row[], width = 40, height = 30): Uint8Array =>
  cdr(
    ...cdrHeader(width, height),
    [4, words32(rows.length)],
    ...rows.flatMap(([t, x, y, p]): (readonly [number, Uint8Array])[] => [
      [2, words16(x)],
      [2, words16(y)],
      [4, words32(Math.floor(t / 1e6))],
      [4, words32((t % 1e6) * 1000 + 999)],
      [1, Uint8Array.of(p)],
    ]),
  );

/** `libcaer_cmp`, one function per row of the format table. */
export const cmp = {
  timeHigh: (high: number) => high,
  timeLow: (low: number) => 0x1000 | low,
  addrX: (x: number) => 0x2000 | x,
  addrY: (p: number, y: number) => 0x3000 | (p << 11) | y,
  vectBase: (p: number, y: number) => 0x4000 | (p << 11) | y,
  vect8: (mask: number) => 0x5000 | mask,
  other: (type: number) => type << 12,
};

/** The words of these rows, times counted from `baseUs`. */
export const cmpWords = (rows: readonly Row[], baseUs: number): Uint8Array =>
  words16(
    ...rows.flatMap(([t, x, y, p]) => [
      cmp.timeHigh(Math.floor((t - baseUs) / 4096)),
      cmp.timeLow((t - baseUs) % 4096),
      cmp.addrX(x),
      cmp.addrY(p, y),
    ]),
  );

/** `mono`: x 16, y 15, p 1 above 32 bits of nanoseconds. */
export const monoWords = (
  rows: readonly (readonly [ns: number, x: number, y: number, p: number])[],
): Uint8Array => words32(...rows.flatMap(([ns, x, y, p]) => [ns, x | (y << 16) | (p << 31)]));

/** `libcaer`: x 15, y 15, p, valid above 32 bits of microseconds. */
export const libcaerWords = (rows: readonly Row[]): Uint8Array =>
  words32(...rows.flatMap(([t, x, y, p]) => [(x << 17) | (y << 2) | (p << 1) | 1, t]));

/** A record of a ROS 1 bag: fields, then a body. */
export function bagRecord(
  fields: Readonly<Record<string, Uint8Array | string>>,
  body: Uint8Array,
): Uint8Array {
  const parts = Object.entries(fields).map(([name, value]) => {
    const bytes = typeof value === "string" ? asciiBytes(value) : value;
    return concat(words32(name.length + 1 + bytes.length), asciiBytes(`${name}=`), bytes);
  });
  const head = concat(...parts);
  return concat(words32(head.length), head, words32(body.length), body);
}

const op = (value: number): Uint8Array => Uint8Array.of(value);

/** Records of a bag, one function per type. */
export const bag = {
  magic: asciiBytes("#ROSBAG V2.0\n"),
  /** `indexPos` [bytes] and the number of chunks, as the end of a recording writes them; 0 before that. */
  header: (indexPos: number, chunks: number) =>
    bagRecord(
      { op: op(3), index_pos: u64(indexPos), conn_count: words32(1), chunk_count: words32(chunks) },
      new Uint8Array(32).fill(0x20),
    ),
  connection: (id: number, topic: string, type: string) =>
    bagRecord(
      { op: op(7), conn: words32(id), topic },
      concat(...["topic=" + topic, "type=" + type, "md5sum=*"].map(text)),
    ),
  message: (id: number, data: Uint8Array) =>
    bagRecord({ op: op(2), conn: words32(id), time: words32(100, 5) }, data),
  chunk: (...records: readonly Uint8Array[]) => bag.packed("none", concat(...records), concat(...records)),
  packed: (compression: string, records: Uint8Array, stored: Uint8Array) =>
    bagRecord({ op: op(5), compression, size: words32(records.length) }, stored),
  index: (id: number, count: number) =>
    bagRecord(
      { op: op(4), ver: words32(1), conn: words32(id), count: words32(count) },
      new Uint8Array(12 * count),
    ),
  chunkInfo: () =>
    bagRecord(
      {
        op: op(6),
        ver: words32(1),
        chunk_pos: u64(0),
        start_time: u64(0),
        end_time: u64(0),
        count: words32(1),
      },
      new Uint8Array(8),
    ),
};

/** A whole bag of these records between head and index. */
export function bagFile(...records: readonly Uint8Array[]): Uint8Array {
  const body = concat(...records);
  const chunks = records.length;
  const start = bag.magic.length + bag.header(0, 0).length;
  const infos = concat(...records.map(() => bag.chunkInfo()));
  return concat(bag.magic, bag.header(start + body.length, chunks), body, infos);
}

/** A record of an MCAP file. */
export const mcapRecord = (type: number, ...body: readonly Uint8Array[]): Uint8Array => {
  const bytes = concat(...body);
  return concat(Uint8Array.of(type), u64(bytes.length), bytes);
};

/** Records of an MCAP file, one function per type. */
export const mcap = {
  magic: concat(Uint8Array.of(0x89), asciiBytes("MCAP0\r\n")),
  header: mcapRecord(1, text("ros2"), text("test")),
  schema: (id: number, type: string) => mcapRecord(3, words16(id), text(type), text("ros2msg"), words32(0)),
  channel: (id: number, schema: number, topic: string, encoding = "cdr") =>
    mcapRecord(4, words16(id, schema), text(topic), text(encoding), words32(0)),
  message: (channel: number, data: Uint8Array) =>
    mcapRecord(5, words16(channel), words32(1), u64(1e9), u64(1e9), data),
  chunk: (compression: string, records: Uint8Array, stored: Uint8Array, crc = crc32(records)) =>
    mcapRecord(
      6,
      u64(0),
      u64(1e9),
      u64(records.length),
      words32(crc),
      text(compression),
      u64(stored.length),
      stored,
    ),
  end: mcapRecord(15, words32(0)),
  footer: mcapRecord(2, u64(0), u64(0), words32(0)),
};

/** A whole MCAP file of these records. */
export const mcapFile = (...records: readonly Uint8Array[]): Uint8Array =>
  concat(mcap.magic, mcap.header, ...records, mcap.end, mcap.footer, mcap.magic);
