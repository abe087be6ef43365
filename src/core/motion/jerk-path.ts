/** [-] most stretches of one path: a stop (3), two of pushing, a ramp (3), full speed (1), a ramp (3), the goal's speed (1). */
const MOST = 13;

/** [1], [1/s], [1/s^2] of one axis; [m] or [rad]. */
export interface AxisState {
  position: number;
  velocity: number;
  acceleration: number;
}

/**
 * A motion of one axis made of stretches of constant jerk. Built by `begin` and `push`, read by `at`; all in memory that is
 * used again. Hot path: nothing is allocated after the constructor.
 */
export class JerkPath implements AxisState {
  /** Set by `at`. Jerk is that of the stretch that begins or goes on there. */
  position = NaN;
  velocity = NaN;
  acceleration = NaN;
  jerk = NaN;
  /** [s] of all stretches, and the state after them. */
  durationS = 0;
  readonly end: AxisState = { position: NaN, velocity: NaN, acceleration: NaN };
  #count = 0;
  /** Per stretch: its beginning [s], and position, velocity, acceleration, jerk there. */
  readonly #starts = new Float64Array(MOST);
  readonly #positions = new Float64Array(MOST);
  readonly #velocities = new Float64Array(MOST);
  readonly #accelerations = new Float64Array(MOST);
  readonly #jerks = new Float64Array(MOST);

  /** Empties the path and sets where it begins. */
  begin({ position, velocity, acceleration }: Readonly<AxisState>): void {
    this.#count = 0;
    this.durationS = 0;
    this.end.position = position;
    this.end.velocity = velocity;
    this.end.acceleration = acceleration;
  }

  /** Appends a stretch; one without length is left out. */
  push(durationS: number, jerk: number): void {
    if (!(durationS > 0)) return;
    const { end } = this;
    const i = this.#count++;
    this.#starts[i] = this.durationS;
    this.#positions[i] = end.position;
    this.#velocities[i] = end.velocity;
    this.#accelerations[i] = end.acceleration;
    this.#jerks[i] = jerk;
    this.durationS += durationS;
    const { velocity, acceleration } = end;
    end.position += durationS * (velocity + durationS * (acceleration / 2 + (durationS * jerk) / 6));
    end.velocity += durationS * (acceleration + (durationS * jerk) / 2);
    end.acceleration += durationS * jerk;
  }

  /** The last acceleration is 0 but for rounding, which would grow while the speed is kept. */
  settle(velocity: number): void {
    this.end.velocity = velocity;
    this.end.acceleration = 0;
  }

  /** Places the fields at `timeS` [s] after the beginning; after the end the axis goes on at its last speed. */
  at(timeS: number): void {
    if (timeS >= this.durationS) {
      this.position = this.end.position + (timeS - this.durationS) * this.end.velocity;
      this.velocity = this.end.velocity;
      this.acceleration = this.end.acceleration;
      this.jerk = 0;
      return;
    }
    let i = this.#count - 1;
    while (i > 0 && this.#starts[i]! > timeS) i--;
    const s = timeS - this.#starts[i]!;
    const velocity = this.#velocities[i]!;
    const acceleration = this.#accelerations[i]!;
    const jerk = this.#jerks[i]!;
    this.position = this.#positions[i]! + s * (velocity + s * (acceleration / 2 + (s * jerk) / 6));
    this.velocity = velocity + s * (acceleration + (s * jerk) / 2);
    this.acceleration = acceleration + s * jerk;
    this.jerk = jerk;
  }

  /** [s] the first beginning or end of a stretch after `timeS`; Infinity when there is none. */
  nextBreakS(timeS: number): number {
    for (let i = 0; i < this.#count; i++) if (this.#starts[i]! > timeS) return this.#starts[i]!;
    return this.durationS > timeS ? this.durationS : Infinity;
  }
}
