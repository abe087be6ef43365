/** Span of run time that the viewer holds, in its own words: the oldest and the newest instant it can show. */
export interface Span {
  /** [us] */
  readonly oldestUs: number;
  /** [us] */
  readonly newestUs: number;
  /** Nothing is added at the new end, so that nothing is forgotten at the old one. */
  readonly held: boolean;
}

/** Speeds that the viewer offers, as parts of real time. */
export const SPEEDS = [1, 0.5, 0.25, 0.1, 0.02] as const;

/**
 * The instant on display. Live, it is the newest one received; paused, slowed or scrubbed, it falls behind, and
 * comes back to live when it catches up: at full speed, or with the end of a span that is held for it.
 */
export class Playback {
  #cursorUs: number | null = null;
  #paused = false;
  #speed = 1;

  /** True when the newest data is on display. */
  get live(): boolean {
    return this.#cursorUs === null;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** [-] part of real time; below 1 is slow motion. */
  get speed(): number {
    return this.#speed;
  }

  /** Moves on by `elapsedMs` of the viewer's own time; returns the instant to draw [us]. */
  advance(elapsedMs: number, span: Span): number {
    if (this.#cursorUs === null) {
      if (this.#paused || this.#speed < 1) this.#cursorUs = span.newestUs;
      else return span.newestUs;
    }
    const step = this.#paused ? 0 : elapsedMs * 1000 * this.#speed;
    const next = this.#cursorUs + step;
    if (next >= span.newestUs && !this.#paused && (this.#speed === 1 || span.held)) {
      this.goLive();
      return span.newestUs;
    }
    this.#cursorUs = Math.min(Math.max(next, span.oldestUs), span.newestUs);
    return this.#cursorUs;
  }

  togglePause(): void {
    this.#paused = !this.#paused;
  }

  setSpeed(speed: number): void {
    this.#speed = speed;
    this.#paused = false;
  }

  /** Shows the instant `timeUs` and stays there. */
  seek(timeUs: number): void {
    this.#cursorUs = timeUs;
    this.#paused = true;
  }

  /** Pauses and moves by `deltaUs` [us]. */
  step(deltaUs: number, span: Span): void {
    const from = this.#cursorUs ?? span.newestUs;
    this.seek(Math.min(Math.max(from + deltaUs, span.oldestUs), span.newestUs));
  }

  goLive(): void {
    this.#cursorUs = null;
    this.#paused = false;
    this.#speed = 1;
  }
}
