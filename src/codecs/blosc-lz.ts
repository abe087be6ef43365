/** [bytes] how far back the short form of a match reaches; the long form counts from there. */
const NEAR = 8191;
/** Lengths and distances that say that more bytes of them follow. */
const LONG_LENGTH = 6;
const LONG_DISTANCE = 31 << 8;
const LEAST_MATCH = 3;

/** Both ends of a block being unpacked. */
interface Cursor {
  readonly packed: Uint8Array;
  readonly out: Uint8Array;
  at: number;
  to: number;
}

/**
 * Unpacks BloscLZ, a kin of FastLZ: a byte below 32 copies that many literals and one more, any other repeats 3 bytes or
 * more of those before. Source: c-blosc 1.21, `blosclz.c`.
 * @returns whether the packed bytes fill `out` exactly
 */
export function unpackBloscLz(packed: Uint8Array, out: Uint8Array): boolean {
  const cursor: Cursor = { packed, out, at: 0, to: 0 };
  while (cursor.at < packed.length) {
    const control = cursor.at === 0 ? packed[0]! & 31 : packed[cursor.at]!;
    cursor.at++;
    if (!(control < 32 ? copyLiterals(cursor, control + 1) : copyMatch(cursor, control))) return false;
  }
  return cursor.to === out.length;
}

function copyLiterals(cursor: Cursor, count: number): boolean {
  const { packed, out, at, to } = cursor;
  if (to + count > out.length || at + count > packed.length) return false;
  out.set(packed.subarray(at, at + count), to);
  cursor.at += count;
  cursor.to += count;
  return true;
}

function copyMatch(cursor: Cursor, control: number): boolean {
  const { packed, out } = cursor;
  let length = (control >>> 5) - 1;
  if (length === LONG_LENGTH) {
    let more = 255;
    while (more === 255 && cursor.at < packed.length) length += more = packed[cursor.at++]!;
  }
  let from = cursor.to - distanceOf(cursor, (control & 31) << 8) - 1;
  const end = cursor.to + length + LEAST_MATCH;
  if (from < 0 || end > out.length || cursor.at > packed.length) return false;
  while (cursor.to < end) out[cursor.to++] = out[from++]!;
  return true;
}

function distanceOf(cursor: Cursor, high: number): number {
  const { packed } = cursor;
  const low = packed[cursor.at++] ?? 0;
  if (low !== 255 || high !== LONG_DISTANCE) return high + low;
  const far = ((packed[cursor.at] ?? 0) << 8) + (packed[cursor.at + 1] ?? 0);
  cursor.at += 2;
  return far + NEAR;
}
