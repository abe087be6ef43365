import type { Detection } from "../core/perception.ts";
import { BallBelief } from "./ball-belief.ts";

/** A belief right after a detection was dealt with. */
export interface Remembered {
  readonly belief: BallBelief;
  /** [us] instant of the belief, by the reference clock. */
  timeUs: number;
  /** What was dealt with last, and which camera's it is; null for a belief that a track began with. */
  detection: Detection | null;
  camera: number;
}

/** The last beliefs of a track in order of time, in memory taken once: what a late detection is slipped in by. */
export class BeliefHistory {
  readonly #slots: readonly Remembered[];
  #first = 0;
  #count = 0;

  constructor(depth: number, size: number) {
    this.#slots = Array.from({ length: depth }, () => ({
      belief: new BallBelief(size),
      timeUs: NaN,
      detection: null,
      camera: -1,
    }));
  }

  get count(): number {
    return this.#count;
  }

  clear(): void {
    this.#count = 0;
  }

  /** The slot for the next belief; the oldest is forgotten when all are taken. Its numbers are the caller's to write. */
  next(): Remembered {
    const depth = this.#slots.length;
    if (this.#count === depth) this.#first = (this.#first + 1) % depth;
    else this.#count++;
    return this.at(this.#count - 1);
  }

  /** Belief number `i`, 0 the oldest. */
  at(i: number): Remembered {
    return this.#slots[(this.#first + i) % this.#slots.length]!;
  }

  /** Forgets all but the oldest `count`. */
  cut(count: number): void {
    this.#count = count;
  }

  /** Number of the newest belief that is not younger than `timeUs` [us], -1 when there is none. */
  before(timeUs: number): number {
    let i = this.#count - 1;
    while (i >= 0 && this.at(i).timeUs > timeUs) i--;
    return i;
  }
}
