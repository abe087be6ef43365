import { Ball } from "./ball.ts";
import { BALL_PHYSICS } from "./constants.ts";
import { fly } from "./flight.ts";
import type { Surface } from "./surface.ts";

/** [s] a bounce is located to this. */
const TIME_TOLERANCE_S = 1e-10;
/** [-] more bounces than this in one step are a ball at rest between surfaces: the rest of the step it rolls. */
const MOST_BOUNCES = 8;

/** [m] farthest that a ball goes between two looks at the surfaces: half of what it takes to pass a thin one. */
const STRIDE_M = BALL_PHYSICS.radius.value;
/** [-] more looks than this in one step nobody needs: it would be a ball of thousands of metres per second. */
const MOST_PARTS = 4096;

/** Told of each bounce: the surface, the time [s] since the step began, and the ball just after it. */
export type OnBounce = (surface: Surface, afterS: number, ball: Ball) => void;

/**
 * Moves a ball through air and off surfaces. Each bounce happens at its own instant, found by bisection: the step
 * decides how finely the flight is computed, not where the ball turns.
 */
export class FlightPath {
  readonly #surfaces: readonly Surface[];
  readonly #onBounce: OnBounce;
  readonly #start = new Ball();
  /** [s] the stretch under way, since the step began. In fields, since numbers handed over are boxed. */
  #fromS = NaN;
  #toS = NaN;

  constructor(surfaces: readonly Surface[], onBounce: OnBounce) {
    this.#surfaces = surfaces;
    this.#onBounce = onBounce;
  }

  /** Moves the ball on by `stepS`, of any length. Hot path: allocates boxed numbers only. */
  step(ball: Ball, stepS: number): void {
    this.#fromS = 0;
    while (this.#fromS < stepS) {
      const speed = Math.sqrt(ball.vx * ball.vx + ball.vy * ball.vy + ball.vz * ball.vz);
      const leftS = stepS - this.#fromS;
      // whole steps where they are short enough, so that their length stays the caller's
      const partS = Math.max(STRIDE_M / speed, stepS / MOST_PARTS);
      const endS = speed * leftS <= STRIDE_M ? stepS : Math.min(stepS, this.#fromS + partS);
      this.#toS = endS;
      this.#leap(ball);
      this.#fromS = endS;
    }
  }

  /** Goes through the stretch under way. */
  #leap(ball: Ball): void {
    const endS = this.#toS;
    for (let bounces = 0; bounces < MOST_BOUNCES; bounces++) {
      this.#start.copy(ball);
      this.#toS = endS;
      fly(ball, endS - this.#fromS);
      const surface = this.#firstHit(ball);
      if (surface === null) return;
      this.#fromS = this.#toS;
      const departureMps = surface.bounce(ball, this.#fromS);
      this.#onBounce(surface, this.#fromS, ball);
      if (departureMps === 0) break;
    }
    roll(ball, endS - this.#fromS);
  }

  /**
   * The surface met first; `ball` and the stretch's end are then at the last instant before it. Null leaves both at the
   * end.
   */
  #firstHit(ball: Ball): Surface | null {
    let first: Surface | null = null;
    for (const surface of this.#surfaces) {
      if (surface.gapM(this.#start, this.#fromS) < 0 || surface.gapM(ball, this.#toS) >= 0) continue;
      this.#locate(surface, ball);
      first = surface;
    }
    return first;
  }

  /** Shortens the stretch to the last instant with a gap, to the tolerance; leaves `ball` there. */
  #locate(surface: Surface, ball: Ball): void {
    const fromS = this.#fromS;
    let openS = fromS;
    let closedS = this.#toS;
    while (closedS - openS > TIME_TOLERANCE_S) {
      const middleS = (openS + closedS) / 2;
      this.#flyTo(ball, middleS - fromS);
      if (surface.gapM(ball, middleS) >= 0) openS = middleS;
      else closedS = middleS;
    }
    this.#flyTo(ball, openS - fromS);
    this.#toS = openS;
  }

  #flyTo(ball: Ball, afterS: number): void {
    ball.copy(this.#start);
    fly(ball, afterS);
  }
}

/** A ball that a surface carries goes straight on. */
function roll(ball: Ball, seconds: number): void {
  ball.x += ball.vx * seconds;
  ball.y += ball.vy * seconds;
  ball.z += ball.vz * seconds;
}
