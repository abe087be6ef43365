import { asciiBytes } from "../../src/codecs/ascii.ts";
import { concat, type Row } from "./codec-decode.ts";
import { words16, words32 } from "./codec-words.ts";

/** A 64-bit number, little-endian; whole, of up to 53 bits, may be negative. */
export const int64 = (value: number): Uint8Array => words32(value >>> 0, Math.floor(value / 2 ** 32) >>> 0);

/** Zeros up to a multiple of `size` bytes. */
const padded = (bytes: Uint8Array, size: number): Uint8Array =>
  concat(bytes, new Uint8Array((size - (bytes.length % size)) % size));

/** A size-prefixed FlatBuffer: offset of the root table, identifier, the rest. */
const flatBuffer = (root: number, identifier: string, rest: Uint8Array): Uint8Array => {
  const body = concat(words32(root), asciiBytes(identifier), rest);
  return concat(words32(body.length), body);
};

/** What may be said in a file's header; the defaults: not packed, no table, no description. */
export interface IoHeader {
  readonly compression?: number;
  readonly tableByte?: number;
  readonly xml?: string;
}

/** First line and header (IOHE). */
export function aedat4Header({ compression = 0, tableByte = -1, xml = "" }: IoHeader): Uint8Array {
  const layout = words16(10, 20, 4, 8, 16); // at 12: sizes of itself and of the table, places of three fields
  const table = concat(words32(12, compression), int64(tableByte), words32(4)); // at 24
  const text = concat(words32(xml.length), asciiBytes(xml), Uint8Array.of(0));
  const buffer = flatBuffer(20, "IOHE", padded(concat(layout, Uint8Array.of(0, 0), table, text), 4));
  return concat(asciiBytes("#!AER-DAT4.0\r\n"), buffer);
}

/** The description of streams, each `TYPE WIDTHxHEIGHT SOURCE`, numbered from 0. */
export const infoXml = (...streams: readonly string[]): string => {
  const nodes = streams.map((stream, id) => {
    const [type = "", size = "", source = ""] = stream.split(" ");
    const [width, height] = size.split("x");
    return (
      `<node name="${id}" path="/outInfo/${id}/"><attr key="typeIdentifier" type="string">${type}</attr>` +
      `<node name="info"><attr key="sizeX" type="int">${width}</attr>` +
      `<attr key="sizeY" type="int">${height}</attr><attr key="source" type="string">${source}</attr></node></node>`
    );
  });
  return `<dv version="2.0"><node name="outInfo" path="/outInfo/">${nodes.join("")}</node></dv>`;
};

/** A buffer whose root table is one vector: identifier, number of elements, elements. */
export const vectorBuffer = (identifier: string, count: number, elements: Uint8Array): Uint8Array =>
  flatBuffer(16, identifier, concat(Uint8Array.of(0, 0), words16(6, 8, 4), words32(6, 4, count), elements));

/** Events (EVTS). */
export const evts = (rows: readonly Row[]): Uint8Array =>
  vectorBuffer(
    "EVTS",
    rows.length,
    concat(...rows.map(([t, x, y, p]) => concat(int64(t), words16(x, y, p, 0)))),
  );

/** A buffer whose root table is a vector of tables, all with the same fields; each field is given as its bytes. */
export function tablesBuffer(identifier: string, tables: readonly (readonly Uint8Array[])[]): Uint8Array {
  const fields = tables[0] ?? [];
  const places = fields.map((_, i) => 4 + fields.slice(0, i).reduce((sum, field) => sum + field.length, 0));
  const tableBytes = 4 + fields.reduce((sum, field) => sum + field.length, 0);
  const layout = padded(words16(4 + 2 * fields.length, tableBytes, ...places), 4);
  const layoutAt = 4 * tables.length; // after the vector's offsets
  const tableAt = (i: number): number => layoutAt + layout.length + i * tableBytes;
  const offsets = tables.map((_, i) => tableAt(i) - 4 * i);
  const bodies = tables.map((table, i) => concat(words32(tableAt(i) - layoutAt), ...table));
  return vectorBuffer(identifier, tables.length, concat(words32(...offsets), layout, ...bodies));
}

/** A packet: stream number, size, content. */
export const aedat4Packet = (stream: number, content: Uint8Array): Uint8Array =>
  concat(words32(stream, content.length), content);

/** An LZ4 frame as iniVation's software writes it (linked blocks of 64 KiB, no checksums) around packed blocks. */
export const lz4Frame = (...blocks: readonly Uint8Array[]): Uint8Array =>
  concat(
    Uint8Array.of(0x04, 0x22, 0x4d, 0x18, 0x40, 0x40, 0xc0),
    ...blocks.map((block) => concat(words32(block.length), block)),
    words32(0),
  );

/** A frame with one block that is stored as it is. */
export const storedLz4Frame = (content: Uint8Array): Uint8Array =>
  concat(
    Uint8Array.of(0x04, 0x22, 0x4d, 0x18, 0x40, 0x40, 0xc0),
    words32(content.length + 2 ** 31),
    content,
    words32(0),
  );

/** Header lines of AEDAT 2 and 3, the first one with the version. */
export const hashHeader = (version: string, ...lines: readonly string[]): Uint8Array =>
  asciiBytes([`!AER-DAT${version}`, ...lines].map((line) => `#${line}\r\n`).join(""));

/** What the head of an AEDAT 3 packet says; the defaults fit polarity events. */
export interface Aedat3Head {
  readonly type?: number;
  readonly source?: number;
  readonly eventBytes?: number;
  readonly timeAt?: number;
  readonly overflow?: number;
  readonly capacity?: number;
  readonly number?: number;
  readonly valid?: number;
}

/** An AEDAT 3 packet: head, then the events; capacity, number and valid are their count unless stated. */
export function aedat3Packet(events: readonly Uint8Array[], head: Aedat3Head = {}): Uint8Array {
  const { type = 1, source = 1, eventBytes = 8, timeAt = 4, overflow = 0 } = head;
  const { capacity = events.length, number = events.length, valid = number } = head;
  const words = words32(eventBytes, timeAt, overflow, capacity, number, valid);
  return concat(words16(type, source), words, ...events);
}

/** An AEDAT 3 polarity event: valid | p | y 15 at bit 2 | x 15 at bit 17, then the time. */
export const polarity3 = ([t, x, y, p]: Row, valid: 0 | 1 = 1): Uint8Array =>
  words32(((x << 17) | (y << 2) | (p << 1) | valid) >>> 0, t);

/** 32-bit words, most significant byte first. */
const bigEndian = (...words: readonly number[]): Uint8Array =>
  Uint8Array.from(words.flatMap((word) => [24, 16, 8, 0].map((shift) => (word >>> shift) & 0xff)));

/** AEDAT 2 records: an address and a time. */
export const record2 = (address: number, t: number): Uint8Array => bigEndian(address >>> 0, t);
/** DVS128: y 7 at bit 8 | x 7 at bit 1 | bit 0 is 1 for OFF. */
export const dvs128 = ([t, x, y, p]: Row): Uint8Array => record2((y << 8) | (x << 1) | (p === 1 ? 0 : 1), t);
/** DAVIS: y 9 at bit 22 | x 10 at bit 12 | p at bit 11. */
export const davis = ([t, x, y, p]: Row): Uint8Array => record2((y << 22) | (x << 12) | (p << 11), t);
