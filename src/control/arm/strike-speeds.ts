/** [rad/s] a turning of the face counts as much as a joint at full speed. */
const TURN_SCALE_RADPS = 8;

/**
 * Joint speeds that give the blade's centre a velocity: of all of them those with the least sum of squares of speed over
 * limit, where a turning of the face (which a wrong time of contact would turn into a wrong direction) counts, too. With M
 * the weights, J the centre's Jacobian: M^-1 J' (J M^-1 J')^-1 v. Hot path: nothing is allocated after the constructor.
 */
export class StrikeSpeeds {
  readonly #n: number;
  /** 1 / limit^2 per joint. */
  readonly #weights: Float64Array;
  readonly #m: Float64Array;
  /** M^-1 J', three columns of n. */
  readonly #solved: Float64Array;
  readonly #g = new Float64Array(9);

  /** @param speeds limits of the joints, [m/s] or [rad/s] */
  constructor(speeds: readonly number[]) {
    const n = speeds.length;
    this.#n = n;
    this.#weights = Float64Array.from(speeds, (speed) => 1 / (speed * speed));
    this.#m = new Float64Array(n * n);
    this.#solved = new Float64Array(3 * n);
  }

  /**
   * Writes the joint speeds. False when the arm cannot move its blade that way (singular).
   * @param jacobian 6 x n, row-major, see `ArmKinematics`
   * @param normal the face's; turning about it is free
   */
  solve(
    jacobian: Float64Array,
    normal: ArrayLike<number>,
    velocity: ArrayLike<number>,
    out: Float64Array,
  ): boolean {
    const n = this.#n;
    this.#weigh(jacobian, normal);
    if (!this.#factorize()) return false;
    for (let c = 0; c < 3; c++) this.#solveColumn(jacobian, c);
    const g = this.#g;
    for (let r = 0; r < 3; r++) {
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let j = 0; j < n; j++) sum += jacobian[r * n + j]! * this.#solved[c * n + j]!;
        g[r * 3 + c] = sum;
      }
    }
    const [a, b, c, d, e, f] = [g[0]!, g[1]!, g[2]!, g[4]!, g[5]!, g[8]!]; // symmetric
    const [c00, c01, c02] = [d * f - e * e, c * e - b * f, b * e - c * d];
    const determinant = a * c00 + b * c01 + c * c02;
    if (!(determinant > 1e-12 * (a + d + f) * (a + d + f) * (a + d + f))) return false;
    const [x, y, z] = [velocity[0]!, velocity[1]!, velocity[2]!];
    const k0 = (c00 * x + c01 * y + c02 * z) / determinant;
    const k1 = (c01 * x + (a * f - c * c) * y + (b * c - a * e) * z) / determinant;
    const k2 = (c02 * x + (b * c - a * e) * y + (a * d - b * b) * z) / determinant;
    const s = this.#solved;
    for (let j = 0; j < n; j++) out[j] = k0 * s[j]! + k1 * s[n + j]! + k2 * s[2 * n + j]!;
    return true;
  }

  /** M = weights + (turning of the face)' (turning of the face), the lower half. */
  #weigh(jacobian: Float64Array, normal: ArrayLike<number>): void {
    const n = this.#n;
    const m = this.#m;
    const scale = 1 / (TURN_SCALE_RADPS * TURN_SCALE_RADPS);
    const [nx, ny, nz] = [normal[0]!, normal[1]!, normal[2]!];
    for (let i = 0; i < n; i++) {
      const [ax, ay, az] = [jacobian[3 * n + i]!, jacobian[4 * n + i]!, jacobian[5 * n + i]!];
      const along = ax * nx + ay * ny + az * nz;
      for (let j = 0; j <= i; j++) {
        const [bx, by, bz] = [jacobian[3 * n + j]!, jacobian[4 * n + j]!, jacobian[5 * n + j]!];
        const both = ax * bx + ay * by + az * bz - along * (bx * nx + by * ny + bz * nz);
        m[i * n + j] = scale * both + (i === j ? this.#weights[i]! : 0);
      }
    }
  }

  /** Cholesky, in place. */
  #factorize(): boolean {
    const n = this.#n;
    const m = this.#m;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = m[i * n + j]!;
        for (let k = 0; k < j; k++) sum -= m[i * n + k]! * m[j * n + k]!;
        if (i !== j) m[i * n + j] = sum / m[j * n + j]!;
        else if (sum > 0) m[i * n + i] = Math.sqrt(sum);
        else return false;
      }
    }
    return true;
  }

  /** Column `c` of M^-1 J'. */
  #solveColumn(jacobian: Float64Array, c: number): void {
    const n = this.#n;
    const m = this.#m;
    const s = this.#solved;
    for (let i = 0; i < n; i++) {
      let sum = jacobian[c * n + i]!;
      for (let k = 0; k < i; k++) sum -= m[i * n + k]! * s[c * n + k]!;
      s[c * n + i] = sum / m[i * n + i]!;
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = s[c * n + i]!;
      for (let k = i + 1; k < n; k++) sum -= m[k * n + i]! * s[c * n + k]!;
      s[c * n + i] = sum / m[i * n + i]!;
    }
  }
}
