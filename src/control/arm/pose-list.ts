/** One way to hold the racket at a place. */
export interface Pose {
  /** [-] smaller is better. */
  cost: number;
  /** [rad] direction of the handle, see `handleFrame`. */
  handleRad: number;
  /** [-] which of the caller's places. */
  place: number;
  /** [m] or [rad], and those per second. */
  readonly positions: Float64Array;
  readonly velocities: Float64Array;
}

/** The best poses found so far, best first, in memory that is used again. */
export class PoseList {
  count = 0;
  readonly #poses: Pose[];

  constructor(size: number, joints: number) {
    this.#poses = Array.from({ length: size }, () => ({
      cost: NaN,
      handleRad: NaN,
      place: NaN,
      positions: new Float64Array(joints),
      velocities: new Float64Array(joints),
    }));
  }

  clear(): void {
    this.count = 0;
  }

  /** The pose at a rank below `count`. */
  at(rank: number): Pose | null {
    return rank < this.count ? (this.#poses[rank] ?? null) : null;
  }

  /** Whether a pose of this cost would find room. */
  wants(cost: number): boolean {
    const last = this.#poses.at(-1);
    return this.count < this.#poses.length ? cost < Infinity : last !== undefined && cost < last.cost;
  }

  /** Makes room for a pose of this cost, which the caller fills; only for one that is wanted. */
  insert(cost: number): Pose {
    if (this.count < this.#poses.length) this.count++;
    let rank = this.count - 1;
    const free = this.#poses[rank]!;
    while (rank > 0 && this.#poses[rank - 1]!.cost > cost) {
      this.#poses[rank] = this.#poses[rank - 1]!;
      rank--;
    }
    this.#poses[rank] = free;
    free.cost = cost;
    return free;
  }
}
