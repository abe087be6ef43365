import { hdf5Corrupt, type Hdf5Fields } from "./hdf5-fields.ts";
import { numberReader, type NumberField, type NumberReader } from "./number-reader.ts";

/** A number or text stored in one element or member. */
export interface PlainType {
  readonly kind: "integer" | "float" | "text" | "variable-text" | "other";
  /** [bytes] */
  readonly size: number;
  readonly signed: boolean;
  readonly bigEndian: boolean;
}

/** A structure of named members. */
export interface CompoundType {
  readonly kind: "compound";
  /** [bytes] */
  readonly size: number;
  readonly members: readonly { readonly name: string; readonly offset: number; readonly type: Hdf5Type }[];
}

export type Hdf5Type = PlainType | CompoundType;

const INTEGER = 0;
const FLOAT = 1;
const TEXT = 3;
const COMPOUND = 6;
const ENUMERATION = 8;
const VARIABLE = 9;
/** [-] structures inside structures; events have none. */
const MAX_DEPTH = 4;

/** Reads a datatype message. Source: "HDF5 File Format Specification", section IV.A.2.d. */
export function readType(fields: Hdf5Fields, depth = 0): Hdf5Type {
  const start = fields.byte + fields.at;
  const classAndVersion = fields.u8();
  const version = classAndVersion >>> 4;
  const flags = fields.u8() | (fields.u8() << 8) | (fields.u8() << 16);
  const size = fields.u32();
  if (depth > MAX_DEPTH) throw hdf5Corrupt("a type inside a type inside a type", start);
  const plain = { size, signed: (flags & 8) !== 0, bigEndian: (flags & 1) !== 0 };
  switch (classAndVersion & 15) {
    case INTEGER:
      fields.skip(4); // bit offset, precision
      return { ...plain, kind: "integer" };
    case FLOAT:
      fields.skip(12);
      return { ...plain, kind: "float" };
    case TEXT:
      return { ...plain, kind: "text" };
    case COMPOUND:
      return {
        kind: "compound",
        size,
        members: readMembers(fields, version, flags & 0xffff, { size, depth }),
      };
    case ENUMERATION:
      return readEnumeration(fields, version, flags & 0xffff, depth);
    case VARIABLE:
      readType(fields, depth + 1);
      return { ...plain, kind: (flags & 15) === 1 ? "variable-text" : "other" };
    default:
      return { ...plain, kind: "other" };
  }
}

function readMembers(
  fields: Hdf5Fields,
  version: number,
  count: number,
  whole: { readonly size: number; readonly depth: number },
): CompoundType["members"] {
  const offsetBytes = version >= 3 ? Math.max(1, Math.ceil((32 - Math.clz32(whole.size)) / 8)) : 4;
  return Array.from({ length: count }, () => {
    const start = fields.at;
    const name = fields.name();
    if (version < 3) fields.align(8, start);
    const offset = fields.uint(offsetBytes);
    if (version === 1) fields.skip(28); // dimensions, unused
    const type = readType(fields, whole.depth + 1);
    if (offset + type.size > whole.size)
      throw hdf5Corrupt(`a member "${name}" outside its type`, fields.byte + start);
    return { name, offset, type };
  });
}

/** Stored as the numbers of its base type: booleans are. */
function readEnumeration(fields: Hdf5Fields, version: number, count: number, depth: number): Hdf5Type {
  const base = readType(fields, depth + 1);
  for (let i = 0; i < count; i++) {
    const start = fields.at;
    fields.name();
    if (version < 3) fields.align(8, start);
  }
  fields.skip(count * base.size);
  return base;
}

/** How a type's numbers are read; null when it holds none. Integers beyond 2^53 come out inexact. */
export function numberField(type: Hdf5Type): NumberField | null {
  if (type.kind !== "integer" && type.kind !== "float") return null;
  const code = `${type.kind === "float" ? "f" : type.signed ? "i" : "u"}${type.size}`;
  const little = !type.bigEndian;
  const read = numberReader(code, little);
  return read === null ? null : { code, little, read };
}

/** The numbers of `count` elements of `stride` bytes, from byte `at` on. */
export function readNumbers(
  bytes: Uint8Array,
  read: NumberReader,
  { at, stride, count }: { readonly at: number; readonly stride: number; readonly count: number },
): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const numbers = new Float64Array(count);
  for (let i = 0, place = at; i < count; i++, place += stride) read(view, place, numbers, i);
  return numbers;
}
