import { describe, expect, it } from "vitest";
import type { BallKinematics } from "../../../../sims/ball/ball.ts";
import { isLegalIncoming, leftAlone } from "../../../../sims/table-tennis/incoming.ts";
import { REACHABLE, type Launch } from "../../../../sims/table-tennis/launch.ts";
import type { OutcomeReason } from "../../../../src/core/truth.ts";

const thrown = (
  positionM: BallKinematics["positionM"],
  velocityMps: BallKinematics["velocityMps"],
  kind: Launch["kind"] = "rally",
): Launch => ({ kind, positionM, velocityMps, spinRadps: [0, 0, 0] });

describe("a ball left alone", () => {
  it.each<[string, Launch, OutcomeReason]>([
    ["a long flat ball over the net", thrown([0, 1.3, 0.4], [0, -5.5, 1.2]), "missed"],
    ["one that falls short into the opponent's half", thrown([0, 1.3, 0.4], [0, -2, 0]), "incoming-short"],
    ["one into the net", thrown([0, 0.6, 0.1], [0, -5, 0.1]), "incoming-short"],
    ["one against a post", thrown([0.91, 0.6, 0.05], [0, -5, 0.5]), "incoming-net"],
    ["one past the table's end", thrown([0, 1.3, 0.6], [0, -9, 2]), "incoming-out"],
    ["one past the table's side", thrown([0.6, 1.3, 0.4], [3, -5, 1]), "incoming-out"],
    ["one against the table's end, from below", thrown([0, 1.7, -0.1], [0, -4, 0.8]), "incoming-out"],
    ["a lob that bounces twice on the robot's half", thrown([0, 0.3, 0.4], [0, -1.2, 2]), "double-bounce"],
    ["a serve", thrown([0, 1.45, 0.3], [0, -5.2, -1.9], "serve"), "missed"],
    ["a serve over the first half", thrown([0, 1.3, 0.4], [0, -5.5, 1.2], "serve"), "serve-fault"],
    ["a serve's flight in a rally", thrown([0, 1.45, 0.3], [0, -5.2, -1.9]), "incoming-short"],
  ])("%s ends as it must", (_name, launch, reason) => {
    expect(leftAlone(launch, null)?.reason).toBe(reason);
  });

  it.each([
    [0, true],
    [0.015, true],
    [0.025, false],
  ])("hits the table %f m beyond its edge: %s", (beyond, hits) => {
    const edge = thrown([0.7625 + beyond, -0.5, 0.3], [0, 0, -1]);
    expect(leftAlone(edge, null)?.legal).toBe(hits);
  });
});

describe("legal incoming", () => {
  const long = thrown([0, 1.3, 0.4], [0, -5.5, 1.2]);
  const lob = thrown([0, 0.3, 0.4], [0, -1.2, 2]);

  it("is what the rules say where there is no gate", () => {
    expect([long, lob, thrown([0, 1.3, 0.4], [0, -2, 0])].map((ball) => isLegalIncoming(ball, null))).toEqual(
      [true, true, false],
    );
  });

  it("is not enough where a gate must be passed after one bounce", () => {
    expect(isLegalIncoming(long, REACHABLE)).toBe(true);
    expect(isLegalIncoming(lob, REACHABLE)).toBe(false);
    expect(isLegalIncoming(long, { ...REACHABLE, xM: [0.5, 1] })).toBe(false);
    expect(isLegalIncoming(thrown([0, 1.3, 0.6], [0, -9, 2]), { ...REACHABLE, zM: [0, 3] })).toBe(false);
  });
});
