import { describe, expect, it } from "vitest";
import type { Detection } from "../../../src/core/perception.ts";
import { Random } from "../../../src/core/random.ts";
import { norm, subtract, type Vec3 } from "../../../src/core/vec3.ts";
import { BallFilter, type SightingVerdict } from "../../../src/tracking/ball-filter.ts";
import type { BallMotion } from "../../../src/tracking/ball-flight.ts";
import { SERVED, integrate } from "./flights.ts";
import { FILTER, LEFT, RIGHT, sighting, stateOf } from "./sightings.ts";

const STEP_US = 2000;

/** Both cameras see the ball every 2 ms, the right one 150 us after the left; returns the motion at the last sight of the left. */
function feed(filter: BallFilter, untilUs: number, random = new Random(3), start = SERVED): BallMotion {
  let motion = start;
  for (let t = 0; t <= untilUs; t += STEP_US) {
    if (t > 0) motion = integrate(motion, STEP_US * 1e-6);
    filter.update(sighting(LEFT, motion.positionM, t, random));
    filter.update(sighting(RIGHT, integrate(motion, 150e-6).positionM, t + 150, random));
  }
  return motion;
}

const placeError = (filter: BallFilter, truth: BallMotion): number =>
  norm(subtract(stateOf(filter).positionM, truth.positionM));

/** Both cameras see a ball at rest at a place. */
const both = (filter: BallFilter, placeM: Vec3, timeUs: number): SightingVerdict[] => [
  filter.update(sighting(LEFT, placeM, timeUs)),
  filter.update(sighting(RIGHT, placeM, timeUs)),
];

describe("BallFilter", () => {
  it("knows place and velocity after 0.1 s", () => {
    const filter = new BallFilter(FILTER);
    const truth = integrate(feed(filter, 100_000), 150e-6);
    expect(placeError(filter, truth)).toBeLessThan(0.002);
    expect(norm(subtract(stateOf(filter).velocityMps, truth.velocityMps))).toBeLessThan(0.1);
    expect(stateOf(filter)).toMatchObject({ validAtUs: 100_150, track: 0 });
  });

  it("sees spin in the bounce that it could not see before", () => {
    const sideways: BallMotion = { ...SERVED, spinRadps: [0, 120, 0] }; // along the flight: no Magnus force to see
    const [before, after] = [new BallFilter(FILTER), new BallFilter(FILTER)];
    feed(before, 360_000, new Random(5), sideways);
    const late = feed(after, 460_000, new Random(5), sideways);
    const sigma = (filter: BallFilter): number => Math.sqrt(stateOf(filter).covariance[7 * 10]!);
    expect(sigma(before)).toBeGreaterThan(45);
    expect(sigma(after)).toBeLessThan(38);
    expect(Math.abs(stateOf(after).spinRadps[1] - late.spinRadps[1])).toBeLessThan(60);
  });

  it("says nothing before it has the detections asked for", () => {
    const filter = new BallFilter(FILTER);
    expect(both(filter, [0, 1, 0.3], 0)).toEqual(["unpaired", "started"]);
    both(filter, [0, 0.99, 0.3], 2000);
    expect(filter.state()).toBeNull();
    expect(both(filter, [0, 0.98, 0.3], 4000)).toEqual(["used", "used"]);
    expect(filter.state()).toMatchObject({ track: 0, validAtUs: 4000 });
  });

  it("goes on through the bounce with one camera, and is then as good again as with two", () => {
    const [alone, paired] = [new BallFilter(FILTER), new BallFilter(FILTER)];
    let motion = SERVED;
    const random = new Random(12);
    let [blindError, blindSigma] = [0, 0];
    for (let t = 0; t <= 540_000; t += STEP_US) {
      if (t > 0) motion = integrate(motion, STEP_US * 1e-6);
      const left = sighting(LEFT, motion.positionM, t, random);
      const right = sighting(RIGHT, motion.positionM, t, random);
      for (const filter of [alone, paired]) filter.update(left);
      paired.update(right);
      if (t < 380_000 || t > 460_000) alone.update(right);
      if (t === 460_000) {
        blindError = placeError(alone, motion);
        blindSigma = Math.sqrt(stateOf(alone).covariance[0]! + stateOf(alone).covariance[20]!);
      }
    }
    expect(stateOf(alone).track).toBe(0);
    expect(blindError).toBeLessThan(4 * blindSigma);
    expect(blindSigma).toBeGreaterThan(0.002); // it knows that it does not know the depth
    expect(blindSigma).toBeLessThan(0.02);
    expect(placeError(alone, motion)).toBeLessThan(0.002);
  });

  it.each([0.05, 0.3])("bears %d of all detections wrong, and as many missing", (share) => {
    const filter = new BallFilter(FILTER);
    const random = new Random(20);
    let motion = SERVED;
    for (let t = 0; t <= 300_000; t += STEP_US) {
      if (t > 0) motion = integrate(motion, STEP_US * 1e-6);
      for (const camera of [LEFT, RIGHT]) {
        const seen = sighting(camera, motion.positionM, t, random);
        const lot = random.uniform();
        if (lot < share)
          filter.update({ ...seen, xPx: random.between(0, 1279), yPx: random.between(0, 719) });
        else if (lot > 2 * share) filter.update(seen);
      }
    }
    both(filter, motion.positionM, 300_000);
    expect(stateOf(filter).track).toBe(0);
    expect(placeError(filter, motion)).toBeLessThan(0.003);
  });

  it("starts a new track when two cameras agree for long that the ball is elsewhere", () => {
    const filter = new BallFilter(FILTER);
    feed(filter, 100_000);
    const verdicts = [1, 2, 3, 4].map((i) => both(filter, [0.5, 0.5, 0.4], 100_000 + i * 1000)[1]);
    expect(verdicts).toEqual(["outlier", "outlier", "outlier", "started"]);
    both(filter, [0.5, 0.5, 0.4], 105_000);
    both(filter, [0.5, 0.5, 0.4], 106_000);
    expect(stateOf(filter).track).toBe(1);
    expect(stateOf(filter).positionM[0]).toBeCloseTo(0.5, 2);
  });

  it("forgives a pair of outliers for every four detections that fit, however often it comes to that", () => {
    const filter = new BallFilter(FILTER);
    let motion = feed(filter, 100_000);
    for (let t = 102_000, round = 0; round < 10; round++) {
      for (let i = 0; i < 2; i++, t += STEP_US) {
        motion = integrate(motion, STEP_US * 1e-6);
        expect(filter.update(sighting(LEFT, motion.positionM, t))).toBe("used");
        expect(filter.update(sighting(RIGHT, motion.positionM, t))).toBe("used");
      }
      expect(both(filter, [0.5, 0.5, 0.4], t - STEP_US)).toEqual(["outlier", "outlier"]);
    }
    expect(stateOf(filter).track).toBe(0);
  });

  it("lets the clocks drift while there is no ball", () => {
    const clocks = { sigmaUs: 500, walkUs: 100 };
    const filter = new BallFilter({ ...FILTER, clocks });
    const sigmaUs = (): number => filter.clockOffsets()[0]?.sigmaUs ?? NaN;
    feed(filter, 300_000);
    const learnedUs = sigmaUs();
    expect(learnedUs).toBeLessThan(100);
    expect(both(filter, [0, 1, 0.3], 100_300_000)[1]).toBe("started"); // 100 s later, a ball of which no motion is known
    expect(sigmaUs()).toBeGreaterThan(0.9 * Math.hypot(learnedUs, 1000));
  });

  it("begins a track again though a tracker that is off to one side made it misjudge a clock", () => {
    const filter = new BallFilter({ ...FILTER, clocks: { sigmaUs: 500, walkUs: 0 } });
    let motion = SERVED;
    for (let t = 0; t <= 300_000; t += STEP_US) {
      if (t > 0) motion = integrate(motion, STEP_US * 1e-6);
      filter.update(sighting(LEFT, motion.positionM, t));
      filter.update(sighting(RIGHT, integrate(motion, 600e-6).positionM, t)); // as a clock that is 0.6 ms late
    }
    expect(Math.abs(filter.clockOffsets()[0]?.offsetUs ?? NaN)).toBeGreaterThan(FILTER.pairToleranceUs);
    expect(both(filter, [0, 1, 0.3], 600_000)).toEqual(["unpaired", "started"]);
  });

  it("begins a track by the clocks as it has estimated them, where stamps are far apart", () => {
    const late = 700; // [us] of the right camera's clock, more than pairs may be apart
    const learned = () => {
      const filter = new BallFilter({
        ...FILTER,
        clocks: { sigmaUs: 1000, walkUs: 0 },
        pairToleranceUs: 800,
      });
      let motion = SERVED;
      for (let t = 0; t <= 300_000; t += STEP_US) {
        if (t > 0) motion = integrate(motion, STEP_US * 1e-6);
        filter.update(sighting(LEFT, motion.positionM, t));
        filter.update(sighting(RIGHT, motion.positionM, t + late));
      }
      expect(filter.clockOffsets()[0]?.offsetUs).toBeCloseTo(late, -2);
      return filter;
    };
    const pair = (apartUs: number): SightingVerdict[] => {
      const filter = learned();
      return [
        filter.update(sighting(LEFT, [0, 1, 0.3], 600_000)),
        filter.update(sighting(RIGHT, [0, 1, 0.3], 600_000 + apartUs)),
      ];
    };
    expect(pair(late + 600)).toEqual(["unpaired", "started"]); // 600 us by the estimate, 1300 by the stamps
    expect(pair(late + 1000)).toEqual(["unpaired", "unpaired"]);
  });

  it("does not leave its ball for one that a single camera sees", () => {
    const filter = new BallFilter(FILTER);
    let motion = feed(filter, 100_000);
    for (let t = 102_000; t <= 160_000; t += STEP_US) {
      motion = integrate(motion, STEP_US * 1e-6);
      expect(filter.update(sighting(LEFT, motion.positionM, t))).toBe("used");
      expect(filter.update(sighting(RIGHT, [0.5, 0.5, 0.4], t))).toBe("outlier");
    }
    expect(stateOf(filter).track).toBe(0);
  });

  it("does not begin a track where the rays miss each other, or at two different times", () => {
    const filter = new BallFilter(FILTER);
    const right = sighting(RIGHT, [0, 0, 0.3], 0);
    expect(filter.update(sighting(LEFT, [0, 0, 0.3], 0))).toBe("unpaired");
    expect(filter.update({ ...right, xPx: right.xPx + 30 })).toBe("unpaired");
    expect(filter.update({ ...right, validAtUs: 301 })).toBe("unpaired");
    expect(filter.update({ ...right, validAtUs: 299 })).toBe("started");
  });

  it("predicts through a gap, and starts anew after one that is too long", () => {
    const filter = new BallFilter(FILTER);
    const last = feed(filter, 100_000);
    const later = integrate(last, 0.09);
    expect(both(filter, later.positionM, 190_000)).toEqual(["used", "used"]);
    expect(both(filter, later.positionM, 290_001)).toEqual(["unpaired", "started"]);
  });

  it("keeps its track when one camera's clock says once that it is next week", () => {
    const filter = new BallFilter(FILTER);
    const last = feed(filter, 100_000);
    expect(filter.update(sighting(RIGHT, last.positionM, 6e11))).toBe("unpaired");
    expect(filter.update(sighting(LEFT, integrate(last, 0.002).positionM, 102_000))).toBe("used");
    expect(stateOf(filter).track).toBe(0);
  });

  it("comes to the same estimate whether the cameras report in order or late", () => {
    const late = new BallFilter(FILTER);
    const inOrder = new BallFilter(FILTER);
    const random = new Random(6);
    let motion = SERVED;
    let held: Detection[] = [];
    for (let t = 0; t <= 60_000; t += STEP_US) {
      if (t > 0) motion = integrate(motion, STEP_US * 1e-6);
      const left = sighting(LEFT, motion.positionM, t, random);
      const right = sighting(RIGHT, motion.positionM, t, random);
      for (const seen of [left, right]) inOrder.update(seen);
      late.update(left);
      held.push(right); // reports of the right camera come 8 ms late once the track has begun
      if (t < 10_000 || held.length > 4) {
        for (const seen of held) expect(late.update(seen)).not.toBe("late");
        held = [];
      }
    }
    for (const seen of held) late.update(seen);
    const [a, b] = [stateOf(late), stateOf(inOrder)];
    expect(a.validAtUs).toBe(b.validAtUs);
    for (const i of [0, 1, 2] as const) {
      expect(a.positionM[i]).toBeCloseTo(b.positionM[i], 9);
      expect(a.velocityMps[i]).toBeCloseTo(b.velocityMps[i], 7);
    }
    a.covariance.forEach((value, i) => expect(value).toBeCloseTo(b.covariance[i]!, 6));
  });

  it("leaves out what is older than all that it remembers", () => {
    const filter = new BallFilter(FILTER);
    feed(filter, 100_000);
    const before = stateOf(filter);
    expect(filter.update(sighting(LEFT, SERVED.positionM, 10_000))).toBe("late");
    expect(filter.state()).toEqual(before);
  });

  it.each([
    ["a place that is not a number", { xPx: NaN }],
    ["a time that is not a number", { validAtUs: NaN }],
    ["a covariance that is none", { covariancePx2: [1, 2, 1] as const }],
    ["a presence that is not a number", { presence: NaN }],
    ["a window without an end", { windowEndUs: Infinity }],
    ["the name of a camera that is not there", { camera: "third" }],
  ])("refuses a detection with %s, and stays as it was", (_, wrong) => {
    const filter = new BallFilter(FILTER);
    feed(filter, 20_000);
    const before = stateOf(filter);
    expect(filter.update({ ...sighting(LEFT, SERVED.positionM, 22_000), ...wrong })).toBe("invalid");
    expect(filter.state()).toEqual(before);
  });

  it("passes over detections that see no ball", () => {
    const filter = new BallFilter(FILTER);
    const unseen = { ...sighting(LEFT, SERVED.positionM, 0), presence: 0, xPx: NaN, yPx: NaN };
    expect(filter.update(unseen)).toBe("unseen");
    expect(filter.update({ ...sighting(LEFT, SERVED.positionM, 0), presence: 0.49 })).toBe("unseen");
  });

  it("never believes a number that is none, whatever it is told", () => {
    const random = new Random(77);
    const odd = [NaN, Infinity, -Infinity, 0, 1e-300, 1e300, -1, 640, 360];
    const pick = (): number => odd[Math.floor(random.uniform() * odd.length)]!;
    const filter = new BallFilter(FILTER);
    const broken = (seen: Detection): Detection => ({
      ...seen,
      ...(random.uniform() < 0.1 && { xPx: pick(), yPx: pick() }),
      ...(random.uniform() < 0.1 && { covariancePx2: [pick(), pick(), pick()] as const }),
      ...(random.uniform() < 0.05 && { validAtUs: pick() }),
      ...(random.uniform() < 0.05 && { windowStartUs: pick() }),
    });
    let told = 0;
    let motion = SERVED;
    for (let t = 0; t <= 6_000_000; t += STEP_US) {
      motion = t % 600_000 === 0 ? SERVED : integrate(motion, STEP_US * 1e-6); // ten balls
      for (const camera of [LEFT, RIGHT]) {
        filter.update(broken(sighting(camera, motion.positionM, t, random)));
        const state = filter.state();
        if (state === null) continue;
        told++;
        const all = [...state.positionM, ...state.velocityMps, ...state.spinRadps, ...state.covariance];
        expect(all.every(Number.isFinite), `at ${t} us`).toBe(true);
      }
    }
    expect(told).toBeGreaterThan(4000);
  });
});
