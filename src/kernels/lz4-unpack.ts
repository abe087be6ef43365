/** One LZ4 block and where it goes. */
export interface Lz4Block {
  /** The packed bytes are `source[from .. to - 1]`. */
  readonly source: Uint8Array;
  readonly from: number;
  readonly to: number;
  /** The unpacked bytes go to `target[at ..]`; those before `at` are the history that linked blocks refer to. */
  readonly target: Uint8Array;
  readonly at: number;
}

/** [bytes] a match is at least this long; the token stores what is above it. */
export const MIN_MATCH = 4;
/** Largest value of a token's half: more bytes of the length follow. */
const LONG = 15;

/**
 * Unpacks a block byte by byte: the reference for `unpackLz4Block`. Source: LZ4 block format, lz4_Block_format.md 1.6.
 * @returns position after the last byte written, or -1 when the block is damaged or does not fit
 */
export function unpackLz4BlockPlainly({ source, from, to, target, at }: Lz4Block): number {
  let input = from;
  let output = at;
  const readLength = (start: number): number => {
    let length = start;
    let more = start === LONG;
    while (more && input < to) {
      length += source[input]!;
      more = source[input++] === 255;
    }
    return more ? Infinity : length;
  };
  while (input < to) {
    const token = source[input++]!;
    const literals = readLength(token >>> 4);
    if (input + literals > to || output + literals > target.length) return -1;
    for (let i = 0; i < literals; i++) target[output++] = source[input++]!;
    if (input === to) return output; // the last sequence has no match
    if (input + 2 > to) return -1;
    const offset = source[input]! | (source[input + 1]! << 8);
    input += 2;
    const length = readLength(token & LONG) + MIN_MATCH;
    if (offset === 0 || offset > output || output + length > target.length) return -1;
    for (let i = 0; i < length; i++, output++) target[output] = target[output - offset]!;
  }
  return -1;
}

/** [bytes] the fast loop reads and writes at most this far beyond the byte it is at. */
const SLACK = 32;
/** The fast loop takes at most this many literals and a match of at most this length: what fits its fixed copies. */
const SHORT_LITERALS = 8;
const SHORT_MATCH = LONG - 1 + MIN_MATCH;

/** Both ends of a block being unpacked. */
interface Cursor {
  readonly source: Uint8Array;
  readonly input: DataView;
  readonly to: number;
  readonly target: Uint8Array;
  readonly output: DataView;
  from: number;
  at: number;
}

/**
 * Unpacks a block; gives what `unpackLz4BlockPlainly` gives. Bytes of the target after the returned position may have
 * been overwritten.
 *
 * Hot path: sequences of few literals and a short match, nearly all there is in event data, go through fixed 8-byte
 * copies that may write too much, which the next sequence overwrites; V8 turns `setBigUint64(getBigUint64)` into one load
 * and one store. `npm run bench -- events`.
 */
export function unpackLz4Block({ source, from, to, target, at }: Lz4Block): number {
  const input = new DataView(source.buffer, source.byteOffset, source.length);
  const output = new DataView(target.buffer, target.byteOffset, target.length);
  const cursor: Cursor = { source, input, to, target, output, from, at };
  while (cursor.from < to) {
    if (!unpackShort(cursor) || !unpackOne(cursor)) return -1;
    if (cursor.from === to) return cursor.at;
  }
  return -1;
}

/** Takes short sequences, as long as there is slack on both sides; returns false on damage. */
function unpackShort(cursor: Cursor): boolean {
  const { source, input, output } = cursor;
  const lastInput = cursor.to - SLACK;
  const lastOutput = cursor.target.length - SLACK;
  let from = cursor.from;
  let at = cursor.at;
  while (from <= lastInput && at <= lastOutput) {
    const token = source[from]!;
    const literals = token >>> 4;
    const length = (token & LONG) + MIN_MATCH;
    if (literals > SHORT_LITERALS || length > SHORT_MATCH) break;
    output.setBigUint64(at, input.getBigUint64(from + 1, true), true);
    const place = at + literals;
    const offset = input.getUint16(from + 1 + literals, true);
    const match = place - offset;
    if (offset < 8) break; // the copies would overlap
    if (match < 0) return false;
    output.setBigUint64(place, output.getBigUint64(match, true), true);
    if (length > 8) {
      output.setBigUint64(place + 8, output.getBigUint64(match + 8, true), true);
      output.setUint16(place + 16, output.getUint16(match + 16, true), true);
    }
    from += 3 + literals;
    at = place + length;
  }
  cursor.from = from;
  cursor.at = at;
  return true;
}

/** Takes one sequence of any kind, or the end of the block; returns false on damage. */
function unpackOne(cursor: Cursor): boolean {
  const { source, to, target } = cursor;
  const token = source[cursor.from++]!;
  const literals = readLength(cursor, token >>> 4);
  const place = cursor.at + literals;
  const from = cursor.from + literals;
  if (from > to || place > target.length) return false;
  copyLiterals(cursor, from);
  if (from === to) return true;
  if (from + 2 > to) return false;
  const offset = source[from]! | (source[from + 1]! << 8);
  cursor.from = from + 2;
  const end = place + readLength(cursor, token & LONG) + MIN_MATCH;
  if (offset === 0 || offset > place || end > target.length) return false;
  copyMatch(cursor, offset, end);
  return cursor.from < to; // a match is never the last
}

/** A length, of which the token held `start`; Infinity when the block ends within it. */
function readLength(cursor: Cursor, start: number): number {
  if (start < LONG) return start;
  const { source, to } = cursor;
  let length = start;
  while (cursor.from < to) {
    const more = source[cursor.from++]!;
    length += more;
    if (more < 255) return length;
  }
  return Infinity;
}

/** [bytes] from this length on the engine's own copy is faster than a loop. */
const NATIVE_COPY = 64;

function copyLiterals(cursor: Cursor, end: number): void {
  const { source, target } = cursor;
  let { from, at } = cursor;
  if (end - from >= NATIVE_COPY) target.set(source.subarray(from, end), at);
  else while (from < end) target[at++] = source[from++]!;
  cursor.at += end - cursor.from;
  cursor.from = end;
}

function copyMatch(cursor: Cursor, offset: number, end: number): void {
  const { target, output } = cursor;
  let at = cursor.at;
  if (offset >= end - at && end - at >= NATIVE_COPY) target.copyWithin(at, at - offset, end - offset);
  else {
    if (offset >= 8) {
      for (; at + 8 <= end; at += 8) output.setBigUint64(at, output.getBigUint64(at - offset, true), true);
    }
    for (; at < end; at++) target[at] = target[at - offset]!;
  }
  cursor.at = end;
}
