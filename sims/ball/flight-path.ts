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
  #hitS = NaN;

  constructor(surfaces: readonly Surface[], onBounce: OnBounce) {
    this.#surfaces = surfaces;
    this.#onBounce = onBounce;
  }

  /** Moves the ball on by `stepS`, of any length. Hot path: no allocation while the ball is in the air. */
  step(ball: Ball, stepS: number): void {
    let doneS = 0;
    while (doneS < stepS) {
      const speed = Math.sqrt(ball.vx * ball.vx + ball.vy * ball.vy + ball.vz * ball.vz);
      const leftS = stepS - doneS;
      // whole steps where they are short enough, so that their length stays the caller's
      const endS = speed * leftS <= STRIDE_M ? stepS : doneS + STRIDE_M / speed;
      this.#leap(ball, doneS, endS);
      doneS = endS;
    }
  }

  #leap(ball: Ball, fromS: number, endS: number): void {
    let doneS = fromS;
    for (let bounces = 0; bounces < MOST_BOUNCES; bounces++) {
      this.#start.copy(ball);
      fly(ball, endS - doneS);
      const surface = this.#firstHit(ball, doneS, endS);
      if (surface === null) return;
      doneS = this.#hitS;
      const departureMps = surface.bounce(ball, doneS);
      this.#onBounce(surface, doneS, ball);
      if (departureMps === 0) break;
    }
    roll(ball, endS - doneS);
  }

  /** The surface met first, with `ball` left at the last instant before it; null leaves `ball` at the step's end. */
  #firstHit(ball: Ball, fromS: number, toS: number): Surface | null {
    let first: Surface | null = null;
    let endS = toS;
    for (const surface of this.#surfaces) {
      if (surface.gapM(this.#start, fromS) < 0 || surface.gapM(ball, endS) >= 0) continue;
      endS = this.#locate(surface, ball, fromS, endS);
      first = surface;
    }
    this.#hitS = endS;
    return first;
  }

  /** [s] the last instant with a gap, to the tolerance; leaves `ball` there. */
  #locate(surface: Surface, ball: Ball, fromS: number, toS: number): number {
    let openS = fromS;
    let closedS = toS;
    while (closedS - openS > TIME_TOLERANCE_S) {
      const middleS = (openS + closedS) / 2;
      this.#flyTo(ball, middleS - fromS);
      if (surface.gapM(ball, middleS) >= 0) openS = middleS;
      else closedS = middleS;
    }
    this.#flyTo(ball, openS - fromS);
    return openS;
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
