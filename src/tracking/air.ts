import { square } from "../core/matrix.ts";
import type { Vec3 } from "../core/vec3.ts";
import type { BallModel } from "./ball-model.ts";

/**
 * What the air and gravity do to a ball of one spin: a = g - drag |v| v + lift (w x v), lift = magnus |v| / (|v| + reach |w|).
 * Results are left in fields, so that a hot path allocates nothing.
 */
export class Air {
  /** [m/s^2] of the velocity asked about last. */
  ax = NaN;
  ay = NaN;
  az = NaN;
  /** [1/m] */
  readonly drag: number;
  /** [-] */
  readonly magnus: number;
  /** [m] how soon the lift saturates. */
  readonly reach: number;
  /** [rad/s] the spin, and its size with its uncertainty. */
  wx = 0;
  wy = 0;
  wz = 0;
  spin = 0;
  readonly #gravity: number;

  constructor(model: BallModel) {
    this.#gravity = model.gravityMps2;
    this.drag = model.dragPerM;
    this.magnus = model.magnus;
    this.reach = model.magnusSaturation * model.radiusM;
  }

  /**
   * Takes a spin [rad/s] and how uncertain it is (root of the trace of its covariance), 0 for a known one. The lift then
   * saturates with the root mean square of the spin: linearised at a spin of 0, as a new track has it, the lift of an
   * unknown spin would be taken for twice what it is.
   */
  setSpin([wx, wy, wz]: Vec3, spreadRadps: number): void {
    this.wx = wx;
    this.wy = wy;
    this.wz = wz;
    this.spin = Math.sqrt(wx * wx + wy * wy + wz * wz + square(spreadRadps));
  }

  /** Fills `ax`, `ay`, `az` for a velocity [m/s]. */
  accelerate(vx: number, vy: number, vz: number): void {
    const speed = Math.sqrt(vx * vx + vy * vy + vz * vz);
    const drag = -this.drag * speed;
    const lift = this.lift(speed);
    this.ax = drag * vx + lift * (this.wy * vz - this.wz * vy);
    this.ay = drag * vy + lift * (this.wz * vx - this.wx * vz);
    this.az = drag * vz + lift * (this.wx * vy - this.wy * vx) - this.#gravity;
  }

  /** [-] acceleration per (spin x velocity) at a speed [m/s]. */
  lift(speed: number): number {
    return speed === 0 ? 0 : (this.magnus * speed) / (speed + this.reach * this.spin);
  }
}

/**
 * Moves a ball by one Runge-Kutta step (4th order) of `h` seconds, negative ones too. `state` begins with its position [m]
 * and velocity [m/s]; its spin is the air's.
 */
export function stepThrough(air: Air, state: Float64Array, h: number): void {
  const vx = state[3]!;
  const vy = state[4]!;
  const vz = state[5]!;
  const half = h / 2;
  air.accelerate(vx, vy, vz);
  const [a1x, a1y, a1z] = [air.ax, air.ay, air.az];
  air.accelerate(vx + half * a1x, vy + half * a1y, vz + half * a1z);
  const [a2x, a2y, a2z] = [air.ax, air.ay, air.az];
  air.accelerate(vx + half * a2x, vy + half * a2y, vz + half * a2z);
  const [a3x, a3y, a3z] = [air.ax, air.ay, air.az];
  air.accelerate(vx + h * a3x, vy + h * a3y, vz + h * a3z);
  const sixth = h / 6;
  state[0] = state[0]! + h * (vx + sixth * (a1x + a2x + a3x));
  state[1] = state[1]! + h * (vy + sixth * (a1y + a2y + a3y));
  state[2] = state[2]! + h * (vz + sixth * (a1z + a2z + a3z));
  state[3] = vx + sixth * (a1x + 2 * (a2x + a3x) + air.ax);
  state[4] = vy + sixth * (a1y + 2 * (a2y + a3y) + air.ay);
  state[5] = vz + sixth * (a1z + 2 * (a2z + a3z) + air.az);
}
