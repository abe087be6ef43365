import { describe, expect, it } from "vitest";
import { oracleTracker } from "../../../../nodes/trackers/oracle.ts";
import type { BallState } from "../../../../src/core/perception.ts";
import { NodeHarness } from "../../../support/node-harness.ts";
import { truthAt } from "../cameras.ts";
import { itBehavesAsANode } from "../node-cases.ts";

describe("tracker/oracle", () => {
  itBehavesAsANode(oracleTracker);

  it("passes the true ball on as a state that claims to be nearly certain", () => {
    const harness = new NodeHarness(oracleTracker, { velocitySigmaMps: 0.5 });
    const ball = { velocityMps: [1, -5, 2], spinRadps: [30, 0, 1], index: 4 } as const;
    harness.push("truth", truthAt(9000, ball));
    const [state] = harness.payloads("state") as BallState[];
    expect(state).toMatchObject({
      positionM: [0, 0, 0.3],
      velocityMps: [1, -5, 2],
      spinRadps: [30, 0, 1],
      validAtUs: 9000,
      track: 4,
    });
    const diagonal = Array.from({ length: 9 }, (_, i) => state?.covariance[i * 10]);
    expect(diagonal.slice(0, 4)).toEqual([1e-8, 1e-8, 1e-8, 0.25]);
    expect(diagonal[8]).toBeCloseTo(0.01, 12);
    expect(state?.covariance.filter((v) => v !== 0)).toHaveLength(9);
  });

  it("is silent between two balls", () => {
    const harness = new NodeHarness(oracleTracker);
    harness.push("truth", truthAt(9000, { inPlay: false }));
    expect(harness.payloads("state")).toEqual([]);
  });
});
