import { CameraView } from "../../src/core/camera-view.ts";
import type { CameraModel } from "../../src/core/camera.ts";
import { square } from "../../src/core/matrix.ts";
import { normal } from "../../src/core/normal.ts";
import type { BallState, Detection } from "../../src/core/perception.ts";
import { deriveSeed, Random } from "../../src/core/random.ts";
import type { TrueBall } from "../../src/core/truth.ts";
import { BallFilter, type BallFilterOptions } from "../../src/tracking/ball-filter.ts";
import { deadTime, type DeadTime } from "./dead-time.ts";
import type { Sensing } from "./play-options.ts";

/** How the ball becomes known. All times are integer [us] since its launch. */
export interface Perception {
  /** The next instant at which `at` must be called. */
  readonly nextUs: number;
  /** The ball is `ball` now; the newest state that becomes available now, or null. */
  at(ball: TrueBall, nowUs: number): BallState | null;
}

/** The way that `sensing` asks for. @param index of the ball: each has its own noise, the same for every way to play */
export function createPerception(
  sensing: Sensing,
  filter: BallFilterOptions,
  { seed, index }: { readonly seed: number; readonly index: number },
): Perception {
  const { errorPx, syncErrorUs, loss, deadUs } = sensing;
  const isExact = errorPx === null && syncErrorUs === 0 && loss === 0 && deadUs === 0;
  if (isExact) return new ExactPerception(sensing);
  return new StereoPerception(sensing, filter, ballSeed(seed, index));
}

/** Seed of what goes wrong with one ball. */
export const ballSeed = (seed: number, index: number): number => deriveSeed(seed, "sightings", String(index));

/** [m], [m/s], [rad/s] standard deviations that the exact state claims, as `tracker/oracle` does. */
const CLAIMED = [1e-4, 1e-3, 0.1] as const;
const COVARIANCE = Array.from({ length: 81 }, (_, i) =>
  i % 10 === 0 ? square(CLAIMED[Math.floor(i / 30)] ?? NaN) : 0,
);

class ExactPerception implements Perception {
  readonly #sensing: Sensing;
  readonly #waiting: { readonly dueUs: number; readonly state: BallState }[] = [];
  #lookUs = 0;

  constructor(sensing: Sensing) {
    this.#sensing = sensing;
  }

  get nextUs(): number {
    return Math.min(this.#lookUs, this.#waiting[0]?.dueUs ?? Infinity);
  }

  at(ball: TrueBall, nowUs: number): BallState | null {
    if (nowUs >= this.#lookUs) {
      const { positionM, velocityMps, spinRadps, index } = ball;
      const state = { positionM, velocityMps, spinRadps, covariance: COVARIANCE, track: index };
      this.#waiting.push({ dueUs: nowUs + this.#sensing.latencyUs, state: { ...state, validAtUs: nowUs } });
      this.#lookUs += this.#sensing.periodUs;
    }
    let newest: BallState | null = null;
    while ((this.#waiting[0]?.dueUs ?? Infinity) <= nowUs) newest = this.#waiting.shift()?.state ?? null;
    return newest;
  }
}

/** [px] a camera claims at least this standard deviation. */
const LEAST_CLAIM_PX = 0.1;

/** One camera of the rig. */
interface Eye {
  readonly view: CameraView;
  /** [us] by which its clock is late. */
  readonly lateUs: number;
  readonly noise: Random;
  readonly luck: Random;
  readonly dead: DeadTime | null;
  /** [us] when it looks next. */
  lookUs: number;
}

/** What a camera says of one look, and whether the other has spoken for this stamp before. */
interface Look {
  readonly dueUs: number;
  readonly detection: Detection | null;
  readonly endsRound: boolean;
}

/** Two cameras, each with its faults, and the ball filter. */
class StereoPerception implements Perception {
  readonly #sensing: Sensing;
  readonly #filter: BallFilter;
  readonly #eyes: readonly Eye[];
  readonly #waiting: Look[] = [];
  #hasNews = false;

  constructor(sensing: Sensing, filter: BallFilterOptions, seed: number) {
    const { syncErrorUs, periodUs, deadUs } = sensing;
    this.#sensing = sensing;
    this.#filter = new BallFilter(filter);
    const dead = deadUs === 0 ? null : deadTime(seed, deadUs, filter.cameras.length);
    this.#eyes = filter.cameras.map((camera, i) => ({
      view: new CameraView(camera),
      lateUs: i === 1 ? syncErrorUs : 0,
      noise: new Random(deriveSeed(seed, "noise", String(i))),
      luck: new Random(deriveSeed(seed, "loss", String(i))),
      dead: dead?.camera === i ? dead : null,
      lookUs: i === 1 ? firstLookUs(periodUs, syncErrorUs) : 0,
    }));
  }

  get nextUs(): number {
    let next = this.#waiting[0]?.dueUs ?? Infinity;
    for (const { lookUs } of this.#eyes) next = Math.min(next, lookUs);
    return next;
  }

  at(ball: TrueBall, nowUs: number): BallState | null {
    // a camera whose clock is late looks first; the first camera's look completes the round
    for (let i = this.#eyes.length - 1; i >= 0; i--) {
      const eye = this.#eyes[i];
      if (eye === undefined || nowUs < eye.lookUs) continue;
      const detection = this.#look(eye, ball, nowUs);
      this.#waiting.push({ dueUs: nowUs + this.#sensing.latencyUs, detection, endsRound: i === 0 });
      eye.lookUs += this.#sensing.periodUs;
    }
    let newest: BallState | null = null;
    while ((this.#waiting[0]?.dueUs ?? Infinity) <= nowUs) newest = this.#take() ?? newest;
    return newest;
  }

  #take(): BallState | null {
    const look = this.#waiting.shift();
    if (look === undefined) return null;
    if (look.detection !== null) {
      const verdict = this.#filter.update(look.detection);
      if (verdict === "used" || verdict === "started") this.#hasNews = true;
    }
    if (!look.endsRound || !this.#hasNews) return null;
    this.#hasNews = false;
    return this.#filter.state();
  }

  #look({ view, lateUs, noise, luck, dead }: Eye, ball: TrueBall, nowUs: number): Detection | null {
    const { loss, errorPx, periodUs } = this.#sensing;
    view.see(...ball.positionM);
    // drawn at every look, so that a ball has the same noise whatever else goes wrong
    const [dx, dy] = [normal(noise), normal(noise)];
    const isLost = luck.uniform() < loss;
    const isDead = dead !== null && nowUs >= dead.fromUs && nowUs < dead.toUs;
    if (isLost || isDead || !(view.depthM > 0) || !isInPicture(view)) return null;
    const sigmaPx = errorPx ?? 0;
    const claim = square(Math.max(sigmaPx, LEAST_CLAIM_PX));
    const validAtUs = nowUs + lateUs;
    return {
      camera: view.camera.id,
      xPx: view.xPx + sigmaPx * dx,
      yPx: view.yPx + sigmaPx * dy,
      covariancePx2: [claim, 0, claim],
      presence: 1,
      validAtUs,
      windowStartUs: validAtUs - periodUs,
      windowEndUs: validAtUs,
    };
  }
}

/** [us] the first whole stamp of a clock that is late by `lateUs`, by the right time. */
const firstLookUs = (periodUs: number, lateUs: number): number =>
  Math.ceil(lateUs / periodUs) * periodUs - lateUs;

const isInPicture = ({ xPx, yPx, camera }: { xPx: number; yPx: number; camera: CameraModel }): boolean =>
  xPx >= 0 && yPx >= 0 && xPx <= camera.width - 1 && yPx <= camera.height - 1;
