import { usOfNs } from "./nanoseconds.ts";

/** Reads the number at `at` into `into[slot]`: a double that is returned would be allocated. */
export type NumberReader = (view: DataView, at: number, into: Float64Array, slot: number) => void;

/** A number within a record. */
export interface NpyField {
  readonly name: string;
  /** [bytes] from the start of the record. */
  readonly at: number;
  /** Kind and size, as `i8` or `f4`, and the order of its bytes. */
  readonly code: string;
  readonly little: boolean;
  readonly read: NumberReader;
}

/** What the records of an array are. */
export interface NpyType {
  /** In the order of the record; without names when all are alike. */
  readonly fields: readonly NpyField[];
  readonly recordBytes: number;
}

/** The head of an array file. */
export interface NpyHeader {
  /** A type's code, or the list of a record's fields. */
  readonly type: NpyType;
  readonly columnMajor: boolean;
  /** -1 stands for a length that the writer could not fill in. */
  readonly shape: readonly number[];
}

const TWO_32 = 4294967296;

const wide =
  (little: boolean, high: (view: DataView, at: number) => number): NumberReader =>
  (view, at, into, slot) => {
    into[slot] = high(view, little ? at + 4 : at) * TWO_32 + view.getUint32(little ? at : at + 4, little);
  };

/** Reader of each type, by kind and size. Booleans are numbers of one byte. */
const READERS: Readonly<Record<string, (little: boolean) => NumberReader>> = {
  b1: () => (view, at, into, slot) => (into[slot] = view.getUint8(at)),
  i1: () => (view, at, into, slot) => (into[slot] = view.getInt8(at)),
  u1: () => (view, at, into, slot) => (into[slot] = view.getUint8(at)),
  i2: (little) => (view, at, into, slot) => (into[slot] = view.getInt16(at, little)),
  u2: (little) => (view, at, into, slot) => (into[slot] = view.getUint16(at, little)),
  i4: (little) => (view, at, into, slot) => (into[slot] = view.getInt32(at, little)),
  u4: (little) => (view, at, into, slot) => (into[slot] = view.getUint32(at, little)),
  i8: (little) => wide(little, (view, at) => view.getInt32(at, little)),
  u8: (little) => wide(little, (view, at) => view.getUint32(at, little)),
  f4: (little) => (view, at, into, slot) => (into[slot] = view.getFloat32(at, little)),
  f8: (little) => (view, at, into, slot) => (into[slot] = view.getFloat64(at, little)),
};

/** [-] a stored time is multiplied by 10 to this for microseconds: 6 for seconds, 3, 0, -3 for nanoseconds. */
export type TimeScale = number;

/** Reads a field as a time in microseconds: seconds to the nearest, nanoseconds cut, as clocks count them. */
export function timeReader({ code, little, read }: NpyField, scale: TimeScale): NumberReader {
  if (scale === 0) return read;
  if (scale < 0 && (code === "i8" || code === "u8")) return nanosecondReader(little);
  const factor = Number(`1e${scale}`);
  return (view, at, into, slot) => {
    read(view, at, into, slot);
    into[slot] = Math.floor(into[slot]! * factor + (scale > 0 ? 0.5 : 0));
  };
}

/** Nanoseconds since 1970 do not fit a double, their thousandth part does. */
const nanosecondReader =
  (little: boolean): NumberReader =>
  (view, at, into, slot) => {
    const [low, high] = little ? [at, at + 4] : [at + 4, at];
    into[slot] = usOfNs(view.getUint32(low, little), view.getUint32(high, little));
  };

/** A number of the type `code`, as `<i8` or `|u1`; null when it is no number. */
function fieldOf(name: string, code: string, at: number): (NpyField & { readonly bytes: number }) | null {
  const [, order = "", kind = "", size = ""] = /^([<>|=])([biuf])([1248])$/.exec(code) ?? [];
  const reader = READERS[kind + size];
  if (reader === undefined) return null;
  const little = order !== ">";
  return { name, at, bytes: Number(size), code: kind + size, little, read: reader(little) };
}

/** [-] fields of a record; events have four or a few more. */
const MAX_FIELDS = 64;

/**
 * Reads the text in an array's head, a Python dictionary. @returns what is wrong with it if it is no array of numbers.
 * Source: "NPY format", numpy.lib.format.
 */
export function readNpyDictionary(text: string): NpyHeader | string {
  const shape = /'shape'\s*:\s*\(([-\d\s,L]*)\)/.exec(text)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const plain = /'descr'\s*:\s*'([^']{1,16})'/.exec(text)?.[1];
  const list = /'descr'\s*:\s*\[([^\]]*)\]/.exec(text)?.[1];
  if (shape === undefined || order === undefined) return "a head without shape or order";
  const lengths = [...shape.matchAll(/-?\d{1,16}/g)].map(([length]) => Number(length));
  const type = plain === undefined ? recordType(list ?? "") : plainType(plain, lengths[1] ?? 1);
  return typeof type === "string" ? type : { type, columnMajor: order === "True", shape: lengths };
}

/** Records of `columns` numbers that are all alike. */
function plainType(code: string, columns: number): NpyType | string {
  const first = fieldOf("", code, 0);
  if (first === null) return `an array of ${code}, which are no numbers`;
  const count = Math.min(Math.max(columns, 1), MAX_FIELDS);
  const fields = Array.from({ length: count }, (_, i) => ({ ...first, at: first.bytes * i }));
  return { fields, recordBytes: first.bytes * count };
}

const RECORD_FIELDS = /\('([^']{0,64})',\s*'([^']{1,16})'([^)]*)\)/g;

/** Records of named numbers, with bytes between them that are not used (`V`). */
function recordType(list: string): NpyType | string {
  const fields: NpyField[] = [];
  let at = 0;
  for (const [, name = "", code = "", more = ""] of list.matchAll(RECORD_FIELDS)) {
    const field = fieldOf(name, code, at);
    const bytes = field?.bytes ?? unusedBytes(code);
    if (more.trim() !== "" || Number.isNaN(bytes)) return `a field "${name}" that is no number`;
    if (field !== null) fields.push(field);
    at += bytes;
  }
  const right = fields.length > 0 && fields.length <= MAX_FIELDS;
  return right
    ? { fields, recordBytes: at }
    : "an array whose type is neither a number nor a record of numbers";
}

/** [bytes] of a field that holds nothing; NaN when it is none. */
const unusedBytes = (code: string): number => Number(/^\|V(\d{1,4})$/.exec(code)?.[1]);
