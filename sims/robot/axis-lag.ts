import { exactExp } from "../../src/core/exact-math.ts";
import type { AxisState } from "../../src/core/motion/jerk-path.ts";

/**
 * First-order lag of one axis behind its set point: y' = (r - y) / T. Solved exactly over each stretch of constant jerk,
 * r = p + v s + a s^2 / 2 + j s^3 / 6:
 *
 *     y(s) = q(s) + (y(0) - q(0)) e^(-s / T),   q = r - T r' + T^2 r'' - T^3 r'''
 *
 * A lag is a mean over the past with weights that add up to 1: what keeps limits of position, speed, acceleration and jerk
 * keeps them behind a lag, too.
 */
export class AxisLag implements AxisState {
  position: number;
  velocity = 0;
  acceleration = 0;
  readonly #lagS: number;

  /** At rest at `position`; a lag of 0 follows at once. */
  constructor(lagS: number, position: number) {
    this.#lagS = lagS;
    this.position = position;
  }

  follow({ position, velocity, acceleration }: Readonly<AxisState>, jerk: number, seconds: number): void {
    const s = seconds;
    const t = this.#lagS;
    const nextA = acceleration + s * jerk;
    const nextV = velocity + s * (acceleration + (s * jerk) / 2);
    const nextP = position + s * (velocity + s * (acceleration / 2 + (s * jerk) / 6));
    if (t === 0) {
      this.position = nextP;
      this.velocity = nextV;
      this.acceleration = nextA;
      return;
    }
    const settled = position - t * (velocity - t * (acceleration - t * jerk));
    const fading = (this.position - settled) * exactExp(-s / t);
    this.position = nextP - t * (nextV - t * (nextA - t * jerk)) + fading;
    this.velocity = (nextP - this.position) / t;
    this.acceleration = (nextV - this.velocity) / t;
  }
}
