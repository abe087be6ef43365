import { CameraView } from "../core/camera-view.ts";
import type { CameraModel } from "../core/camera.ts";
import type { Detection } from "../core/perception.ts";
import type { BallBelief } from "./ball-belief.ts";
import type { BallModel } from "./ball-model.ts";
import { BounceCorner } from "./bounce-corner.ts";

const US = 1e-6; // [s]

/**
 * Corrects a belief by what one camera sees (extended Kalman filter; two measurements, x and y). The camera's clock may be
 * off by a number that the belief holds at `clock` [s]: its place then moves with the image motion.
 */
export class SightingUpdate {
  readonly #view: CameraView;
  readonly #corner: BounceCorner;
  readonly #clock: number;
  // what the image depends on: place in the state, slope of x and y
  readonly #index: Int32Array;
  readonly #hx: Float64Array;
  readonly #hy: Float64Array;
  // P HT, the gain, and (I - K H) P HT, all by columns x and y
  readonly #gx: Float64Array;
  readonly #gy: Float64Array;
  readonly #kx: Float64Array;
  readonly #ky: Float64Array;
  // covariance of the measurement
  #xx = NaN;
  #xy = NaN;
  #yy = NaN;

  /** @param clock index of the offset [s] of this camera's clock in the belief, -1 for the clock that the run goes by. */
  constructor(camera: CameraModel, model: BallModel, size: number, clock: number) {
    this.#view = new CameraView(camera);
    this.#corner = new BounceCorner(model);
    this.#clock = clock;
    this.#index = Int32Array.from(clock < 0 ? [0, 1, 2, 5] : [0, 1, 2, 5, clock]);
    this.#hx = new Float64Array(this.#index.length);
    this.#hy = new Float64Array(this.#index.length);
    this.#gx = new Float64Array(size);
    this.#gy = new Float64Array(size);
    this.#kx = new Float64Array(size);
    this.#ky = new Float64Array(size);
  }

  /**
   * Corrects the belief, which stands at the detection's instant. Returns false, and leaves the belief as it is, when the
   * detection lies outside the gate: its squared Mahalanobis distance (chi-square, 2 degrees) is above it.
   */
  apply(belief: BallBelief, detection: Detection, gate: number): boolean {
    const { mean } = belief;
    this.#view.see(mean[0]!, mean[1]!, mean[2]!);
    if (!(this.#view.depthM > 0)) return false;
    this.#corner.look(belief, (detection.windowEndUs - detection.windowStartUs) * US);
    this.#linearize(mean);
    this.#takeNoise(belief, detection);
    this.#project(belief);
    const sxx = this.#xx + this.#along(this.#hx, this.#gx);
    const sxy = this.#xy + this.#along(this.#hx, this.#gy);
    const syy = this.#yy + this.#along(this.#hy, this.#gy);
    const determinant = sxx * syy - sxy * sxy;
    if (!(determinant > 0)) return false;
    const missX = detection.xPx - this.#view.xPx - this.#view.dx[2]! * this.#corner.shiftM;
    const missY = detection.yPx - this.#view.yPx - this.#view.dy[2]! * this.#corner.shiftM;
    const distance = (missX * missX * syy - 2 * missX * missY * sxy + missY * missY * sxx) / determinant;
    if (!(distance <= gate)) return false;
    for (let i = 0; i < belief.size; i++) {
      const [gx, gy] = [this.#gx[i]!, this.#gy[i]!];
      const kx = (gx * syy - gy * sxy) / determinant;
      const ky = (gy * sxx - gx * sxy) / determinant;
      this.#kx[i] = kx;
      this.#ky[i] = ky;
      mean[i] = mean[i]! + kx * missX + ky * missY;
    }
    this.#reduce(belief);
    return true;
  }

  /** Slopes of the image by the state; near a bounce height and vertical speed count for what they tell there. */
  #linearize(mean: Float64Array): void {
    const { dx, dy } = this.#view;
    const { byHeight, bySpeed } = this.#corner;
    const [hx, hy] = [this.#hx, this.#hy];
    for (let i = 0; i < 2; i++) {
      hx[i] = dx[i]!;
      hy[i] = dy[i]!;
    }
    hx[2] = dx[2]! * (1 + byHeight);
    hy[2] = dy[2]! * (1 + byHeight);
    hx[3] = dx[2]! * bySpeed;
    hy[3] = dy[2]! * bySpeed;
    if (this.#clock < 0) return;
    hx[4] = -(dx[0]! * mean[3]! + dx[1]! * mean[4]! + dx[2]! * mean[5]!);
    hy[4] = -(dy[0]! * mean[3]! + dy[1]! * mean[4]! + dy[2]! * mean[5]!);
  }

  /**
   * Covariance of the measurement: the detection's own, what a corner leaves over, and the product of two unknowns, the
   * velocity's error and the clock's, which no slope holds: variance of the clock times J P_vv JT.
   */
  #takeNoise({ covariance, size }: BallBelief, { covariancePx2 }: Detection): void {
    const { dx, dy } = this.#view;
    const height = this.#corner.varianceM2;
    this.#xx = covariancePx2[0] + height * dx[2]! * dx[2]!;
    this.#xy = covariancePx2[1] + height * dx[2]! * dy[2]!;
    this.#yy = covariancePx2[2] + height * dy[2]! * dy[2]!;
    if (this.#clock < 0) return;
    const clockVariance = covariance[this.#clock * (size + 1)]!;
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        const both = clockVariance * covariance[(i + 3) * size + j + 3]!;
        this.#xx += both * dx[i]! * dx[j]!;
        this.#xy += both * dx[i]! * dy[j]!;
        this.#yy += both * dy[i]! * dy[j]!;
      }
    }
  }

  /** P HT */
  #project({ covariance, size }: BallBelief): void {
    for (let i = 0; i < size; i++) {
      let [x, y] = [0, 0];
      for (let k = 0; k < this.#index.length; k++) {
        const p = covariance[i * size + this.#index[k]!]!;
        x += p * this.#hx[k]!;
        y += p * this.#hy[k]!;
      }
      this.#gx[i] = x;
      this.#gy[i] = y;
    }
  }

  /** H times a column. */
  #along(h: Float64Array, column: Float64Array): number {
    let sum = 0;
    for (let k = 0; k < this.#index.length; k++) sum += h[k]! * column[this.#index[k]!]!;
    return sum;
  }

  /**
   * (I - K H) P (I - K H)T + K R KT (Joseph's form), which stays positive definite where P - K S KT would lose it by
   * cancellation: the variances before and after a sighting may differ by a factor of a million.
   */
  #reduce(belief: BallBelief): void {
    const { covariance: p, size } = belief;
    const [kx, ky, gx, gy] = [this.#kx, this.#ky, this.#gx, this.#gy];
    for (let i = 0; i < size; i++) {
      const [x, y] = [kx[i]!, ky[i]!];
      let [halfX, halfY] = [0, 0]; // row i of (I - K H) P HT
      for (let j = 0; j < size; j++) p[i * size + j] = p[i * size + j]! - x * gx[j]! - y * gy[j]!;
      for (let k = 0; k < this.#index.length; k++) {
        const rest = p[i * size + this.#index[k]!]!;
        halfX += rest * this.#hx[k]!;
        halfY += rest * this.#hy[k]!;
      }
      const noiseX = x * this.#xx + y * this.#xy - halfX;
      const noiseY = x * this.#xy + y * this.#yy - halfY;
      for (let j = 0; j < size; j++) p[i * size + j] = p[i * size + j]! + noiseX * kx[j]! + noiseY * ky[j]!;
    }
    belief.settle();
  }
}
