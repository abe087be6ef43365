import { asciiBytes } from "../../src/codecs/ascii.ts";

/** Header lines as Prophesee files have them. */
export const percentHeader = (...lines: readonly string[]): Uint8Array =>
  asciiBytes(lines.map((line) => `% ${line}\n`).join(""));

/** 16-bit words, little-endian. */
export const words16 = (...words: readonly number[]): Uint8Array =>
  Uint8Array.from(words.flatMap((word) => [word & 0xff, (word >>> 8) & 0xff]));

/** 32-bit words, little-endian. */
export const words32 = (...words: readonly number[]): Uint8Array =>
  Uint8Array.from(words.flatMap((word) => [0, 8, 16, 24].map((shift) => (word >>> shift) & 0xff)));

/** EVT 2.0, one function per row of the format table; times in the word's own units. */
export const evt2 = {
  /** type 8 | t >> 6, 28 bits */
  timeHigh: (high: number) => (0x8 << 28) | high,
  /** type p | t low 6 | x 11 | y 11 */
  cd: (p: 0 | 1, low: number, x: number, y: number) => (p << 28) | (low << 22) | (x << 11) | y,
  /** type A | t low 6 | id at bit 8, 5 | value */
  trigger: (low: number, id: number, value: 0 | 1) => (0xa << 28) | (low << 22) | (id << 8) | value,
  /** any other type */
  other: (type: number) => type << 28,
};

/** EVT 2.1, as the [high, low] halves of a 64-bit word. */
export const evt21 = {
  /** type 8 | t >> 6, 28 bits || unused */
  timeHigh: (high: number): Halves => [(0x8 << 28) | high, 0],
  /** type p | t low 6 | x 11 | y 11 || valid mask */
  cd: (p: 0 | 1, low: number, x: number, y: number, mask: number): Halves => [
    (p << 28) | (low << 22) | (x << 11) | y,
    mask,
  ],
  /** type A | t low 6 | id at bit 40, 5 | value at bit 32 || unused */
  trigger: (low: number, id: number, value: 0 | 1): Halves => [
    (0xa << 28) | (low << 22) | (id << 8) | value,
    0,
  ],
  other: (type: number): Halves => [type << 28, 0],
};
export type Halves = readonly [high: number, low: number];

/** 64-bit words with the low half first. */
export const little64 = (...words: readonly Halves[]): Uint8Array =>
  words32(...words.flatMap(([high, low]) => [low, high]));
/** 64-bit words with the high half first, each half little-endian. */
export const legacy64 = (...words: readonly Halves[]): Uint8Array => words32(...words.flat());

/** EVT 3.0, one function per row of the format table. */
export const evt3 = {
  addrY: (y: number) => y,
  /** type 1: the row of something that is no CD event */
  otherAddrY: (y: number) => 0x1000 | y,
  /** the row of the slave camera: bit 11 */
  slaveAddrY: (y: number) => 0x0800 | y,
  addrX: (p: 0 | 1, x: number) => 0x2000 | (p << 11) | x,
  vectBase: (p: 0 | 1, x: number) => 0x3000 | (p << 11) | x,
  vect12: (mask: number) => 0x4000 | mask,
  vect8: (mask: number) => 0x5000 | mask,
  timeLow: (low: number) => 0x6000 | low,
  timeHigh: (high: number) => 0x8000 | high,
  trigger: (id: number, value: 0 | 1) => 0xa000 | (id << 8) | value,
  other: (type: number) => type << 12,
};

/** A DAT version 2 row: t 32 | p 4, y 14, x 14. */
export const dat2 = (t: number, x: number, y: number, p: number): readonly number[] => [
  t,
  (p << 28) | (y << 14) | x,
];
/** A DAT version 1 row: t 32 | p at bit 17, y 8, x 9. */
export const dat1 = (t: number, x: number, y: number, p: number): readonly number[] => [
  t,
  (p << 17) | (y << 9) | x,
];
/** A DAT trigger row: t 32 | id 6, unused 22, p 4. */
export const datTrigger = (t: number, id: number, p: number): readonly number[] => [t, (id << 26) | p];
