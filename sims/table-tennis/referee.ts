import type { BallOutcome, OutcomeReason } from "../../src/core/truth.ts";

/** How a ball comes: struck in a rally, or served. */
export type BallKind = "rally" | "serve";

type Phase = "waiting" | "served" | "incoming" | "bounced" | "returning" | "over";

/**
 * Follows one ball by what it touches and decides how it ends and why (Laws of Table Tennis, 2.5-2.10). The ball comes from
 * the opponent (y > 0). In a rally it is legal when its first bounce is on the robot's half, even by way of the net; served, it
 * bounces on the opponent's half first, then on the robot's, and is a let when it touched the net on the way. The robot
 * returns it when its racket meets it after that one bounce and the next thing it touches, net apart, is the opponent's half:
 * from behind its own half a ball gets there only across the net's line. The table's edge belongs to its top, its sides do
 * not. Touching the ball twice in one stroke is no fault (only a deliberate second strike is).
 */
export class Referee {
  #phase: Phase = "waiting";
  #index = 0;
  #launchSpeedMps = 0;
  #isServe = false;
  #net = false;
  #legal = false;
  #contact = false;
  #landingM: readonly [number, number] | null = null;

  /** The ball under way has bounced as the opponent must make it bounce. */
  get isLegal(): boolean {
    return this.#legal;
  }

  /** A new ball is on its way. */
  start(index: number, launchSpeedMps: number, kind: BallKind = "rally"): void {
    this.#phase = kind === "serve" ? "served" : "incoming";
    this.#index = index;
    this.#launchSpeedMps = launchSpeedMps;
    this.#isServe = kind === "serve";
    this.#net = false;
    this.#legal = false;
    this.#contact = false;
    this.#landingM = null;
  }

  /** The ball bounced on the table's top at (x, y) [m]. Each call returns the outcome once it decides the ball, else null. */
  table(xM: number, yM: number): BallOutcome | null {
    const onRobotsHalf = yM < 0;
    if (this.#phase === "served") return this.#served(onRobotsHalf);
    if (this.#phase === "incoming") return this.#arrived(onRobotsHalf);
    if (this.#phase === "bounced") return this.#end("double-bounce");
    if (this.#phase !== "returning") return null;
    this.#landingM = [xM, yM];
    return this.#end(onRobotsHalf ? "return-own-half" : "returned");
  }

  /** The ball met a side of the table, below its top. */
  side(): BallOutcome | null {
    return this.#lost();
  }

  /** The ball touched the net or a post. */
  net(): BallOutcome | null {
    this.#net = true;
    return null;
  }

  /** The racket touched the ball. */
  racket(): BallOutcome | null {
    if (this.#phase === "served" || this.#phase === "incoming") {
      this.#contact = true;
      return this.#end("volley");
    }
    if (this.#phase === "bounced") {
      this.#contact = true;
      this.#phase = "returning";
      this.#net = false;
    }
    return null;
  }

  /** The ball reached the floor. */
  floor(): BallOutcome | null {
    return this.#lost();
  }

  /** The ball is taken away; it ends as it stands. */
  remove(): BallOutcome | null {
    return this.#end("unfinished");
  }

  #served(onRobotsHalf: boolean): BallOutcome | null {
    if (onRobotsHalf) return this.#end("serve-fault");
    this.#phase = "incoming";
    return null;
  }

  #arrived(onRobotsHalf: boolean): BallOutcome | null {
    if (!onRobotsHalf) return this.#end(this.#isServe ? "serve-fault" : "incoming-short");
    if (this.#isServe && this.#net) return this.#end("let");
    this.#legal = true;
    this.#phase = "bounced";
    return null;
  }

  /** The ball is lost to whoever struck it last, or to the robot that let it pass. */
  #lost(): BallOutcome | null {
    if (this.#phase === "bounced") return this.#end("missed");
    if (this.#phase === "returning") return this.#end(this.#net ? "return-net" : "return-out");
    if (this.#isServe) return this.#end("serve-fault");
    return this.#end(this.#net ? "incoming-net" : "incoming-out");
  }

  #end(reason: OutcomeReason): BallOutcome | null {
    if (this.#phase === "over" || this.#phase === "waiting") return null;
    this.#phase = "over";
    const outcome = {
      index: this.#index,
      legal: this.#legal,
      contact: this.#contact,
      returned: reason === "returned",
      launchSpeedMps: this.#launchSpeedMps,
      reason,
    };
    return this.#landingM === null ? outcome : { ...outcome, landingM: this.#landingM };
  }
}
