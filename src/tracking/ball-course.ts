import { overTable } from "./ball-flight.ts";
import { part, type BallBelief } from "./ball-belief.ts";
import type { BallModel } from "./ball-model.ts";
import { BeliefBounce, type BounceNoise } from "./belief-bounce.ts";
import { BeliefFlight, STRIDE_S, type FlightNoise } from "./belief-flight.ts";

/** A ball's motion and how far that can be trusted. */
export interface BallDynamics {
  readonly model: BallModel;
  readonly noise: FlightNoise & BounceNoise;
}

/** [m] a centre this far below touching height has missed the table and cannot bounce any more. */
const SUNK_M = 0.03;
const CLOSE_M = 1e-10;
const CORRECTIONS = 8; // Newton's steps to the contact; three reach CLOSE_M
const SLOWEST_MPS = 0.05; // [m/s] a slower fall is no bounce that matters
const FALL_MPS2 = 40; // [m/s^2] more than gravity and topspin together pull a ball down

/** The way of a belief through air and off the table. One per model and thread of work: it holds what it computes with. */
export class BallCourse {
  readonly flight: BeliefFlight;
  readonly radiusM: number;
  /** The last leg ended with a bounce. */
  bounced = false;
  readonly #bounce: BeliefBounce;
  readonly #scout = new Float64Array(9); // flies ahead of the mean

  constructor({ model, noise }: BallDynamics) {
    this.flight = new BeliefFlight(model, noise);
    this.#bounce = new BeliefBounce(model, noise);
    this.radiusM = model.radiusM;
  }

  /** Moves the belief by `durationS` [s] >= 0, through any number of bounces. */
  advance(belief: BallBelief, durationS: number): void {
    let left = durationS;
    while (left > 0) left -= this.leg(belief, left);
  }

  /**
   * Moves the belief by `withinS` [s] or STRIDE_S, or to the first bounce, which is then done. Returns the time it took [s],
   * 0 for a belief that is just inside the table and turned round on the spot.
   */
  leg(belief: BallBelief, withinS: number): number {
    const h = Math.min(withinS, STRIDE_S);
    const contactS = this.#contact(belief, h);
    this.bounced = contactS >= 0;
    if (!this.bounced) {
      this.flight.fly(belief, h);
      return h;
    }
    if (contactS > 0) this.flight.fly(belief, contactS);
    else this.flight.takeSpin(belief);
    this.#bounce.apply(belief, this.flight);
    return contactS;
  }

  /** [s] until the mean touches the table within `h`, or -1. */
  #contact(belief: BallBelief, h: number): number {
    const { mean } = belief;
    const heightM = mean[2]! - this.radiusM;
    if (heightM <= 0) return isInside(mean, heightM) ? 0 : -1;
    if (heightM > -mean[5]! * h + (FALL_MPS2 / 2) * h * h) return -1;
    this.flight.takeSpin(belief);
    return this.#search(mean, h);
  }

  /** [s] until a mean that is above the table touches it within `h`, or -1: flown to the end, then Newton's way back. */
  #search(mean: Float64Array, h: number): number {
    const scout = this.#scout;
    for (let i = 0; i < 9; i++) scout[i] = mean[i]!;
    this.flight.flyMean(scout, h);
    if (scout[2]! > this.radiusM) return -1;
    let timeS = h;
    for (let i = 0; i < CORRECTIONS; i++) {
      if (!(scout[5]! < -SLOWEST_MPS)) return -1;
      const missM = scout[2]! - this.radiusM;
      if (Math.abs(missM) < CLOSE_M) break;
      const moreS = -missM / scout[5]!;
      this.flight.flyMean(scout, moreS);
      timeS += moreS;
    }
    return timeS >= 0 && timeS <= h && overTable(part(scout, 0)) ? timeS : -1;
  }
}

const isInside = (mean: Float64Array, heightM: number): boolean =>
  heightM > -SUNK_M && mean[5]! < 0 && overTable(part(mean, 0));
