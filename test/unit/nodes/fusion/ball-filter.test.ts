import { describe, expect, it } from "vitest";
import { ballFilterNode } from "../../../../nodes/fusion/ball-filter.ts";
import type { BallState, Detection } from "../../../../src/core/perception.ts";
import { NodeHarness } from "../../../support/node-harness.ts";
import { SERVED, integrate } from "../../tracking/flights.ts";
import { LEFT, RIGHT, detectionOf } from "../cameras.ts";
import { itBehavesAsANode } from "../node-cases.ts";

const params = { left: LEFT, right: RIGHT };
const STEP_US = 4000;

/** What a camera that sees the served ball says of the window that ends at step `n`. */
function seen(camera: typeof LEFT, n: number): Detection {
  const at = n * STEP_US;
  const place = n === 0 ? SERVED : integrate(SERVED, at * 1e-6);
  return { ...detectionOf(camera, place.positionM, at), windowStartUs: at - STEP_US, windowEndUs: at };
}

/** Exact detections of a served ball by both cameras, steps `from` to `to`. */
function serve(harness: NodeHarness, from: number, to: number): void {
  for (let n = from; n <= to; n++) {
    harness.push("left", seen(LEFT, n), n * STEP_US + 400);
    harness.push("right", seen(RIGHT, n), n * STEP_US + 500);
  }
}

describe("fusion/ball-filter", () => {
  itBehavesAsANode(ballFilterNode, params);

  it("tells the state once a round, when both cameras have spoken and there are enough detections", () => {
    const harness = new NodeHarness(ballFilterNode, { ...params, minSightings: 8 });
    serve(harness, 0, 29);
    const states = harness.payloads("state") as BallState[];
    expect(states).toHaveLength(27);
    const truth = integrate(SERVED, 29 * 0.004);
    expect(states[26]?.velocityMps[1]).toBeCloseTo(truth.velocityMps[1], 1);
    expect(states[26]?.validAtUs).toBe(116_000);
    expect(harness.counters).toEqual({ unpaired: 1, started: 1, used: 58 });
  });

  it("keeps the lineage of both cameras, and shows by the oldest light that one is blind", () => {
    const harness = new NodeHarness(ballFilterNode, params);
    serve(harness, 0, 10);
    expect(harness.outputs["state"]?.at(-1)).toMatchObject({ originUs: 40_500, oldestOriginUs: 40_400 });
    const blind = { ...seen(RIGHT, 11), presence: 0, xPx: NaN, yPx: NaN };
    harness.push("right", blind, 44_500);
    harness.push("left", seen(LEFT, 11), 44_400);
    expect(harness.outputs["state"]?.at(-1)).toMatchObject({ originUs: 44_400, oldestOriginUs: 40_500 });
    expect(harness.outputs["state"]?.at(-1)?.parents).toHaveLength(2);
  });

  it("goes on with one camera when the other falls silent, one window late at first", () => {
    const harness = new NodeHarness(ballFilterNode, params);
    serve(harness, 0, 10);
    const before = harness.payloads("state").length;
    const told = [11, 12, 13, 14].map((n) => {
      harness.push("left", seen(LEFT, n), n * STEP_US + 400);
      return harness.payloads("state").length - before;
    });
    expect(told).toEqual([0, 1, 2, 3]);
    expect((harness.payloads("state") as BallState[]).at(-1)?.validAtUs).toBe(56_000);
  });

  it("counts what became of each detection, and says nothing for those that told it nothing", () => {
    const harness = new NodeHarness(ballFilterNode, params);
    serve(harness, 0, 29);
    const told = harness.payloads("state").length;
    harness.push("left", { ...seen(LEFT, 30), xPx: 10, yPx: 10 });
    harness.push("right", { ...seen(RIGHT, 30), xPx: NaN });
    harness.push("left", { ...seen(LEFT, 30), validAtUs: -60_000 });
    harness.push("right", { ...seen(RIGHT, 31), presence: 0.2 });
    expect(harness.payloads("state")).toHaveLength(told);
    expect(harness.counters).toMatchObject({ outlier: 1, invalid: 1, late: 1, unseen: 1 });
  });

  it("reports how far the right camera's clock is off, and nothing for cameras that share one", () => {
    const late = 2000;
    const harness = new NodeHarness(ballFilterNode, { ...params, clockSigmaUs: 3000, pairToleranceUs: 5000 });
    for (let n = 0; n <= 60; n++) {
      harness.push("left", seen(LEFT, n));
      const right = seen(RIGHT, n);
      harness.push("right", { ...right, validAtUs: right.validAtUs + late });
    }
    const { clocks } = harness.sections["tracking"]?.() as {
      clocks: { right: { offsetUs: number; sigmaUs: number } };
    };
    expect(Math.abs(clocks.right.offsetUs - late)).toBeLessThan(3 * clocks.right.sigmaUs);
    expect(clocks.right.sigmaUs).toBeLessThan(100);
    expect(new NodeHarness(ballFilterNode, { ...params, clockSigmaUs: 0 }).sections).toEqual({});
  });

  it("fails when the cameras are wired the wrong way round", () => {
    const harness = new NodeHarness(ballFilterNode, params);
    harness.push("left", seen(RIGHT, 0));
    expect(harness.errors).toMatchObject([
      { code: "config-invalid", where: { node: "node", input: "left" } },
    ]);
  });
});
