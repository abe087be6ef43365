import { asciiBytes } from "../../src/codecs/ascii.ts";
import { concat, type Row } from "./codec-decode.ts";
import { words16 } from "./codec-words.ts";

/** First bytes of an Event Stream file, type 1 (DVS), 2 (ATIS) or 4 (colour). */
export const esHeader = (type: number, width: number, height: number, major = 2): Uint8Array =>
  concat(asciiBytes("Event Stream"), Uint8Array.of(major, 0, 0, type), words16(width, height));

/** A clock byte and an event of type DVS, `gapUs` (below 254) after the one before. */
export const dvsEvent = (gapUs: number, x: number, y: number, p: number): Uint8Array =>
  gapUs >= 127
    ? concat(Uint8Array.of(0xff), dvsEvent(gapUs - 127, x, y, p))
    : concat(Uint8Array.of((gapUs << 1) | p), words16(x, y));

/** Events of type DVS, from time 0 on. */
export const dvsEvents = (rows: readonly Row[]): Uint8Array =>
  concat(...rows.map(([t, x, y, p], i) => dvsEvent(t - (rows[i - 1]?.[0] ?? 0), x, y, p)));

/** An ATIS event of 40 bits: x, y, p at bit 23 and 23 bits of time, most significant byte first. */
export const atis40 = ([t, x, y, p]: Row): Uint8Array =>
  Uint8Array.of(x, y, (p << 7) | ((t >>> 16) & 0x7f), (t >>> 8) & 0xff, t & 0xff);

/** An array file, version 1.0: dictionary, rows. */
export function npyFile(dictionary: string, rows: Uint8Array): Uint8Array {
  const text = asciiBytes(`${dictionary}\n`);
  return concat(asciiBytes("\x93NUMPY\x01\x00"), words16(text.length), text, rows);
}

/** The dictionary of an array of records or numbers. */
export const npyDictionary = (type: string, shape: string, columnMajor = false): string =>
  `{'descr': ${type}, 'fortran_order': ${columnMajor ? "True" : "False"}, 'shape': (${shape}), }`;
