import { describe, expect, it } from "vitest";
import { goalieWorldNode } from "../../../../nodes/worlds/goalie.ts";
import type { EventBatch } from "../../../../src/core/event-batch.ts";
import type { WorldTruth } from "../../../../src/core/truth.ts";
import { NodeHarness } from "../../../support/node-harness.ts";

const CAMERA = {
  id: "top",
  width: 128,
  height: 128,
  focalPx: 130,
  positionM: [0, 0.45, 1.2],
  targetM: [0, 0.5, 0],
};

const harness = (params: Record<string, unknown> = {}): NodeHarness =>
  new NodeHarness(goalieWorldNode, { camera: CAMERA, ...params });
const truths = (h: NodeHarness): WorldTruth[] => h.payloads("truth") as WorldTruth[];

it("gives events and truth at the end of every quantum", () => {
  const h = harness();
  h.advanceTo(1_000_000);
  expect([h.outputs["events"]?.length, truths(h).length]).toEqual([1000, 1000]);
  const events = (h.payloads("events") as EventBatch[]).reduce((sum, { length }) => sum + length, 0);
  expect(events).toBeGreaterThan(1000);
});

it("moves its paddle by commands and reports what it saved", () => {
  const h = harness({ balls: 6, quantumUs: 10_000 });
  for (let t = 10_000; t <= 9_000_000 && h.finished === null; t += 10_000) {
    h.advanceTo(t);
    const { ball } = truths(h).at(-1)!;
    const x = ball.positionM[0] - (ball.velocityMps[0] * (ball.positionM[1] - 0.02)) / ball.velocityMps[1];
    if (!ball.inPlay || ball.velocityMps[1] >= 0 || ball.positionM[1] < 0.02) continue;
    const at = { positions: [x], velocities: [0], reachAtUs: t + 100_000, validUntilUs: t + 200_000 };
    h.push("command", { robot: "goalie", ...at });
  }
  expect(h.finished).toBe("all balls played");
  const play = h.sections["play"]?.() as { readonly ci95: readonly number[] };
  expect(play).toMatchObject({ balls: 6, saves: 6, saveRate: 1, limitViolations: 0 });
  expect(play.ci95[0]).toBeCloseTo(0.61, 2);
  expect(play.ci95[1]).toBeCloseTo(1, 12);
});

it("reports no rate before a ball has ended", () => {
  const h = harness();
  h.advanceTo(2000);
  expect(h.sections["play"]?.()).toEqual({
    balls: 0,
    saves: 0,
    commandsRefused: 0,
    commandsCut: 0,
    limitViolations: 0,
  });
});

it("passes an error of its input on and leaves no timer", () => {
  const h = harness();
  h.fail("command", new TypeError("broken"));
  expect(h.errors.length).toBe(2);
  expect(h.pendingTimers).toBe(0);
});

it("leaves no timer and no subscription when it is taken down early", () => {
  const h = harness();
  h.advanceTo(3000);
  h.unsubscribe();
  expect([h.pendingTimers, h.subscribers("command")]).toEqual([0, 0]);
});

describe("parameters", () => {
  it("refuse speeds in the wrong order", () => {
    expect(() => harness({ minSpeedMps: 3, maxSpeedMps: 2 })).toThrow(
      expect.objectContaining({ code: "config-invalid", where: { param: "minSpeedMps" } }),
    );
  });

  it("refuse a NaN camera", () => {
    const parsed = goalieWorldNode.params.safeParse({ camera: { ...CAMERA, focalPx: NaN } });
    expect(parsed.error?.issues[0]?.path).toEqual(["camera", "focalPx"]);
  });
});
