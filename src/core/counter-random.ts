import { deriveSeed } from "./random.ts";

const PER_WORD = 1 / 4294967296;

/**
 * Random numbers that are looked up, not drawn in turn: the words at (index, n) are a hash of the key and of those two,
 * so they do not depend on what else was asked for, in which order, or by which thread. Hash: pcg4d of Jarzynski and
 * Olano, "Hash functions for GPU rendering", JCGT 9 (3), 2020. No allocation.
 */
export class CounterRandom {
  readonly #key: number;
  #a = 0;
  #b = 0;
  #c = 0;
  #d = 0;

  /** @param seed [-] of the run. @param names lead to this stream, such as the camera's id and what the numbers are for. */
  constructor(seed: number, ...names: readonly string[]) {
    this.#key = deriveSeed(seed, ...names) | 0;
  }

  /** Looks up the four words at an index (a pixel, say) and a count `n`, both whole numbers from 0 to 2^53. */
  at(index: number, n: number): void {
    let a = mix(this.#key);
    let b = mix(index | 0);
    let c = mix(n | 0);
    let d = mix((Math.floor(n / 4294967296) + Math.imul(Math.floor(index / 4294967296), 31)) | 0);
    a = (a + Math.imul(b, d)) | 0;
    b = (b + Math.imul(c, a)) | 0;
    c = (c + Math.imul(a, b)) | 0;
    d = (d + Math.imul(b, c)) | 0;
    a ^= a >>> 16;
    b ^= b >>> 16;
    c ^= c >>> 16;
    d ^= d >>> 16;
    a = (a + Math.imul(b, d)) | 0;
    b = (b + Math.imul(c, a)) | 0;
    c = (c + Math.imul(a, b)) | 0;
    d = (d + Math.imul(b, c)) | 0;
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#d = d;
  }

  /** [-] uniform in (0, 1), 32 random bits, of each of the four words. */
  get first(): number {
    return ((this.#a >>> 0) + 0.5) * PER_WORD;
  }

  get second(): number {
    return ((this.#b >>> 0) + 0.5) * PER_WORD;
  }

  get third(): number {
    return ((this.#c >>> 0) + 0.5) * PER_WORD;
  }

  get fourth(): number {
    return ((this.#d >>> 0) + 0.5) * PER_WORD;
  }
}

/** The linear congruential step with which pcg4d begins. */
const mix = (word: number): number => (Math.imul(word, 1664525) + 1013904223) | 0;
