/**
 * How the numbers of a stage's pose go in time: straight pieces between knots. (Over 0.25 ms the arc of a flight leaves
 * its chord by less than 1 um.) Knots that nobody needs any more are used again.
 */
export class StagePath {
  readonly size: number;
  readonly #times: number[] = [];
  readonly #poses: Float64Array[] = [];
  #length = 0;

  /** @param size [-] numbers in a pose. */
  constructor(size: number) {
    this.size = size;
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  /** [us] of the first knot and the last; only while there is one. */
  get startUs(): number {
    return this.#times[0] ?? NaN;
  }

  get endUs(): number {
    return this.#times[this.#length - 1] ?? NaN;
  }

  /** Lays a knot, times ascending, and returns the room for its pose. A second knot at one instant replaces the first. */
  add(timeUs: number): Float64Array {
    const last = this.#poses[this.#length - 1];
    if (last !== undefined && this.endUs === timeUs) return last;
    const n = this.#length++;
    this.#times[n] = timeUs;
    return (this.#poses[n] ??= new Float64Array(this.size));
  }

  /**
   * Makes the last pose the only knot, at `timeUs`, and returns it to be changed: something comes or goes. Of an empty path
   * the pose is all NaN.
   */
  restart(timeUs: number): Float64Array {
    const last = this.#poses[this.#length - 1] ?? new Float64Array(this.size).fill(NaN);
    const first = this.#poses[0];
    if (first !== undefined && first !== last) this.#poses[this.#length - 1] = first;
    this.#poses[0] = last;
    this.#times[0] = timeUs;
    this.#length = 1;
    return last;
  }

  /** Forgets the knots that nothing at or behind `timeUs` needs. */
  forgetBefore(timeUs: number): void {
    let gone = 0;
    while (gone + 1 < this.#length && (this.#times[gone + 1] ?? Infinity) <= timeUs) gone++;
    if (gone === 0) return;
    this.#length -= gone;
    for (let i = 0; i < this.#length; i++) {
      const [old, kept] = [this.#poses[i], this.#poses[i + gone]];
      if (old === undefined || kept === undefined) continue;
      this.#times[i] = this.#times[i + gone] ?? NaN;
      this.#poses[i] = kept;
      this.#poses[i + gone] = old;
    }
  }

  /** [us] end of the straight piece that `timeUs` lies in; Infinity behind the last knot. */
  pieceEndUs(timeUs: number): number {
    for (let i = 0; i < this.#length; i++) {
      const knotUs = this.#times[i] ?? Infinity;
      if (knotUs > timeUs) return knotUs;
    }
    return Infinity;
  }

  /** Writes the pose at `timeUs` to `out`; before the first knot and behind the last it is theirs. */
  at(timeUs: number, out: Float64Array): void {
    let next = 0;
    while (next < this.#length && (this.#times[next] ?? Infinity) <= timeUs) next++;
    const end = this.#poses[Math.min(next, this.#length - 1)];
    const start = this.#poses[Math.max(0, next - 1)];
    if (start === undefined || end === undefined) {
      out.fill(NaN);
      return;
    }
    const [fromUs, toUs] = [this.#times[Math.max(0, next - 1)] ?? NaN, this.#times[next] ?? NaN];
    const part = start === end ? 0 : (timeUs - fromUs) / (toUs - fromUs);
    for (let i = 0; i < out.length; i++) {
      const a = start[i] ?? NaN;
      out[i] = a + part * ((end[i] ?? NaN) - a);
    }
  }

  /** Writes to `out` how fast the pose changes [1/s] on the piece that begins at `timeUs` or holds it; 0 off the knots. */
  rateAt(timeUs: number, out: Float64Array): void {
    let next = 0;
    while (next < this.#length && (this.#times[next] ?? Infinity) <= timeUs) next++;
    const [start, end] = [this.#poses[next - 1], this.#poses[next]];
    const lastsS = ((this.#times[next] ?? NaN) - (this.#times[next - 1] ?? NaN)) * 1e-6;
    const isPiece = next < this.#length && start !== undefined && end !== undefined;
    for (let i = 0; i < out.length; i++) {
      out[i] = isPiece ? ((end[i] ?? NaN) - (start[i] ?? NaN)) / lastsS : 0;
    }
  }
}
