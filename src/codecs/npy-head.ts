import { SaccadeError } from "../core/errors.ts";
import { asciiBytes } from "./ascii.ts";
import { u16At, u32At } from "./little-endian.ts";
import { readNpyDictionary, type NpyHeader } from "./npy-type.ts";
import { headerFault } from "./sized-header.ts";

/** First bytes of an array file. */
export const NPY_MAGIC = asciiBytes("\x93NUMPY");
/** [bytes] offsets: version, then the length of the dictionary, in two bytes or, from version 2 on, in four. */
const VERSION_AT = NPY_MAGIC.length;
const LENGTH_AT = VERSION_AT + 2;
const MAX_VERSION = 3;
/** [bytes] with which `readNpyHead` may be asked first. */
export const NPY_FIRST_BYTES = LENGTH_AT + 2;
/** [bytes] of a dictionary; those of event arrays have 200. */
const MAX_DICTIONARY_BYTES = 65536;
/** The head of an array, and where its numbers start. */
export interface NpyHead {
  readonly header: NpyHeader;
  /** [bytes] */
  readonly bodyByte: number;
}

/** Whether these bytes start like an array file. */
export const isNpy = (head: Uint8Array): boolean => NPY_MAGIC.every((byte, i) => head[i] === byte);

/** Reads the head from the first bytes; a number when so many are needed, or what is wrong with it. */
export function readNpyHead(bytes: Uint8Array): NpyHead | number | SaccadeError {
  const version = bytes[VERSION_AT]!;
  if (!isNpy(bytes)) return headerFault("no mark of an npy file", 0);
  if (version < 1 || version > MAX_VERSION) {
    const found = `npy version ${version}, readable are 1 to ${MAX_VERSION}`;
    return new SaccadeError("codec-unsupported", found, { byte: VERSION_AT });
  }
  const textAt = LENGTH_AT + (version > 1 ? 4 : 2);
  if (bytes.length < textAt) return textAt;
  const length = version > 1 ? u32At(bytes, LENGTH_AT) : u16At(bytes, LENGTH_AT);
  if (length > MAX_DICTIONARY_BYTES) return headerFault(`a head of ${length} bytes`, LENGTH_AT);
  const bodyByte = textAt + length;
  if (bytes.length < bodyByte) return bodyByte;
  const header = readNpyDictionary(String.fromCharCode(...bytes.subarray(textAt, bodyByte)));
  return typeof header === "string" ? npyRefusal(header) : { header, bodyByte };
}

/** The error for an array that holds no events as they can be read. */
export const npyRefusal = (found: string): SaccadeError =>
  new SaccadeError(
    "codec-unsupported",
    `npy with ${found}; readable are events with t, x, y and p, by name or in four columns`,
    { byte: LENGTH_AT },
  );

/** Whether the numbers of each of four columns stand together, so that no row can be read before the last column. */
export const isByColumn = ({ columnMajor, shape }: NpyHeader): boolean =>
  shape.length === 2 && (columnMajor ? shape[1]! >= 4 : shape[0] === 4 && shape[1] !== 4);
