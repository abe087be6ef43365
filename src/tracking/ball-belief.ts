import { symmetrize } from "../core/matrix.ts";
import type { BallState } from "../core/perception.ts";
import type { Vec3 } from "../core/vec3.ts";

/** [-] numbers that say where a ball is and how it moves: position [m], velocity [m/s], spin [rad/s], world frame. */
export const BALL_SIZE = 9;

/**
 * What is known of a ball: a mean and its covariance, SI units, written in place. Behind the nine numbers of the ball may
 * stand others that do not move with it, such as the offsets of clocks.
 */
export class BallBelief {
  readonly size: number;
  readonly mean: Float64Array;
  /** `size` x `size`, row-major, symmetric. */
  readonly covariance: Float64Array;

  constructor(size: number = BALL_SIZE) {
    this.size = size;
    this.mean = new Float64Array(size);
    this.covariance = new Float64Array(size * size);
  }

  /** Takes over the numbers of a belief of the same size. */
  copy(from: BallBelief): void {
    this.mean.set(from.mean);
    this.covariance.set(from.covariance);
  }

  /** Takes over a state that holds nothing beside the ball. */
  read(state: BallState): void {
    this.mean.set(state.positionM, 0);
    this.mean.set(state.velocityMps, 3);
    this.mean.set(state.spinRadps, 6);
    this.covariance.set(state.covariance);
  }

  /** Adds a variance on the diagonal, for three numbers from `first` on. */
  addVariance(first: number, variance: number): void {
    const { covariance, size } = this;
    for (let i = first; i < first + 3; i++)
      covariance[i * (size + 1)] = covariance[i * (size + 1)]! + variance;
  }

  /** [rad/s] root of the trace of the spin's covariance. */
  spinSpread(): number {
    const { covariance, size } = this;
    const step = size + 1;
    return Math.sqrt(covariance[6 * step]! + covariance[7 * step]! + covariance[8 * step]!);
  }

  /** Makes the covariance symmetric to the last bit. */
  settle(): void {
    symmetrize(this.covariance, this.size);
  }
}

/** Three numbers of a belief's mean, as a copy. */
export const part = (mean: Float64Array, first: 0 | 3 | 6): Vec3 => [
  mean[first]!,
  mean[first + 1]!,
  mean[first + 2]!,
];

/** The upper left `n` x `n` of a belief's covariance, row-major, as a copy. */
export function corner({ covariance, size }: BallBelief, n: number): number[] {
  const values = new Array<number>(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) values[i * n + j] = covariance[i * size + j]!;
  }
  return values;
}
