import { numberReader, type NumberField } from "./number-reader.ts";

/** A number within a record. */
export interface NpyField extends NumberField {
  readonly name: string;
  /** [bytes] from the start of the record. */
  readonly at: number;
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

/** A number of the type `code`, as `<i8` or `|u1`; null when it is no number. */
function fieldOf(name: string, code: string, at: number): (NpyField & { readonly bytes: number }) | null {
  const [, order = "", kind = "", size = ""] = /^([<>|=])([biuf])([1248])$/.exec(code) ?? [];
  const little = order !== ">";
  const read = numberReader(kind + size, little);
  return read === null ? null : { name, at, bytes: Number(size), code: kind + size, little, read };
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
