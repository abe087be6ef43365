/** A value of a row: a number, bytes (text or blob, borrowed), or null. */
export type SqliteValue = number | Uint8Array | null;

/** A number in 1 to 9 bytes, seven bits each, most significant first; the ninth gives eight. */
export interface Varint {
  readonly value: number;
  /** Position after it. */
  readonly end: number;
}

const MAX_VARINT_BYTES = 9;

/** Reads a varint; values above 2^53 come out inexact, and are nonsense wherever they are used here. */
export function readVarint(bytes: Uint8Array, at: number): Varint {
  let value = 0;
  for (let i = 0; i < MAX_VARINT_BYTES - 1; i++) {
    const byte = bytes[at + i] ?? 0;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: at + i + 1 };
  }
  return { value: value * 256 + (bytes[at + MAX_VARINT_BYTES - 1] ?? 0), end: at + MAX_VARINT_BYTES };
}

/** [bytes] of integers, by serial type 1 to 6. */
const INTEGER_BYTES = [0, 1, 2, 3, 4, 6, 8];
const FLOAT = 7;
const ZERO = 8;
const ONE = 9;
const FIRST_BYTES_TYPE = 12;

/** The values of a row, or null when they do not fit the record. Source: "Database File Format", section 2.1, sqlite.org. */
export function readRecord(record: Uint8Array): SqliteValue[] | null {
  const { value: headerBytes, end } = readVarint(record, 0);
  if (headerBytes > record.length) return null;
  const values: SqliteValue[] = [];
  const view = new DataView(record.buffer, record.byteOffset, record.length);
  let at = headerBytes;
  for (let typeAt = end; typeAt < headerBytes;) {
    const type = readVarint(record, typeAt);
    const size = sizeOf(type.value);
    if (at + size > record.length) return null;
    values.push(readValue(view, at, type.value, size));
    at += size;
    typeAt = type.end;
  }
  return values;
}

function sizeOf(type: number): number {
  if (type >= FIRST_BYTES_TYPE) return Math.floor((type - FIRST_BYTES_TYPE) / 2);
  return type === FLOAT ? 8 : (INTEGER_BYTES[type] ?? 0);
}

function readValue(view: DataView, at: number, type: number, size: number): SqliteValue {
  if (type >= FIRST_BYTES_TYPE) return new Uint8Array(view.buffer, view.byteOffset + at, size);
  if (type === FLOAT) return view.getFloat64(at);
  if (type === ZERO || type === ONE) return type - ZERO;
  if (type === 0 || size === 0) return null;
  let value = view.getInt8(at);
  for (let i = 1; i < size; i++) value = value * 256 + view.getUint8(at + i);
  return value;
}
