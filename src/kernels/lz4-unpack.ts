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
 * Unpacks a block byte by byte: the reference for kernels/lz4.ts. Source: LZ4 block format, lz4_Block_format.md 1.6.
 * @returns position after the last byte written, or -1 when the block is damaged or does not fit
 */
export function unpackLz4Block({ source, from, to, target, at }: Lz4Block): number {
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
