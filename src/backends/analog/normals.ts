import { CounterRandom } from "../../core/counter-random.ts";
import { normalQuantile } from "../../core/normal.ts";

/** Equally likely values of a standard normal number, in order: at most 4 from 0, a variance of 1 to 1e-4. */
const VALUES = 16_384;
const TABLE = Float64Array.from({ length: VALUES }, (_, n) => normalQuantile((n + 0.5) / VALUES));

/** Numbers of one look-up. */
const EACH = 8;

/** Standard normal numbers that are looked up: the same whoever asks, and in which order. */
export class Normals {
  readonly #random: CounterRandom;

  /** @param seed of the chip. @param names lead to this stream. */
  constructor(seed: number, ...names: readonly string[]) {
    this.#random = new CounterRandom(seed, ...names);
  }

  /** How many blocks `count` numbers take. */
  static blocks(count: number): number {
    return Math.ceil(count / EACH);
  }

  /**
   * The first `count` of `to` become the numbers of the blocks from `block` on, of round `round`. Hot path: a table, for
   * numbers that a function gives back are put on the heap.
   */
  fill(to: Float64Array, count: number, block: number, round: number): void {
    const random = this.#random;
    for (let n = 0; n < count; n += EACH) {
      random.at(block + n / EACH, round);
      for (let k = 0; k < EACH && n + k < count; k += 2) {
        const uniform =
          k === 0 ? random.first : k === 2 ? random.second : k === 4 ? random.third : random.fourth;
        const scaled = uniform * VALUES;
        const first = Math.floor(scaled); // by its first 14 bits; the next 14 make another
        to[n + k] = TABLE[first]!;
        if (n + k + 1 < count) to[n + k + 1] = TABLE[Math.floor((scaled - first) * VALUES)]!;
      }
    }
  }
}
