import type { ArmDescription } from "../../src/core/arm/arm.ts";
import type { JointCommand } from "../../src/core/joint-command.ts";
import { JointMotion } from "../../src/core/motion/joint-motion.ts";
import type { ArmPlant } from "./arm-plant.ts";
import type { CommandCounts, DrivenRobot } from "./driven-robot.ts";

/** [-] rounding that is no violation of a limit. */
const ROUNDING = 1e-6;

/**
 * An arm: commands, after their dead time, make set points within the limits; a plant follows those. The joints' motion in
 * a tick is the cubic between its ends.
 */
export class ArmRobot implements DrivenRobot {
  readonly arm: ArmDescription;
  /** [-] counts the ticks planned: what was computed from a tick is worth nothing in the next. */
  tick = 0;
  isWithinLimits = true;
  readonly #setPoints: JointMotion;
  readonly #plant: ArmPlant;
  readonly #deadTimeUs: number;
  readonly #waiting: { readonly atUs: number; readonly command: JointCommand }[] = [];
  #tickS = 1;
  // at the beginning and at the end of the tick
  readonly #from: { readonly p: Float64Array; readonly v: Float64Array; readonly a: Float64Array };
  readonly #to: { readonly p: Float64Array; readonly v: Float64Array; readonly a: Float64Array };
  readonly #counts = { taken: 0, refused: 0, cut: 0, late: 0 };

  /** At rest at home at `nowUs` [us]. */
  constructor(arm: ArmDescription, plant: ArmPlant, deadTimeUs: number, nowUs: number) {
    this.arm = arm;
    this.#plant = plant;
    this.#deadTimeUs = deadTimeUs;
    const limits = arm.joints.map((joint) => joint.limits);
    this.#setPoints = new JointMotion(limits, arm.home, nowUs - deadTimeUs);
    const n = limits.length;
    const state = () => ({ p: new Float64Array(n), v: new Float64Array(n), a: new Float64Array(n) });
    [this.#from, this.#to] = [state(), state()];
    this.#read(this.#from);
    this.#read(this.#to);
  }

  get counts(): CommandCounts {
    const { refused, cut, late } = this.#counts;
    return { refused, cut, late };
  }

  /** [-] times that a joint gave up a move because it would have left its range. */
  get stopped(): number {
    return this.#setPoints.stopped;
  }

  command(command: JointCommand, nowUs: number): void {
    this.#waiting.push({ atUs: nowUs, command });
  }

  plan(nowUs: number, tickS: number): void {
    this.#tickS = tickS;
    this.tick++;
    const setPointUs = nowUs + tickS * 1e6 - this.#deadTimeUs;
    for (;;) {
      const next = this.#waiting[0];
      if (next === undefined || next.atUs >= setPointUs) break;
      this.#plant.advance(this.#setPoints, next.atUs);
      this.#counts[this.#setPoints.command(next.command)]++;
      this.#waiting.shift();
    }
    this.#plant.advance(this.#setPoints, setPointUs);
    this.#read(this.#to);
    this.isWithinLimits = this.#keepsLimits();
  }

  move(): void {
    this.#from.p.set(this.#to.p);
    this.#from.v.set(this.#to.v);
    this.#from.a.set(this.#to.a);
  }

  positions(): number[] {
    return [...this.#from.p];
  }

  /** Writes positions and velocities `afterS` [s] into the planned tick. Hot path: no allocation. */
  stateInto(positions: Float64Array, velocities: Float64Array, afterS: number): void {
    const h = this.#tickS;
    const s = Math.min(1, afterS / h);
    for (let i = 0; i < positions.length; i++) {
      const from = this.#from.p[i]!;
      const v0 = this.#from.v[i]!;
      const v1 = this.#to.v[i]!;
      const gap = this.#to.p[i]! - from;
      // cubic Hermite: from + s (h v0 + s (c + s d))
      const c = 3 * gap - h * (2 * v0 + v1);
      const d = h * (v0 + v1) - 2 * gap;
      positions[i] = from + s * (h * v0 + s * (c + s * d));
      velocities[i] = v0 + (s * (2 * c + 3 * s * d)) / h;
    }
  }

  #read(into: { readonly p: Float64Array; readonly v: Float64Array; readonly a: Float64Array }): void {
    const { joints } = this.#plant;
    for (let i = 0; i < joints.length; i++) {
      const joint = joints[i]!;
      into.p[i] = joint.position;
      into.v[i] = joint.velocity;
      into.a[i] = joint.acceleration;
    }
  }

  /** Whether all joints keep range, speed, acceleration and, on average over the tick, jerk. */
  #keepsLimits(): boolean {
    return this.arm.joints.every(({ limits }, i) => {
      const { min, max, speed, acceleration, jerk } = limits;
      const position = this.#to.p[i]!;
      const change = Math.abs(this.#to.a[i]! - this.#from.a[i]!);
      return (
        position >= min - ROUNDING &&
        position <= max + ROUNDING &&
        Math.abs(this.#to.v[i]!) <= speed * (1 + ROUNDING) &&
        Math.abs(this.#to.a[i]!) <= acceleration * (1 + ROUNDING) &&
        change <= jerk * (1 + ROUNDING) * this.#tickS + ROUNDING
      );
    });
  }
}
