import { SaccadeError } from "../src/core/errors.ts";
import { deriveSeed, Random } from "../src/core/random.ts";

/** When balls come and go, integer [us]. */
export interface BallTimes {
  /** Ball n comes at `(n - first) * periodUs` or up to `jitterUs` later. */
  readonly periodUs: number;
  readonly jitterUs: number;
  /** It is taken away this long before the next one may come. */
  readonly gapUs: number;
  /** [-] number of the first ball; absent = 0. */
  readonly first?: number;
}

/** Balls one after the other on a fixed timetable: ball n comes and goes when it does, whatever happened before. */
export class BallSchedule {
  readonly #seed: number;
  readonly #times: BallTimes;
  readonly #first: number;

  /** @throws SaccadeError `world-invalid` when a ball would come after it is taken away. */
  constructor(seed: number, times: BallTimes) {
    const { periodUs, jitterUs, gapUs } = times;
    if (!(jitterUs >= 0 && gapUs > 0 && periodUs > jitterUs + gapUs)) {
      throw new SaccadeError(
        "world-invalid",
        `balls: a period of ${String(periodUs)} us leaves no room for ${String(jitterUs)} us of jitter and ` +
          `${String(gapUs)} us without a ball (above 0); make the period longer`,
        { periodUs, jitterUs, gapUs },
      );
    }
    this.#seed = seed;
    this.#times = times;
    this.#first = times.first ?? 0;
  }

  /** [us] integer. */
  launchUs(index: number): number {
    const random = new Random(deriveSeed(this.#seed, "launch time", String(index)));
    return (index - this.#first) * this.#times.periodUs + Math.floor(random.uniform() * this.#times.jitterUs);
  }

  /** The first ball that is launched at an instant [us] or later. */
  firstFrom(timeUs: number): number {
    let index = this.#first + Math.max(0, Math.floor(timeUs / this.#times.periodUs));
    while (this.launchUs(index) < timeUs) index++;
    return index;
  }

  /** [us] integer. */
  removeUs(index: number): number {
    return (index - this.#first + 1) * this.#times.periodUs - this.#times.gapUs;
  }
}
