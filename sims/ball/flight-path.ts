import { Ball } from "./ball.ts";
import { fly } from "./flight.ts";
import type { Surface } from "./surface.ts";

/** [s] a bounce is located to this. */
const TIME_TOLERANCE_S = 1e-10;
/** [-] more bounces than this in one step are a ball at rest between surfaces: the rest of the step it rolls. */
const MOST_BOUNCES = 8;

/** Told of each bounce: the surface, the time [s] since the step began, and the ball just after it. */
export type OnBounce = (surface: Surface, afterS: number, ball: Ball) => void;

/**
 * Moves a ball through air and off surfaces. Each bounce happens at its own instant, found by bisection: the step
 * decides how often surfaces are looked at, not where the ball turns.
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

  /** Hot path: no allocation. A gap that opens and closes again within one step is not seen. */
  step(ball: Ball, stepS: number): void {
    let doneS = 0;
    for (let bounces = 0; bounces < MOST_BOUNCES; bounces++) {
      this.#start.copy(ball);
      fly(ball, stepS - doneS);
      const surface = this.#firstHit(ball, doneS, stepS);
      if (surface === null) return;
      doneS = this.#hitS;
      const departureMps = surface.bounce(ball, doneS);
      this.#onBounce(surface, doneS, ball);
      if (departureMps === 0) break;
    }
    roll(ball, stepS - doneS);
  }

  /** The surface met first, with `ball` left at the last instant before it; null leaves `ball` at the step's end. */
  #firstHit(ball: Ball, fromS: number, toS: number): Surface | null {
    let first: Surface | null = null;
    let endS = toS;
    for (const surface of this.#surfaces) {
      if (surface.gapM(this.#start, fromS) < 0 || surface.gapM(ball, endS) >= 0) continue;
      const hitS = this.#locate(surface, ball, fromS, endS);
      if (surface.touches(ball, hitS)) {
        first = surface;
        endS = hitS;
      } else {
        this.#flyTo(ball, endS - fromS);
      }
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
