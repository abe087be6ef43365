import { describe, expect, it } from "vitest";
import type { HitPoint } from "../../../src/core/perception.ts";
import { Random } from "../../../src/core/random.ts";
import { BallFilter, type BallFilterOptions } from "../../../src/tracking/ball-filter.ts";
import type { BallMotion } from "../../../src/tracking/ball-flight.ts";
import { HitPointPredictor } from "../../../src/tracking/hit-point.ts";
import { SERVED, integrate, mean, nees, neesBounds, scattered, squaredError, wander } from "./flights.ts";
import { FILTER, LEFT, NOISE, RIGHT, sighting, stateOf } from "./sightings.ts";

const STEP_US = 2000;
const BALLS = 80;
/** Steps before (-) or after a ball's bounce at which it is looked at; and one early in its flight. */
const INSTANTS = [-150, -10, 4, 12, 30] as const;
const PLANE_Y = -1.6;

interface Run {
  /** Squared error of the state at each of the INSTANTS. */
  readonly states: number[];
  /** Squared error of the hit point predicted at each of the INSTANTS, NaN where none was. */
  readonly hits: number[];
  /** The ball came to the plane after one bounce, as the prediction supposes. */
  readonly legal: boolean;
  readonly filter: BallFilter;
}

/** The true way of a ball to the plane, a motion per step, with the noise that the filter counts on. */
function pathOf(options: BallFilterOptions, random: Random): BallMotion[] {
  let motion: BallMotion = {
    positionM: SERVED.positionM,
    velocityMps: scattered(random, SERVED.velocityMps, 0.25),
    spinRadps: scattered(random, [0, 0, 0], options.spinSigmaRadps),
  };
  const path = [motion];
  while (motion.positionM[1] > PLANE_Y - 0.05 && motion.positionM[2] > -0.6) {
    motion = wander(motion, STEP_US * 1e-6, random, NOISE);
    path.push(motion);
  }
  return path;
}

type Sees = (camera: number, steps: number, random: Random) => number | null;

/**
 * One ball, seen with 0.5 px of error by two cameras every 2 ms; `sees` gives the error of a camera's clock [us] or null, by the
 * steps since the bounce.
 */
function run(options: BallFilterOptions, seed: number, sees: Sees): Run {
  const random = new Random(seed);
  const path = pathOf(options, random);
  const isBounce = (now: BallMotion, i: number): boolean =>
    now.velocityMps[2] > 0 && (path[i - 1]?.velocityMps[2] ?? 1) < -0.5;
  const bounce = path.findIndex(isBounce);
  const filter = new BallFilter(options);
  const predictor = new HitPointPredictor({ dynamics: options.dynamics, planeYM: PLANE_Y, horizonS: 1.5 });
  const states: number[] = [];
  const hits: number[] = [];
  for (const [step, motion] of path.entries()) {
    for (const [camera, model] of [LEFT, RIGHT].entries()) {
      const offUs = sees(camera, step - bounce, random);
      if (offUs !== null) filter.update(sighting(model, motion.positionM, step * STEP_US + offUs, random));
    }
    if (!INSTANTS.includes((step - bounce) as 4)) continue;
    const state = stateOf(filter);
    states.push(nees(state, motionAt(path, state.validAtUs)));
    const hit = predictor.predict(state);
    hits.push(typeof hit === "string" ? NaN : hitError(hit, path));
  }
  const legal = path.filter(isBounce).length === 1 && path.at(-1)!.positionM[1] < PLANE_Y;
  return { states, hits, legal, filter };
}

/** The ball at an instant [us] between the steps of its path. */
function motionAt(path: readonly BallMotion[], timeUs: number): BallMotion {
  const step = Math.min(path.length - 1, Math.floor(timeUs / STEP_US));
  const restS = (timeUs - step * STEP_US) * 1e-6;
  return restS < 2e-5 ? path[step]! : integrate(path[step]!, restS);
}

/** Squared error of a hit point against where the ball was at the time predicted. */
function hitError(hit: HitPoint, path: readonly BallMotion[]): number {
  const { positionM } = motionAt(path, hit.arrivalUs);
  return squaredError(
    hit.covarianceM2,
    [0, 1, 2].map((i) => hit.positionM[i]! - positionM[i]!),
  );
}

const balls = (options: BallFilterOptions, sees: Sees): Run[] =>
  Array.from({ length: BALLS }, (_, i) => run(options, 500 + i, sees)).filter(({ legal }) => legal);

const expectHonest = (values: readonly number[], degrees: number, what: string): void => {
  const [low, high] = neesBounds(degrees, values.length);
  expect(mean(values), what).toBeGreaterThan(low);
  expect(mean(values), what).toBeLessThan(high);
};

describe("consistency (NEES of 80 balls, chi-square bounds of 99.9 %)", () => {
  it.each([
    ["two cameras", FILTER, () => 0],
    [
      "every fifth detection missing",
      FILTER,
      (_: number, __: number, random: Random) => (random.uniform() < 0.2 ? null : 0),
    ],
    [
      "the right camera blind from 60 ms before the bounce to 6 ms after it",
      FILTER,
      (camera: number, steps: number) => (camera === 1 && steps > -30 && steps < 3 ? null : 0),
    ],
  ] as const)("of state and hit point: %s", (_, options, sees) => {
    const runs = balls(options, sees);
    INSTANTS.forEach((instant, i) => {
      expectHonest(
        runs.map(({ states }) => states[i]!),
        9,
        `state at step ${instant}`,
      );
      expectHonest(
        runs.map(({ hits }) => hits[i]!),
        3,
        `hit point predicted at step ${instant}`,
      );
    });
  });

  it("of the clocks' offset, and of the state with it: the right camera's clock is 400 us late", () => {
    const options: BallFilterOptions = {
      ...FILTER,
      clocks: { sigmaUs: 500, walkUs: 0 },
      pairToleranceUs: 2000,
    };
    const runs = balls(options, (camera) => (camera === 1 ? 400 : 0)); // a state's instant is the left camera's
    const offsets = runs.map(({ filter }) => filter.clockOffsets()[0]!);
    expectHonest(
      offsets.map(({ offsetUs, sigmaUs }) => ((offsetUs - 400) / sigmaUs) ** 2),
      1,
      "offset",
    );
    expect(mean(offsets.map(({ sigmaUs }) => sigmaUs))).toBeLessThan(40);
    expect(mean(offsets.map(({ offsetUs }) => offsetUs))).toBeCloseTo(400, -2);
    INSTANTS.forEach((instant, i) => {
      expectHonest(
        runs.map(({ states }) => states[i]!),
        9,
        `state at step ${instant}`,
      );
    });
  });
});
