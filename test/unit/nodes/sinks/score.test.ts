import { describe, expect, it } from "vitest";
import { scoreSink } from "../../../../nodes/sinks/score.ts";
import type { BallFigures } from "../../../../nodes/sinks/score-ball.ts";
import type { CameraFigures } from "../../../../nodes/sinks/score-camera.ts";
import { cameraFrom } from "../../../../nodes/camera-params.ts";
import { rayThrough } from "../../../../src/core/camera.ts";
import { add, scale } from "../../../../src/core/vec3.ts";
import type { BallState, HitPoint } from "../../../../src/core/perception.ts";
import type { Vec3 } from "../../../../src/core/vec3.ts";
import { NodeHarness } from "../../../support/node-harness.ts";
import { LEFT, RIGHT, detectionOf, truthAt } from "../cameras.ts";
import { itBehavesAsANode } from "../node-cases.ts";

const ballFigures = (harness: NodeHarness): BallFigures => harness.sections["ball"]?.() as BallFigures;
const cameras = (harness: NodeHarness): Record<string, CameraFigures> =>
  harness.sections["tracking"]?.() as Record<string, CameraFigures>;

const stateAt = (validAtUs: number, positionM: Vec3): BallState => ({
  positionM,
  velocityMps: [0, 0, 0],
  spinRadps: [0, 0, 0],
  covariance: Array<number>(81).fill(0),
  validAtUs,
  track: 0,
});

const hitAt = (arrivalUs: number, x: number, z: number): HitPoint => ({
  positionM: [x, -1.6, z],
  velocityMps: [0, -4, 0],
  spinRadps: [0, 0, 0],
  covarianceM2: Array<number>(9).fill(0),
  arrivalUs,
  track: 0,
});

/** A ball that flies level at 4 m/s from y = 0 and crosses y = -1.6 m at 0.4 s. */
const flying = (timeUs: number) =>
  truthAt(timeUs, { positionM: [0.1, -4e-6 * timeUs, 0.3], velocityMps: [0, -4, 0] });

describe("sink/score", () => {
  itBehavesAsANode(scoreSink, { left: LEFT, right: RIGHT });

  it("has the root mean square distance of the states from the ball at their own instants", () => {
    const harness = new NodeHarness(scoreSink);
    harness.push("truth", flying(0));
    harness.push("truth", flying(1000));
    harness.push("state", stateAt(500, [0.1 + 0.003, -0.002, 0.3]));
    harness.push("state", stateAt(1000, [0.1, -0.004, 0.3 + 0.004]));
    expect(ballFigures(harness).rmseMm).toBeCloseTo(Math.sqrt((9 + 16) / 2), 6);
    expect(ballFigures(harness).errorMm).toMatchObject({ n: 2 });
  });

  it("counts what it cannot score because the truth is too far behind", () => {
    const harness = new NodeHarness(scoreSink, { left: LEFT });
    for (let n = 0; n < 258; n++) harness.push("state", stateAt(1000 + n, [0, 0, 0]));
    expect(harness.counters).toEqual({ unscored: 2 });
  });

  it("takes the middles of the outer pixels for the edge of what a camera sees", () => {
    const camera = cameraFrom(LEFT);
    const middle: [number, number] = [camera.width / 2, camera.height / 2];
    for (const [xPx, yPx, inView] of [
      [camera.width - 1.01, middle[1], 1],
      [camera.width - 0.99, middle[1], 0],
      [0.01, middle[1], 1],
      [-0.01, middle[1], 0],
      [middle[0], camera.height - 1.01, 1],
      [middle[0], camera.height - 0.99, 0],
    ] as const) {
      const harness = new NodeHarness(scoreSink, { left: LEFT });
      const ballM = add(camera.positionM, scale(rayThrough(camera, xPx, yPx), 2));
      harness.push("truth", truthAt(1000, { positionM: ballM }));
      harness.push("left", detectionOf(LEFT, ballM, 1000));
      expect(cameras(harness)["left"]?.detection).toEqual({
        truePositive: inView,
        falsePositive: 1 - inView,
      });
    }
  });

  it("holds the newest state in hand against the ball at each moment, and that of another ball against none", () => {
    const harness = new NodeHarness(scoreSink);
    harness.push("truth", flying(0));
    harness.push("state", stateAt(0, [0.1, 0, 0.3])); // exact, but the ball flies on: 4 mm per ms
    harness.push("truth", flying(1000));
    harness.push("truth", flying(3000));
    const next = flying(4000);
    harness.push("truth", { ...next, ball: { ...next.ball, index: 1 } });
    const { streamingErrorMm } = ballFigures(harness);
    expect(streamingErrorMm).toMatchObject({ n: 2 });
    expect(streamingErrorMm?.mean).toBeCloseTo((4 + 12) / 2, 9);
  });

  it("leaves out figures for which there is nothing, and balls that are not in play", () => {
    const harness = new NodeHarness(scoreSink);
    harness.push("truth", truthAt(0, { inPlay: false }));
    harness.push("state", stateAt(0, [1, 2, 3]));
    expect(ballFigures(harness)).toEqual({ hitPointErrorMm: {}, hitTimeErrorMs: {}, crossings: 0 });
    expect(harness.sections["tracking"]).toBeUndefined();
  });

  it("judges the prediction that was in hand 300, 200 and 100 ms before the ball came", () => {
    const harness = new NodeHarness(scoreSink);
    for (let t = 0; t <= 402_000; t += 1000) {
      harness.advanceTo(t);
      harness.push("truth", flying(t));
      if (t === 90_000) harness.push("hit", hitAt(402_000, 0.1 + 0.03, 0.3));
      if (t === 190_000) harness.push("hit", hitAt(401_000, 0.1, 0.3 - 0.02));
      if (t === 290_000) harness.push("hit", hitAt(400_000, 0.1 + 0.006, 0.3 + 0.008));
      if (t === 350_000) harness.push("hit", hitAt(400_000, 0.1, 0.3)); // too late for any of them
    }
    const { hitPointErrorMm, hitTimeErrorMs, crossings } = ballFigures(harness);
    expect(crossings).toBe(1);
    expect(hitPointErrorMm["300"]?.mean).toBeCloseTo(30, 0);
    expect(hitPointErrorMm["200"]?.mean).toBeCloseTo(20, 0);
    expect(hitPointErrorMm["100"]?.mean).toBeCloseTo(10, 0);
    expect(hitTimeErrorMs["300"]?.mean).toBeCloseTo(2, 6);
    expect(hitTimeErrorMs["100"]?.mean).toBeCloseTo(0, 6);
  });

  it("does not judge a prediction that was given up", () => {
    const harness = new NodeHarness(scoreSink);
    for (let t = 0; t <= 402_000; t += 1000) {
      harness.advanceTo(t);
      harness.push("truth", flying(t));
      if (t === 90_000) harness.push("hit", hitAt(402_000, 0.13, 0.3));
    }
    expect(Object.keys(ballFigures(harness).hitPointErrorMm)).toEqual(["300"]);
  });

  it("flies a ball on to the plane that the racket met just before it", () => {
    const harness = new NodeHarness(scoreSink);
    const drifting = (t: number) =>
      truthAt(t, { positionM: [0.5e-6 * t, -4e-6 * t, 0.3], velocityMps: [0.5, -4, 0.2] });
    for (let t = 0; t <= 360_000; t += 1000) {
      harness.advanceTo(t);
      // 40 ms on from there: 0.5 m/s sideways, 0.2 m/s up and the fall
      if (t === 290_000) harness.push("hit", hitAt(400_000, 0.2, 0.3 + 0.008 - 4.905 * 0.04 ** 2));
      harness.push("truth", drifting(t));
    }
    harness.push("truth", truthAt(361_000, { positionM: [0.18, -1.43, 0.3], velocityMps: [0, 5, 0] }));
    expect(ballFigures(harness).crossings).toBe(1);
    expect(ballFigures(harness).hitPointErrorMm["100"]?.mean).toBeLessThan(0.1);
  });

  it("counts a ball's crossing once and forgets the predictions for the ball before", () => {
    const harness = new NodeHarness(scoreSink);
    harness.push("hit", hitAt(400_000, 0.1, 0.3));
    for (const index of [0, 1]) {
      for (const y of [-1.599, -1.601, -1.602]) {
        harness.push("truth", truthAt(0, { positionM: [0, y, 0.3], velocityMps: [0, -4, 0], index }));
      }
    }
    expect(ballFigures(harness)).toMatchObject({ crossings: 2, hitPointErrorMm: {} });
  });

  it("measures each camera's detections at the instant they are valid for", () => {
    const harness = new NodeHarness(scoreSink, { left: LEFT, right: RIGHT });
    harness.push("truth", flying(0));
    harness.push("truth", flying(1000));
    const exact = detectionOf(LEFT, [0.1, -0.002, 0.3], 500);
    harness.push("left", { ...exact, xPx: exact.xPx + 3, yPx: exact.yPx - 4 });
    harness.push("right", detectionOf(RIGHT, [0.1, -0.002, 0.3], 500));
    expect(cameras(harness)["left"]?.errorPx?.mean).toBeCloseTo(5, 4);
    expect(cameras(harness)["right"]?.errorPx?.mean).toBeCloseTo(0, 4);
  });

  it("counts the balls that a camera lost and those that were not there", () => {
    const harness = new NodeHarness(scoreSink, { left: LEFT });
    for (const t of [0, 1000, 2000, 3000]) harness.push("truth", flying(t));
    const seen = (t: number) => detectionOf(LEFT, [0.1, -4e-6 * t, 0.3], t);
    harness.push("left", seen(1000));
    harness.push("left", seen(2000));
    harness.push("left", { ...seen(2500), presence: 0.2 });
    harness.push("left", { ...seen(3000), presence: 0, xPx: NaN, yPx: NaN });
    harness.push("truth", truthAt(4000, { inPlay: false }));
    harness.push("left", seen(4000));
    const left = cameras(harness)["left"];
    expect(left?.lostPercent).toBe(50);
    expect(left?.detection).toEqual({ truePositive: 2, falsePositive: 1 });
    expect(cameras(harness)["right"]).toBeUndefined();
  });

  it("holds the newest place in hand against the ball at each moment: streaming error", () => {
    const harness = new NodeHarness(scoreSink, { left: LEFT });
    harness.push("truth", flying(0));
    harness.push("left", detectionOf(LEFT, [0.1, 0, 0.3], 0));
    harness.push("truth", flying(10_000)); // 40 mm further on
    const there = detectionOf(LEFT, [0.1, -0.04, 0.3], 0);
    const here = detectionOf(LEFT, [0.1, 0, 0.3], 0);
    const apart = Math.hypot(there.xPx - here.xPx, there.yPx - here.yPx);
    expect(cameras(harness)["left"]?.streamingErrorPx).toMatchObject({ n: 1 });
    expect(cameras(harness)["left"]?.streamingErrorPx?.mean).toBeCloseTo(apart, 6);
    harness.push("truth", truthAt(20_000, { index: 1 })); // the old ball's place says nothing of the new one
    expect(cameras(harness)["left"]?.streamingErrorPx).toMatchObject({ n: 1 });
  });
});
