import { square } from "../core/matrix.ts";
import { part, type BallBelief } from "./ball-belief.ts";
import type { BallModel } from "./ball-model.ts";
import { rebound } from "./ball-model.ts";
import type { BeliefFlight } from "./belief-flight.ts";

/** What the model leaves out on the table, as noise. */
export interface BounceNoise {
  /** [m/s] per axis, added by a bounce. */
  readonly bounceVelocityMps: number;
  /** [rad/s] per axis, added by a bounce. */
  readonly bounceSpinRadps: number;
}

const N = 6; // velocity and spin, which the bounce law maps to velocity and spin
const REACH = Math.sqrt(N); // [-] standard deviations from the mean to a point of the spherical cubature rule
// Known better than this, a number is varied by this: the slope of the law itself.
const LEAST_VELOCITY_MPS = 1e-5;
const LEAST_SPIN_RADPS = 1e-3;

/**
 * The bounce of a belief that stands at the contact. The law has a corner where sliding becomes rolling, and an unseen spin is
 * uncertain enough to lie on both sides of it, so the law is not differentiated but regressed: the straight line (slope G)
 * that fits it best over the belief, by the spherical cubature rule (Arasaratnam and Haykin 2009), and what is left over as noise.
 *
 * The instant of the contact is as uncertain as the height: at a fixed instant a ball that is a little higher bounces a little
 * later. The column of the height therefore gets (f+ - G f-) / v_z, f the state's rate of change (saltation matrix).
 */
export class BeliefBounce {
  readonly #model: BallModel;
  readonly #noise: BounceNoise;
  readonly #root = new Float64Array(N * N); // lower triangular L with L LT = covariance
  readonly #points = new Float64Array(2 * N * N); // row per point: velocity and spin after the bounce
  readonly #after = new Float64Array(N);
  readonly #half = new Float64Array(N * N); // D, column i: half the difference of a pair of points, over REACH
  readonly #slope = new Float64Array(N * N); // G = D / L
  readonly #map = new Float64Array(81);
  readonly #held = new Float64Array(9);
  readonly #before = new Float64Array(9); // rates of change
  readonly #behind = new Float64Array(9);
  readonly #acceleration = new Float64Array(3);

  constructor(model: BallModel, noise: BounceNoise) {
    this.#model = model;
    this.#noise = noise;
  }

  /** Turns the belief round. No allocation but for the points' short-lived vectors. */
  apply(belief: BallBelief, flight: BeliefFlight): void {
    const { mean } = belief;
    const fallMps = mean[5]!;
    this.#factor(belief);
    this.#scatter(mean);
    this.#regress();
    this.#rate(mean, flight, this.#before);
    mean.set(this.#after, 3);
    flight.takeSpin(belief);
    this.#rate(mean, flight, this.#behind);
    this.#fillMap(fallMps);
    this.#carry(belief);
    this.#addRest(belief);
    belief.settle();
  }

  /** Cholesky factor of the covariance of velocity and spin. */
  #factor({ covariance, size }: BallBelief): void {
    const root = this.#root;
    for (let i = 0; i < N; i++) {
      for (let j = 0; j <= i; j++) {
        let left = covariance[(i + 3) * size + j + 3]!;
        for (let k = 0; k < j; k++) left -= root[i * N + k]! * root[j * N + k]!;
        const least = i < 3 ? LEAST_VELOCITY_MPS : LEAST_SPIN_RADPS;
        root[i * N + j] = i === j ? Math.sqrt(Math.max(left, square(least))) : left / root[j * N + j]!;
      }
    }
  }

  /** The points after the bounce, and their mean. */
  #scatter(mean: Float64Array): void {
    this.#after.fill(0);
    for (let point = 0; point < 2 * N; point++) {
      const reach = point < N ? REACH : -REACH;
      const column = point % N;
      for (let i = 0; i < N; i++) this.#held[i] = mean[i + 3]! + reach * this.#root[i * N + column]!;
      const { velocityMps, spinRadps } = rebound(this.#model, part(this.#held, 0), part(this.#held, 3));
      this.#points.set(velocityMps, point * N);
      this.#points.set(spinRadps, point * N + 3);
      for (let i = 0; i < N; i++) this.#after[i] = this.#after[i]! + this.#points[point * N + i]! / (2 * N);
    }
  }

  /** D from the pairs of points, then G L = D solved from the last column to the first. */
  #regress(): void {
    const [points, half, slope, root] = [this.#points, this.#half, this.#slope, this.#root];
    for (let i = 0; i < N; i++) {
      for (let c = 0; c < N; c++) {
        half[i * N + c] = (points[c * N + i]! - points[(c + N) * N + i]!) / (2 * REACH);
      }
      for (let c = N - 1; c >= 0; c--) {
        let left = half[i * N + c]!;
        for (let k = c + 1; k < N; k++) left -= slope[i * N + k]! * root[k * N + c]!;
        slope[i * N + c] = left / root[c * N + c]!;
      }
    }
  }

  /** Writes velocity, acceleration and the spin's rate of change, which is 0. */
  #rate(mean: Float64Array, flight: BeliefFlight, out: Float64Array): void {
    flight.accelerationOf(mean, this.#acceleration);
    for (let i = 0; i < 3; i++) {
      out[i] = mean[i + 3]!;
      out[i + 3] = this.#acceleration[i]!;
    }
  }

  #fillMap(fallMps: number): void {
    const map = this.#map;
    map.fill(0);
    for (let row = 0; row < 9; row++) {
      if (row < 3) map[row * 10] = 1;
      else for (let c = 0; c < N; c++) map[row * 9 + c + 3] = this.#slope[(row - 3) * N + c]!;
      let carried = 0;
      for (let k = 0; k < 9; k++) carried += map[row * 9 + k]! * this.#before[k]!;
      map[row * 9 + 2] = map[row * 9 + 2]! + (this.#behind[row]! - carried) / fallMps;
    }
  }

  #carry({ covariance, size }: BallBelief): void {
    for (let c = 0; c < size; c++) this.#multiply(covariance, c, size);
    for (let r = 0; r < size; r++) this.#multiply(covariance, r * size, 1);
  }

  #multiply(p: Float64Array, from: number, step: number): void {
    const [map, held] = [this.#map, this.#held];
    for (let i = 0; i < 9; i++) held[i] = p[from + i * step]!;
    for (let i = 0; i < 9; i++) {
      let sum = 0;
      for (let k = 0; k < 9; k++) sum += map[i * 9 + k]! * held[k]!;
      p[from + i * step] = sum;
    }
  }

  /** What the straight line does not explain of the points, and the noise. */
  #addRest(belief: BallBelief): void {
    const { covariance, size } = belief;
    for (let i = 0; i < N; i++) {
      for (let j = 0; j < N; j++) {
        const place = (i + 3) * size + j + 3;
        covariance[place] = covariance[place]! + this.#rest(i, j);
      }
    }
    belief.addVariance(3, square(this.#noise.bounceVelocityMps));
    belief.addVariance(6, square(this.#noise.bounceSpinRadps));
  }

  /** Covariance of the points less D DT, which G carries already. */
  #rest(i: number, j: number): number {
    let sum = 0;
    for (let point = 0; point < 2 * N; point++) {
      const from = point * N;
      sum += (this.#points[from + i]! - this.#after[i]!) * (this.#points[from + j]! - this.#after[j]!);
    }
    let explained = 0;
    for (let c = 0; c < N; c++) explained += this.#half[i * N + c]! * this.#half[j * N + c]!;
    return sum / (2 * N) - explained;
  }
}
