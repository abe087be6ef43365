import type { Air } from "./air.ts";

/** Exact derivatives of a ball's acceleration. One object, written anew for each velocity. */
export class AirSlopes {
  /** Row-major 3x3: [1/s] by velocity, [m/s/rad] by spin. */
  readonly byVelocity = new Float64Array(9);
  readonly bySpin = new Float64Array(9);
  readonly #v = new Float64Array(3);
  readonly #w = new Float64Array(3);

  /** Fills both for a velocity [m/s] and the air's spin. */
  take(air: Air, vx: number, vy: number, vz: number): void {
    const speed = Math.sqrt(vx * vx + vy * vy + vz * vz);
    const lift = air.lift(speed);
    const sum = speed + air.reach * air.spin;
    const slope = sum === 0 ? 0 : (air.magnus * air.reach) / (sum * sum);
    const perSpeed = speed === 0 ? 0 : 1 / speed;
    const bySpeed = slope * air.spin * perSpeed; // of the lift, per component of the velocity
    const byRate = air.spin === 0 ? 0 : (-slope * speed) / air.spin; // per component of the spin
    const v = this.#v;
    const w = this.#w;
    v[0] = vx;
    v[1] = vy;
    v[2] = vz;
    w[0] = air.wx;
    w[1] = air.wy;
    w[2] = air.wz;
    for (let i = 0; i < 3; i++) {
      const j = (i + 1) % 3;
      const k = (i + 2) % 3;
      const side = w[j]! * v[k]! - w[k]! * v[j]!; // of spin x velocity
      const along = bySpeed * side - air.drag * perSpeed * v[i]!;
      for (let c = 0; c < 3; c++) {
        this.byVelocity[i * 3 + c] = along * v[c]!;
        this.bySpin[i * 3 + c] = byRate * side * w[c]!;
      }
      this.byVelocity[i * 4] = this.byVelocity[i * 4]! - air.drag * speed;
      this.byVelocity[i * 3 + k] = this.byVelocity[i * 3 + k]! + lift * w[j]!;
      this.byVelocity[i * 3 + j] = this.byVelocity[i * 3 + j]! - lift * w[k]!;
      this.bySpin[i * 3 + j] = this.bySpin[i * 3 + j]! + lift * v[k]!;
      this.bySpin[i * 3 + k] = this.bySpin[i * 3 + k]! - lift * v[j]!;
    }
  }
}
