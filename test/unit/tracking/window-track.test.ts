import { describe, expect, it } from "vitest";
import { type Sight, WindowTrack } from "../../../src/tracking/window-track.ts";

const OPTIONS = {
  camera: "left",
  windowUs: 1000,
  beforeEndUs: 0,
  sensorDelayUs: 100,
  startPresence: 0.9,
  keepPresence: 0.5,
  confirmSights: 3,
  gatePx: 12,
  coastUs: 4000,
};
const sight = (xPx: number, yPx: number, presence = 0.95): Sight => ({
  xPx,
  yPx,
  covariancePx2: [0.25, 0, 0.25],
  presence,
});
/** A track that has seen a ball at 2 px a window to the right, `n` times; the last at window n * 1000 us. */
function follow(n: number): WindowTrack {
  const track = new WindowTrack(OPTIONS);
  for (let i = 1; i <= n; i++) track.update(sight(100 + 2 * i, 50), i * 1000);
  return track;
}

describe("a track from sights", () => {
  it("says nothing before it has seen anything", () => {
    const track = new WindowTrack(OPTIONS);
    expect(track.predicted(1000)).toBeNull();
    expect(track.update(null, 1000)).toMatchObject({
      presence: 0,
      xPx: NaN,
      windowStartUs: 0,
      windowEndUs: 1000,
    });
  });

  it("is only half sure until the third sight", () => {
    const track = new WindowTrack(OPTIONS);
    const presences = [1, 2, 3, 4].map((i) => track.update(sight(100 + 2 * i, 50), i * 1000).presence);
    expect(presences).toEqual([0.25, 0.25, 0.95, 0.95]);
  });

  it("refers to the window's end, less the sensor's delay", () => {
    expect(new WindowTrack(OPTIONS).update(sight(1, 2), 3000).validAtUs).toBe(2900);
    const ofTheMiddle = new WindowTrack({ ...OPTIONS, beforeEndUs: 500 });
    expect(ofTheMiddle.update(sight(1, 2), 3000).validAtUs).toBe(2400);
  });

  it("predicts along the motion seen", () => {
    const place = follow(5).predicted(8000);
    expect(place?.xPx).toBeCloseTo(116, 9);
    expect(place?.yPx).toBeCloseTo(50, 9);
  });

  it("learns a motion in both axes, each its own way", () => {
    const track = new WindowTrack(OPTIONS);
    for (let i = 1; i <= 6; i++) track.update(sight(100 + 2 * i, 80 - 3 * i), i * 1000);
    const place = track.predicted(9000);
    expect(place?.xPx).toBeCloseTo(118, 9);
    expect(place?.yPx).toBeCloseTo(53, 9);
  });

  it("waits for a ball that it has just confirmed", () => {
    expect(follow(3).update(null, 4000)).toMatchObject({ presence: 0.25, xPx: 108 });
  });

  it("takes a sight at the gate for its ball, and one beyond it for another thing", () => {
    expect(follow(4).update(sight(110 + 12, 50), 5000).presence).toBe(0.95);
    expect(follow(4).update(sight(110 + 12.01, 50), 5000).presence).toBe(0.25);
  });

  it("needs a surer sight to begin than to go on", () => {
    const track = new WindowTrack(OPTIONS);
    expect(track.update(sight(100, 50, 0.7), 1000).presence).toBe(0);
    expect(follow(3).update(sight(108, 50, 0.7), 4000).presence).toBe(0.7);
  });

  it("coasts through windows without a sight, ever less sure of the place, then drops the ball", () => {
    const track = follow(4);
    const coasting = [5, 6, 7, 8].map((i) => track.update(null, i * 1000));
    expect(coasting.map(({ presence }) => presence)).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect(coasting[1]?.xPx).toBeCloseTo(112, 9);
    expect(coasting[3]!.covariancePx2[0]).toBeGreaterThan(coasting[0]!.covariancePx2[0]);
    expect(track.update(null, 9000).presence).toBe(0);
    expect(track.predicted(10_000)).toBeNull();
  });

  it("takes up the ball again where it comes back on its way", () => {
    const track = follow(4);
    track.update(null, 5000);
    expect(track.update(sight(112, 50), 6000)).toMatchObject({ presence: 0.95, xPx: 112 });
  });

  it("does not jump to a sight far from its way", () => {
    expect(follow(4).update(sight(140, 90), 5000)).toMatchObject({ presence: 0.25, xPx: 110 });
  });

  it("drops an unconfirmed ball at the first window without it", () => {
    const track = follow(2);
    expect(track.update(null, 3000).presence).toBe(0);
    expect(track.predicted(4000)).toBeNull();
  });
});
