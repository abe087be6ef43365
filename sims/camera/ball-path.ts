/** A place of a path: [us], and [m] in the world frame. */
export interface PathPoint {
  timeUs: number;
  x: number;
  y: number;
  z: number;
}

/** A place without its time, as a ball has one. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/**
 * Where a ball goes during one quantum: straight pieces between knots, which its world lays at every physics step and
 * every bounce. (Over 0.25 ms the arc of a flight leaves its chord by less than 1 um.) Empty while there is no ball.
 */
export class BallPath {
  readonly #knots: PathPoint[] = [];
  #length = 0;

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  /** Lays a knot; times ascend. */
  add(timeUs: number, place: Place): void {
    let knot = this.#knots[this.#length];
    if (knot === undefined) this.#knots.push((knot = { timeUs: NaN, x: NaN, y: NaN, z: NaN }));
    knot.timeUs = timeUs;
    knot.x = place.x;
    knot.y = place.y;
    knot.z = place.z;
    this.#length++;
  }

  /** Takes the ball away. */
  clear(): void {
    this.#length = 0;
  }

  /** Forgets all knots but the last, where the next quantum begins. */
  keepLast(): void {
    const last = this.#knots[this.#length - 1];
    if (last === undefined) return;
    this.#length = 0;
    this.add(last.timeUs, last);
  }

  /** [us] end of the straight piece on which the ball is at `timeUs`; Infinity behind the last knot. */
  pieceEndUs(timeUs: number): number {
    return this.#pieceEnd(timeUs)?.timeUs ?? Infinity;
  }

  /** Writes the place at `timeUs` to `out`; before the first knot and behind the last it is theirs. */
  at(timeUs: number, out: PathPoint): void {
    const end = this.#pieceEnd(timeUs) ?? this.#knots[this.#length - 1];
    const start = this.#pieceStart(timeUs) ?? end;
    if (start === undefined || end === undefined) return;
    const span = end.timeUs - start.timeUs;
    const part = span > 0 ? (timeUs - start.timeUs) / span : 0;
    out.timeUs = timeUs;
    out.x = start.x + part * (end.x - start.x);
    out.y = start.y + part * (end.y - start.y);
    out.z = start.z + part * (end.z - start.z);
  }

  #pieceEnd(timeUs: number): PathPoint | undefined {
    for (let i = 0; i < this.#length; i++) {
      const knot = this.#knots[i];
      if (knot !== undefined && knot.timeUs > timeUs) return knot;
    }
    return undefined;
  }

  #pieceStart(timeUs: number): PathPoint | undefined {
    for (let i = this.#length - 1; i >= 0; i--) {
      const knot = this.#knots[i];
      if (knot !== undefined && knot.timeUs <= timeUs) return knot;
    }
    return undefined;
  }
}
