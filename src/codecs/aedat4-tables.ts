import { asciiBytes } from "./ascii.ts";

/**
 * The FlatBuffers that are written, byte by byte: their layout never changes, so no builder is needed. Positions count
 * from the size prefix; eight-byte numbers are aligned to it, as FlatBuffers wants them. Source: "FlatBuffers Internals",
 * flatbuffers.dev, and iniVation's `ioheader.fbs`, `events.fbs`, `file_data_table.fbs`.
 */

/** Of every buffer: size, offset of the root table, identifier. */
function writeStart(view: DataView, identifier: string, root: number): void {
  view.setUint32(0, view.byteLength - 4, true);
  view.setUint32(4, root - 4, true);
  for (let i = 0; i < 4; i++) view.setUint8(8 + i, identifier.charCodeAt(i));
}

/** A table's layout: its own size, the table's, and where in the table each field lies. */
function writeLayout(view: DataView, at: number, tableBytes: number, fields: readonly number[]): void {
  [4 + 2 * fields.length, tableBytes, ...fields].forEach((value, i) =>
    view.setUint16(at + 2 * i, value, true),
  );
}

/** A number of up to 53 bits, -1 included. */
function writeInt64(view: DataView, at: number, value: number): void {
  view.setUint32(at, value >>> 0, true);
  view.setInt32(at + 4, Math.floor(value / 4294967296), true);
}

/** [bytes] position in the header's buffer of the number that says where the table of packets is. */
export const TABLE_POSITION_AT = 32;

/** The header: compression, position of the table of packets (none yet), description. */
export function headerBuffer(compression: number, xml: string): Uint8Array {
  const table = 24;
  const text = asciiBytes(xml);
  const bytes = new Uint8Array(Math.ceil((table + 24 + text.length + 1) / 8) * 8);
  const view = new DataView(bytes.buffer);
  writeStart(view, "IOHE", table);
  writeLayout(view, 12, 20, [4, 8, 16]);
  view.setUint32(table, table - 12, true);
  view.setUint32(table + 4, compression, true);
  writeInt64(view, TABLE_POSITION_AT, -1);
  view.setUint32(table + 16, 4, true);
  view.setUint32(table + 20, text.length, true);
  bytes.set(text, table + 24);
  return bytes;
}

/** A number as it stands in the header. */
export function tablePosition(byte: number): Uint8Array {
  const bytes = new Uint8Array(8);
  writeInt64(new DataView(bytes.buffer), 0, byte);
  return bytes;
}

/** [bytes] of a buffer with one vector before its elements. */
export const VECTOR_AT = 32;

/** What stands before the elements of a buffer whose root table holds one vector. The buffer is all that `view` covers. */
export function writeVectorStart(view: DataView, identifier: string, count: number): void {
  writeStart(view, identifier, 20);
  writeLayout(view, 14, 8, [4]);
  view.setUint32(20, 20 - 14, true);
  view.setUint32(24, 4, true);
  view.setUint32(28, count, true);
}

/** A packet that has been written, for the table of packets. */
export interface WrittenPacket {
  /** [bytes] offset in the file of its content, after its stream number and size. */
  readonly byte: number;
  readonly sizeBytes: number;
  readonly events: number;
  /** [us] */
  readonly firstUs: number;
  readonly lastUs: number;
}

/** [bytes] of a packet's own table. */
const ENTRY_BYTES = 48;
/** [-] numbers that are kept of a packet: a long recording has hundreds of thousands. */
const KEPT = 5;

/** The table of packets, all of stream 0. */
export class PacketTable {
  #kept = new Float64Array(KEPT * 1024);
  #length = 0;

  add({ byte, sizeBytes, events, firstUs, lastUs }: WrittenPacket): void {
    const at = KEPT * this.#length++;
    if (at === this.#kept.length) {
      const grown = new Float64Array(2 * at);
      grown.set(this.#kept);
      this.#kept = grown;
    }
    this.#kept.set([byte, sizeBytes, events, firstUs, lastUs], at);
  }

  /** The buffer that ends the file. */
  render(): Uint8Array {
    const count = this.#length;
    const layout = VECTOR_AT + 4 * count;
    const entries = Math.ceil((layout + 14) / 8) * 8;
    const bytes = new Uint8Array(entries + ENTRY_BYTES * count);
    const view = new DataView(bytes.buffer);
    writeVectorStart(view, "FTAB", count);
    writeLayout(view, layout, ENTRY_BYTES, [16, 4, 24, 32, 40]);
    for (let i = 0; i < count; i++) {
      const at = entries + ENTRY_BYTES * i;
      const [byte, sizeBytes, events, firstUs, lastUs] = this.#kept.subarray(KEPT * i, KEPT * i + KEPT);
      view.setUint32(VECTOR_AT + 4 * i, at - (VECTOR_AT + 4 * i), true);
      view.setInt32(at, at - layout, true);
      view.setUint32(at + 8, sizeBytes!, true); // after the stream number, 0
      [byte!, events!, firstUs!, lastUs!].forEach((number, k) => writeInt64(view, at + 16 + 8 * k, number));
    }
    return bytes;
  }
}
