import type { JointLimit } from "./limits.ts";

/** Where a joint shall be, how fast, and in how long [s]; `inS` may be 0 or less: the target then moves on by itself. */
export interface JointTarget {
  position: number;
  velocity: number;
  inS: number;
}

/**
 * One axis whose speed and acceleration are limited and which never leaves its range. The acceleration is constant
 * over a tick and chosen anew at each. Units: [m] or [rad], and those per second and second squared.
 */
export class Joint {
  readonly limit: JointLimit;
  position: number;
  velocity = 0;
  /** Of the tick under way. */
  acceleration = 0;

  /** Stands still at `position`. */
  constructor(limit: JointLimit, position: number) {
    this.limit = limit;
    this.position = position;
  }

  /** Chooses the acceleration of a tick of `tickS` that follows the target; null brakes to a stop. */
  plan(target: JointTarget | null, tickS: number): void {
    const wanted = target === null ? -this.velocity / tickS : this.#follow(target, tickS);
    this.acceleration = this.#withinLimits(wanted, tickS);
  }

  /** Where it is, and how fast, `afterS` seconds into the planned tick. */
  positionAfter(afterS: number): number {
    return this.position + (this.velocity + (this.acceleration * afterS) / 2) * afterS;
  }

  velocityAfter(afterS: number): number {
    return this.velocity + this.acceleration * afterS;
  }

  /** Moves through the planned tick. */
  move(tickS: number): void {
    const { min, max, speed } = this.limit;
    const position = this.positionAfter(tickS);
    const velocity = this.velocityAfter(tickS);
    // the plan keeps the limits; this takes the rounding away
    this.position = Math.min(max, Math.max(min, position));
    this.velocity = Math.min(speed, Math.max(-speed, velocity));
  }

  #follow(target: JointTarget, tickS: number): number {
    return target.inS > tickS ? this.#arriveOnTime(target, tickS) : this.#catchUp(target, tickS);
  }

  /**
   * Two phases, +a then -a, that meet position and velocity at the time asked: of all ways to arrive, the one with the
   * smallest peak acceleration. With T the time left, D the distance beyond coasting, d the change of velocity,
   *
   *     T^2 a^2 + (2 T d - 4 D) a - d^2 = 0,   switch after (T + d / a) / 2
   *
   * where the larger root has its switch inside T. When the speed at the switch is above the limit, a third phase at
   * full speed lies between. When it takes more acceleration than there is, the position counts, not the velocity:
   * full acceleration, then braking for u seconds with u^2 = T^2 / 2 - D / a. Planned anew at every tick.
   */
  #arriveOnTime(target: JointTarget, tickS: number): number {
    const { position, velocity, inS } = target;
    const most = this.limit.acceleration;
    const change = velocity - this.velocity;
    const beyond = position - this.position - this.velocity * inS;
    const half = inS * change - 2 * beyond;
    const root = Math.sqrt(half * half + inS * inS * change * change);
    const size = (half > 0 ? -half - root : root - half) / (inS * inS);
    if (size === 0) return 0;
    const sign = Math.sign(size);
    const strained = Math.abs(size) > most;
    const switchS = strained
      ? inS - Math.sqrt(Math.max(0, (inS * inS) / 2 - (sign * beyond) / most))
      : (inS + change / size) / 2;
    const used = strained ? sign * most : size;
    if (Math.abs(this.velocity + used * switchS) > this.limit.speed) return this.#cruise(target, sign, tickS);
    return used * meanSign(switchS, tickS);
  }

  /**
   * The first two of three phases: to full speed in the direction `sign`, and along it. Braking begins at the tick at
   * which two phases from there no longer exceed full speed.
   */
  #cruise({ position, velocity, inS }: JointTarget, sign: number, tickS: number): number {
    const full = sign * this.limit.speed;
    const up = Math.abs(full - this.velocity);
    const down = Math.abs(full - velocity);
    const spare = 2 * sign * (full * inS - (position - this.position)); // twice what is lost to speeding up and braking
    const size = spare > 0 ? (up * up + down * down) / spare : Infinity;
    return sign * Math.min(size, this.limit.acceleration, up / tickS);
  }

  /** Behind time: as fast as it goes to the point that moves on with the target's velocity, without overshooting it. */
  #catchUp({ position, velocity, inS }: JointTarget, tickS: number): number {
    const target = position + velocity * (tickS - inS); // at the end of the tick
    const gap = target - this.position - ((this.velocity + velocity) / 2) * tickS;
    const distance = Math.abs(gap);
    // one tick's worth of distance is covered in two ticks: closing it in one would leave speed behind
    const closing = Math.min(distance / tickS, stoppableSpeed(distance, this.limit.acceleration, tickS));
    return (velocity + Math.sign(gap) * closing - this.velocity) / tickS;
  }

  /** The acceleration nearest to the wanted one that keeps the limits, and leaves room to brake before the ends. */
  #withinLimits(wanted: number, tickS: number): number {
    const { min, max, speed, acceleration } = this.limit;
    const coast = (this.velocity * tickS) / 2;
    const upTo = Math.min(speed, stoppableSpeed(max - this.position - coast, acceleration, tickS));
    const downTo = Math.min(speed, stoppableSpeed(this.position - min + coast, acceleration, tickS));
    const cut = (value: number): number => Math.min(acceleration, Math.max(-acceleration, value));
    const highest = cut((upTo - this.velocity) / tickS);
    const lowest = cut((-downTo - this.velocity) / tickS);
    return Math.min(highest, Math.max(lowest, wanted));
  }
}

/** [-] mean over a tick of what is +1 until `switchS` and -1 from then on. */
const meanSign = (switchS: number, tickS: number): number =>
  (2 * Math.min(Math.max(0, switchS), tickS)) / tickS - 1;

/**
 * Speed v at the end of a tick from which a joint can still stop in what is then left: v t / 2 + v^2 / (2 a) = distance.
 * -Infinity when there is no distance left, which asks for all the braking there is.
 */
function stoppableSpeed(distance: number, acceleration: number, tickS: number): number {
  if (distance < 0) return -Infinity;
  return acceleration * (Math.sqrt((tickS * tickS) / 4 + (2 * distance) / acceleration) - tickS / 2);
}
