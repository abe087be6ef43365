import {
  addSymmetric,
  applySymmetric,
  at,
  fromRowMajor,
  invertSymmetric,
  square,
  symmetrize,
  type SquareMatrix,
  type Symmetric3,
} from "../core/matrix.ts";
import type { BallFix, BallState } from "../core/perception.ts";
import { dot, subtract, type Vec3 } from "../core/vec3.ts";
import { positionPart, predict, type BallDynamics, type BallEstimate } from "./ball-estimate.ts";

export interface BallFilterOptions {
  readonly dynamics: BallDynamics;
  /** [m/s] per axis, of a ball about which nothing is known; its mean is 0. */
  readonly velocitySigmaMps: number;
  /** [rad/s] per axis, likewise. */
  readonly spinSigmaRadps: number;
  /** [-] a fix with a larger squared Mahalanobis distance (chi-square, 3 degrees) is an outlier. */
  readonly gate: number;
  /** [-] outliers in a row after which they are right and the track is wrong. */
  readonly maxOutliers: number;
  /** [us] a longer silence ends the track. */
  readonly maxGapUs: number;
  /** [-] fixes that a track needs before it is told to anybody. */
  readonly minFixes: number;
}

/** What a fix did: began a track, improved it, was an outlier, was older than the track, or held NaN. */
export type FixVerdict = "started" | "used" | "outlier" | "late" | "invalid";

/**
 * Extended Kalman filter on position, velocity and spin, with drag, Magnus force and table bounces in its prediction.
 * Spin is never seen: it starts from a prior and shows in the curve of the flight and in the bounce.
 */
export class BallFilter {
  readonly #options: BallFilterOptions;
  #estimate: BallEstimate | null = null;
  #validAtUs = -Infinity;
  #fixes = 0;
  #outliers = 0;
  #track = -1;

  constructor(options: BallFilterOptions) {
    this.#options = options;
  }

  /** Takes a fix; `state` then tells the ball at the fix's instant if the verdict is `started` or `used`. */
  update(fix: BallFix): FixVerdict {
    const { maxGapUs, maxOutliers, dynamics } = this.#options;
    if (!isFiniteFix(fix)) return "invalid";
    const gapUs = fix.validAtUs - this.#validAtUs;
    if (this.#estimate === null || gapUs > maxGapUs) return this.#start(fix);
    if (gapUs < 0) return "late";
    const predicted = predict(dynamics, this.#estimate, gapUs * 1e-6);
    const corrected = this.#correct(predicted, fix);
    if (corrected === null) {
      this.#outliers++;
      return this.#outliers > maxOutliers ? this.#start(fix) : "outlier";
    }
    this.#estimate = corrected;
    this.#validAtUs = fix.validAtUs;
    this.#outliers = 0;
    this.#fixes++;
    return "used";
  }

  /** The ball at the last fix used; null while the track is too young to trust. */
  state(): BallState | null {
    if (this.#estimate === null || this.#fixes < this.#options.minFixes) return null;
    const { motion, covariance } = this.#estimate;
    return {
      positionM: motion.positionM,
      velocityMps: motion.velocityMps,
      spinRadps: motion.spinRadps,
      covariance: Array.from(covariance),
      validAtUs: this.#validAtUs,
      track: this.#track,
    };
  }

  #start(fix: BallFix): "started" {
    const { velocitySigmaMps, spinSigmaRadps } = this.#options;
    const covariance = new Float64Array(81);
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) covariance[i * 9 + j] = at(fix.covarianceM2, i * 3 + j);
      covariance[(i + 3) * 10] = square(velocitySigmaMps);
      covariance[(i + 6) * 10] = square(spinSigmaRadps);
    }
    const motion = { positionM: fix.positionM, velocityMps: ZERO, spinRadps: ZERO };
    this.#estimate = { motion, covariance };
    this.#validAtUs = fix.validAtUs;
    this.#outliers = 0;
    this.#fixes = 1;
    this.#track++;
    return "started";
  }

  /** The estimate improved by the fix, or null when the fix does not fit it. */
  #correct({ motion, covariance }: BallEstimate, fix: BallFix): BallEstimate | null {
    const innovation = subtract(fix.positionM, motion.positionM);
    const fixCovariance = fromRowMajor(fix.covarianceM2);
    const spread = addSymmetric(positionPart(covariance), fixCovariance);
    const weight = invertSymmetric(spread);
    if (weight === null) return null;
    const weighted = applySymmetric(weight, innovation);
    if (!(dot(innovation, weighted) <= this.#options.gate)) return null;
    const shift = (row: number): number => dot(seenPart(covariance, row), weighted);
    const moved = (v: Vec3, row: number): Vec3 => [
      v[0] + shift(row),
      v[1] + shift(row + 1),
      v[2] + shift(row + 2),
    ];
    return {
      motion: {
        positionM: moved(motion.positionM, 0),
        velocityMps: moved(motion.velocityMps, 3),
        spinRadps: moved(motion.spinRadps, 6),
      },
      covariance: reduced(covariance, weight, fixCovariance),
    };
  }
}

const isFiniteFix = ({ positionM, covarianceM2, validAtUs }: BallFix): boolean =>
  [...positionM, ...covarianceM2, validAtUs].every(Number.isFinite);

const ZERO: Vec3 = [0, 0, 0];

/** Covariance of one component of the state with the position, which is what a fix sees. */
const seenPart = (covariance: SquareMatrix, row: number): Vec3 => [
  at(covariance, row * 9),
  at(covariance, row * 9 + 1),
  at(covariance, row * 9 + 2),
];

/**
 * (I - K H) P (I - K H)T + K R KT (Joseph's form), which stays positive definite where P - K S KT would lose it by
 * cancellation: the variances before and after a fix may differ by a factor of a million.
 */
function reduced(covariance: SquareMatrix, weight: Symmetric3, fixCovariance: Symmetric3): SquareMatrix {
  const gains = Array.from({ length: 9 }, (_, row) => applySymmetric(weight, seenPart(covariance, row)));
  const half = covariance.slice(); // (I - K H) P
  gains.forEach((gain, i) => {
    for (let j = 0; j < 9; j++) half[i * 9 + j] = at(half, i * 9 + j) - dot(gain, seenPart(covariance, j));
  });
  const next = half.slice();
  gains.forEach((gain, j) => {
    const noise = applySymmetric(fixCovariance, gain);
    for (let i = 0; i < 9; i++) {
      const added = dot(gains[i] ?? ZERO, noise) - dot(seenPart(half, i), gain);
      next[i * 9 + j] = at(next, i * 9 + j) + added;
    }
  });
  symmetrize(next, 9);
  return next;
}
