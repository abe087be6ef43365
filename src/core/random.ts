/**
 * Seeded pseudo-random numbers: xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number
 * generators", 2021), seeded through splitmix32. Same seed, same numbers, on every engine.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** @param seed [-] any integer; only its low 32 bits count. */
  constructor(seed: number) {
    let state = seed >>> 0;
    const next = (): number => {
      state = (state + 0x9e3779b9) | 0;
      return mix32(state);
    };
    this.#a = next();
    this.#b = next();
    this.#c = next();
    this.#d = next() | 1; // the all-zero state would stay zero
  }

  /** [-] uniform integer in 0 .. 2^32-1. */
  uint32(): number {
    const scrambled = Math.imul(rotateLeft(Math.imul(this.#b, 5), 7), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = rotateLeft(this.#d, 11);
    return scrambled;
  }

  /** [-] uniform in [0, 1), 53 random bits. */
  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** [-] uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }
}

/** A full-avalanche 32-bit mix (murmur3 finaliser). */
export function mix32(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Seed of one stream: a hash of the run's seed and the names that lead to it (node id, stream name). */
export function deriveSeed(seed: number, ...names: readonly string[]): number {
  let h = mix32(seed);
  for (const name of names) {
    for (let i = 0; i < name.length; i++) h = mix32(Math.imul(h, 31) + name.charCodeAt(i));
    h = mix32(h ^ 0x5bd1e995); // ends a name, so that ("ab", "c") and ("a", "bc") differ
  }
  return h;
}

const rotateLeft = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));
