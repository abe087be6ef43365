import { MIN_MATCH } from "./lz4-unpack.ts";

/** [-] log2 of the number of positions remembered: 16 KiB of 32-bit numbers, half of a first-level cache. */
const HASH_BITS = 12;
/** [bytes] the format's rules for the end of a block: its last bytes are literals, no match starts near it. */
const LAST_LITERALS = 5;
const LAST_MATCH = 12;
/** [bytes] furthest a match may point back. */
const MAX_OFFSET = 65535;
/** [-] log2 of the misses after which the search takes one more byte a step: incompressible data passes quickly. */
const SKIP_SHIFT = 6;
/** Largest value of a token's half. */
const LONG = 15;

/** [bytes] how long a block of `length` bytes can become, incompressible. */
export const packedLz4Bound = (length: number): number => length + Math.ceil(length / 255) + 16;

/** What is to be packed, and where it goes. */
export interface Lz4Source {
  /** The bytes to pack are `source[from .. to - 1]`; those before `from` are not referred to. */
  readonly source: Uint8Array;
  readonly from: number;
  readonly to: number;
  /** Has room for `packedLz4Bound(to - from)` bytes from `at` on. */
  readonly target: Uint8Array;
  readonly at: number;
}

/**
 * Packs LZ4 blocks, each on its own: greedy matching through one hash table, as the reference's fast level does. The same
 * bytes always give the same block. Source: LZ4 block format, lz4_Block_format.md 1.6.
 */
export class Lz4Packer {
  readonly #places = new Int32Array(1 << HASH_BITS); // position + 1 of the bytes with this hash; 0 = none
  #target: Uint8Array = new Uint8Array(0);
  #at = 0;

  /** Packs a block; returns the position after its last byte. */
  pack({ source, from, to, target, at }: Lz4Source): number {
    this.#places.fill(0);
    this.#target = target;
    this.#at = at;
    const input = new DataView(source.buffer, source.byteOffset, source.length);
    let anchor = from; // first byte not written yet
    let place = from;
    let misses = 1 << SKIP_SHIFT;
    while (place <= to - LAST_MATCH) {
      const match = this.#find(input, place);
      if (match < from || place - match > MAX_OFFSET) {
        place += misses++ >> SKIP_SHIFT;
        continue;
      }
      const end = matchEnd(input, match, place, to - LAST_LITERALS);
      this.#writeLiterals(source, anchor, place, end - place - MIN_MATCH);
      this.#writeMatch(place - match, end - place - MIN_MATCH);
      anchor = place = end;
      misses = 1 << SKIP_SHIFT;
    }
    this.#writeLiterals(source, anchor, to, 0);
    return this.#at;
  }

  /** The last place with the same four bytes, or -1; remembers this one. */
  #find(input: DataView, place: number): number {
    const bytes = input.getInt32(place, true);
    const hash = Math.imul(bytes, -1640531535) >>> (32 - HASH_BITS); // 2^32 / golden ratio, as the reference
    const match = this.#places[hash]! - 1;
    this.#places[hash] = place + 1;
    return match >= 0 && input.getInt32(match, true) === bytes ? match : -1;
  }

  /** The token, and the bytes from `from` to `to` as they are. */
  #writeLiterals(source: Uint8Array, from: number, to: number, matchLength: number): void {
    const count = to - from;
    const target = this.#target;
    target[this.#at++] = (Math.min(count, LONG) << 4) | Math.min(matchLength, LONG);
    this.#writeLength(count);
    let at = this.#at;
    if (count > 32) target.set(source.subarray(from, to), at);
    else for (let i = from; i < to; i++) target[at++] = source[i]!;
    this.#at += count;
  }

  #writeMatch(offset: number, length: number): void {
    this.#target[this.#at++] = offset & 0xff;
    this.#target[this.#at++] = offset >>> 8;
    this.#writeLength(length);
  }

  /** What of a length is more than the token holds. */
  #writeLength(length: number): void {
    if (length < LONG) return;
    let rest = length - LONG;
    for (; rest >= 255; rest -= 255) this.#target[this.#at++] = 255;
    this.#target[this.#at++] = rest;
  }
}

/** Where the bytes from `place` on stop being those from `match` on, at most `limit`. */
function matchEnd(input: DataView, match: number, place: number, limit: number): number {
  const offset = place - match;
  let at = place + MIN_MATCH;
  while (at + 4 <= limit) {
    const difference = input.getInt32(at, true) ^ input.getInt32(at - offset, true);
    if (difference !== 0) return at + ((31 - Math.clz32(difference & -difference)) >>> 3); // lowest byte that differs
    at += 4;
  }
  while (at < limit && input.getUint8(at) === input.getUint8(at - offset)) at++;
  return at;
}
