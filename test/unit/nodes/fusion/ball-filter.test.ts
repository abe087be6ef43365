import { describe, expect, it } from "vitest";
import { ballFilterNode } from "../../../../nodes/fusion/ball-filter.ts";
import type { BallFix, BallState } from "../../../../src/core/perception.ts";
import type { Vec3 } from "../../../../src/core/vec3.ts";
import { NodeHarness } from "../../../support/node-harness.ts";
import { SERVED, integrate } from "../../tracking/flights.ts";
import { itBehavesAsANode } from "../node-cases.ts";

const fixAt = (validAtUs: number, positionM: Vec3): BallFix => ({
  positionM,
  covarianceM2: [1e-6, 0, 0, 0, 1e-6, 0, 0, 0, 1e-6],
  reprojectionErrorPx: 0.2,
  validAtUs,
});

/** Exact fixes of a served ball, one every 4 ms. */
function serve(harness: NodeHarness, count: number): void {
  let motion = SERVED;
  for (let i = 0; i < count; i++) {
    harness.push("fix", fixAt(i * 4000, motion.positionM), i * 4000 + 500);
    motion = integrate(motion, 0.004);
  }
}

describe("fusion/ball-filter", () => {
  itBehavesAsANode(ballFilterNode);

  it("tells the state at each fix, once there are enough of them", () => {
    const harness = new NodeHarness(ballFilterNode, { minFixes: 4 });
    serve(harness, 30);
    const states = harness.payloads("state") as BallState[];
    expect(states).toHaveLength(27);
    const truth = integrate(SERVED, 0.116);
    expect(states[26]?.velocityMps[1]).toBeCloseTo(truth.velocityMps[1], 1);
    expect(states[26]?.validAtUs).toBe(116_000);
    expect(harness.outputs["state"]?.[26]?.originUs).toBe(116_500);
    expect(harness.counters).toEqual({ started: 1, used: 29 });
  });

  it("counts an outlier and says nothing for it", () => {
    const harness = new NodeHarness(ballFilterNode);
    serve(harness, 30);
    const told = harness.payloads("state").length;
    harness.push("fix", fixAt(120_000, [0, 0, 2]));
    harness.push("fix", fixAt(100_000, [0, 0, 0.3]));
    harness.push("fix", fixAt(124_000, [NaN, 0, 0.3]));
    expect(harness.payloads("state")).toHaveLength(told);
    expect(harness.counters).toMatchObject({ outlier: 1, late: 1, invalid: 1 });
  });
});
