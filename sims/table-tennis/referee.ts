import type { BallOutcome } from "../../src/core/truth.ts";

type Phase = "waiting" | "incoming" | "bounced" | "returning" | "over";

/**
 * Follows one ball by what it touches and decides how it ends. The ball comes from the opponent; it is legal when its
 * first bounce is on the robot's half (y < 0). The robot returns it when its racket meets it after that one bounce and
 * the next thing it touches, net apart, is the opponent's half: from behind its own half a ball gets there only
 * across the net's line. A volley, a second bounce, and anything but a return lose the ball. Touching the ball twice
 * in one stroke is no fault (Laws of Table Tennis, 2.10.1: only a deliberate second strike is).
 */
export class Referee {
  #phase: Phase = "waiting";
  #index = 0;
  #launchSpeedMps = 0;
  #legal = false;
  #contact = false;
  #returned = false;
  #landingM: readonly [number, number] | null = null;

  /** A new ball is on its way. */
  start(index: number, launchSpeedMps: number): void {
    this.#phase = "incoming";
    this.#index = index;
    this.#launchSpeedMps = launchSpeedMps;
    this.#legal = false;
    this.#contact = false;
    this.#returned = false;
    this.#landingM = null;
  }

  /** The ball bounced on the table at (x, y) [m]. Each call returns the outcome once the ball is decided by it, else null. */
  table(xM: number, yM: number): BallOutcome | null {
    const onRobotsHalf = yM < 0;
    if (this.#phase === "incoming" && onRobotsHalf) {
      this.#legal = true;
      this.#phase = "bounced";
      return null;
    }
    if (this.#phase === "returning") {
      this.#landingM = [xM, yM];
      this.#returned = this.#legal && !onRobotsHalf;
    }
    return this.#end();
  }

  /** The racket touched the ball. */
  racket(): BallOutcome | null {
    if (this.#phase === "bounced" || this.#phase === "incoming") this.#contact = true;
    if (this.#phase === "incoming") return this.#end(); // a volley
    if (this.#phase === "bounced") this.#phase = "returning";
    return null;
  }

  /** The ball reached the floor. */
  floor(): BallOutcome | null {
    return this.#end();
  }

  /** The ball is taken away; it ends as it stands. */
  remove(): BallOutcome | null {
    return this.#end();
  }

  #end(): BallOutcome | null {
    if (this.#phase === "over" || this.#phase === "waiting") return null;
    this.#phase = "over";
    const outcome = {
      index: this.#index,
      legal: this.#legal,
      contact: this.#contact,
      returned: this.#returned,
      launchSpeedMps: this.#launchSpeedMps,
    };
    return this.#landingM === null ? outcome : { ...outcome, landingM: this.#landingM };
  }
}
