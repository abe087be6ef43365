import { describe, expect, it } from "vitest";
import { createEventBatch } from "../../../src/core/event-batch.ts";
import type { Detection } from "../../../src/core/perception.ts";
import { Random } from "../../../src/core/random.ts";
import { MidRangeTracker, UNSEEN_PRESENCE, type MidRangeOptions } from "../../../src/tracking/mid-range.ts";
import { centreAt, ringEvents, type MovingDisc } from "./ring-events.ts";

const options: MidRangeOptions = {
  camera: "left",
  windowUs: 1000,
  sensorDelayUs: 0,
  minPixels: 12,
  minBallPx: 4,
  maxBallPx: 60,
  marginPx: 20,
  noisePx: 0.3,
  timeNoiseUs: 50,
  coastUs: 5000,
};
const DISC: MovingDisc = { xPx: 300, yPx: 200, vx: 0.005, vy: 0.003, radiusPx: 10 };
const EMPTY = createEventBatch(1280, 720, 0);

const windowOf = (disc: MovingDisc, endUs: number, random: Random, noiseEvents = 5) =>
  ringEvents(disc, { startUs: endUs - 1000, endUs, jitterUs: 50, noiseEvents }, random);

function errorPx(detection: Detection, disc: MovingDisc): number {
  const truth = centreAt(disc, detection.validAtUs);
  return Math.hypot(detection.xPx - truth.xPx, detection.yPx - truth.yPx);
}

/** A tracker that has followed the disc until `endUs`. */
function following(disc: MovingDisc, endUs: number, random: Random): MidRangeTracker {
  const tracker = new MidRangeTracker(options);
  for (let t = 1000; t <= endUs; t += 1000) tracker.track(windowOf(disc, t, random), t);
  return tracker;
}

describe("MidRangeTracker", () => {
  it.each([
    ["slow and small", { ...DISC, vx: -0.002, vy: 0.002, radiusPx: 6 }, 0.5],
    ["usual", DISC, 0.3],
    ["fast and large", { ...DISC, vx: 0.009, vy: -0.001, radiusPx: 18 }, 0.3],
  ])("places a %s ball to a fraction of a pixel, in noise", (_, disc, limitPx) => {
    const random = new Random(7);
    const tracker = new MidRangeTracker(options);
    let sum = 0;
    for (let t = 1000; t <= 60_000; t += 1000) {
      const detection = tracker.track(windowOf(disc, t, random, 20), t);
      if (t > 1000) {
        expect(detection.presence).toBeGreaterThan(0.6);
        sum += errorPx(detection, disc) / 59;
      }
    }
    expect(sum).toBeLessThan(limitPx);
  });

  it("errs neither ahead nor behind along the motion", () => {
    const random = new Random(8);
    const tracker = new MidRangeTracker(options);
    const disc = { ...DISC, vx: 0.008, vy: 0 };
    let ahead = 0;
    for (let t = 1000; t <= 100_000; t += 1000) {
      const { xPx, validAtUs } = tracker.track(windowOf(disc, t, random), t);
      ahead += (xPx - centreAt(disc, validAtUs).xPx) / 100;
    }
    expect(Math.abs(ahead)).toBeLessThan(0.05); // 6 us at this speed
  });

  it("refers to the middle of the window, less the sensor's delay", () => {
    const random = new Random(1);
    const early = new MidRangeTracker({ ...options, sensorDelayUs: 400 });
    const at = (tracker: MidRangeTracker): number =>
      tracker.track(windowOf(DISC, 1000, random), 1000).validAtUs;
    expect(Math.abs(at(new MidRangeTracker(options)) - 500)).toBeLessThan(80);
    expect(Math.abs(at(early) - 100)).toBeLessThan(80);
  });

  it("tells the window it used", () => {
    const detection = new MidRangeTracker(options).track(EMPTY, 5000);
    expect(detection).toMatchObject({ camera: "left", windowStartUs: 4000, windowEndUs: 5000 });
  });

  it("doubts its first sight until a second confirms it", () => {
    const random = new Random(1);
    const tracker = new MidRangeTracker(options);
    expect(tracker.track(windowOf(DISC, 1000, random), 1000).presence).toBe(UNSEEN_PRESENCE);
    expect(tracker.track(windowOf(DISC, 2000, random), 2000).presence).toBeGreaterThan(0.6);
  });

  it("does not wait for a ball that it saw but once", () => {
    const tracker = new MidRangeTracker(options);
    tracker.track(windowOf(DISC, 1000, new Random(1)), 1000);
    expect(tracker.track(EMPTY, 2000)).toMatchObject({ presence: 0, xPx: NaN });
  });

  it("sees nothing in noise alone", () => {
    const random = new Random(3);
    const tracker = new MidRangeTracker(options);
    const away = { ...DISC, xPx: -500 };
    for (let t = 1000; t <= 50_000; t += 1000) {
      const detection = tracker.track(windowOf(away, t, random, 300), t);
      expect(detection.presence).toBe(0);
      expect(detection.xPx).toBeNaN();
    }
  });

  it("coasts through empty windows along the path it knew, ever less sure of the place", () => {
    const tracker = following(DISC, 20_000, new Random(4));
    const first = tracker.track(EMPTY, 21_000);
    tracker.track(EMPTY, 22_000);
    const third = tracker.track(EMPTY, 23_000);
    expect(first.presence).toBe(UNSEEN_PRESENCE);
    expect(errorPx(third, DISC)).toBeLessThan(2);
    expect(third.covariancePx2[0]).toBeGreaterThan(first.covariancePx2[0]);
  });

  it("finds the ball again after coasting", () => {
    const random = new Random(4);
    const tracker = following(DISC, 20_000, random);
    for (let t = 21_000; t <= 24_000; t += 1000) tracker.track(EMPTY, t);
    const again = tracker.track(windowOf(DISC, 25_000, random), 25_000);
    expect(again.presence).toBeGreaterThan(0.6);
    expect(errorPx(again, DISC)).toBeLessThan(1);
  });

  it("gives up after the time it may coast, and acquires another ball elsewhere", () => {
    const random = new Random(4);
    const tracker = following(DISC, 20_000, random);
    for (let t = 21_000; t <= 25_000; t += 1000)
      expect(tracker.track(EMPTY, t).presence).toBe(UNSEEN_PRESENCE);
    expect(tracker.track(EMPTY, 26_000)).toMatchObject({ presence: 0, xPx: NaN });
    const other = { ...DISC, xPx: 900, yPx: 500, vx: -0.005 };
    tracker.track(windowOf(other, 27_000, random), 27_000);
    const seen = tracker.track(windowOf(other, 28_000, random), 28_000);
    expect(seen.presence).toBeGreaterThan(0.6);
    expect(errorPx(seen, other)).toBeLessThan(1);
  });

  it("stays with its ball when a larger crowd of events appears elsewhere", () => {
    const random = new Random(6);
    const tracker = following(DISC, 20_000, random);
    const both = ringEvents(DISC, { startUs: 20_000, endUs: 21_000, jitterUs: 50, noiseEvents: 0 }, random);
    const other = windowOf({ ...DISC, xPx: 900, yPx: 500, radiusPx: 20, vx: 0.01 }, 21_000, random);
    const merged = createEventBatch(1280, 720, both.length + other.length);
    merged.length = both.length + other.length;
    for (const key of ["t", "x", "y", "p"] as const) {
      merged[key].set(both[key]);
      merged[key].set(other[key].subarray(0, other.length), both.length);
    }
    expect(errorPx(tracker.track(merged, 21_000), DISC)).toBeLessThan(1);
  });

  it("follows a bounce", () => {
    const random = new Random(9);
    const tracker = following(DISC, 20_000, random);
    const turn = centreAt(DISC, 20_000);
    const up = {
      ...DISC,
      xPx: turn.xPx - 0.004 * 20_000,
      yPx: turn.yPx + 0.004 * 20_000,
      vx: 0.004,
      vy: -0.004,
    };
    for (let t = 21_000; t <= 30_000; t += 1000) {
      const detection = tracker.track(windowOf(up, t, random), t);
      expect(detection.presence).toBeGreaterThan(0.6);
      expect(errorPx(detection, up)).toBeLessThan(1);
    }
  });

  it("does not place a ball that the sensor's edge cuts off", () => {
    const tracker = new MidRangeTracker(options);
    const half = { ...DISC, xPx: 0, vx: 0.0001, vy: 0.005 };
    expect(tracker.track(windowOf(half, 1000, new Random(2)), 1000).presence).toBe(0);
  });

  it("does not take for a ball what is too large for one", () => {
    const tracker = new MidRangeTracker({ ...options, maxBallPx: 15 });
    expect(tracker.track(windowOf(DISC, 1000, new Random(2)), 1000).presence).toBe(0);
  });

  it("is less sure of the place along a fast motion, by the time it is not sure of", () => {
    const { covariancePx2 } = following({ ...DISC, vx: 0.01, vy: 0 }, 20_000, new Random(5)).track(
      windowOf({ ...DISC, vx: 0.01, vy: 0 }, 21_000, new Random(6)),
      21_000,
    );
    expect(covariancePx2[0]).toBeCloseTo(0.09 + (0.01 * 50) ** 2, 1);
    expect(covariancePx2[0] - covariancePx2[2]).toBeGreaterThan(0.2);
  });

  it.each([1, -1])("leans its ellipse along the motion, slope %d", (slope) => {
    const disc = { ...DISC, vx: 0.008, vy: slope * 0.008 };
    const random = new Random(5);
    const [xx, xy, yy] = following(disc, 20_000, random).track(
      windowOf(disc, 21_000, random),
      21_000,
    ).covariancePx2;
    expect(Math.sign(xy)).toBe(slope);
    expect(Math.abs(xy) / (0.008 * 50) ** 2).toBeCloseTo(1, 0.5);
    expect(xx * yy - xy * xy).toBeGreaterThan(0);
  });

  it("smooths the place that it coasts from: one sight that is off pulls it by seven tenths", () => {
    const random = new Random(3);
    const still = { ...DISC, vx: 0.002, vy: 0 };
    const tracker = following(still, 30_000, random);
    const off = { ...still, xPx: still.xPx + 6 };
    tracker.track(windowOf(off, 31_000, random), 31_000);
    const { xPx, validAtUs } = tracker.track(EMPTY, 32_000);
    // the place moved by 0.7 of 6 px, the speed by 0.3 of it a window
    expect(Math.abs(xPx - centreAt(still, validAtUs).xPx - (0.7 + 0.3) * 6)).toBeLessThan(0.7);
  });
});
