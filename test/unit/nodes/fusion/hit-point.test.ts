import { describe, expect, it } from "vitest";
import { hitPointNode } from "../../../../nodes/fusion/hit-point.ts";
import type { BallState, HitPoint } from "../../../../src/core/perception.ts";
import { NodeHarness } from "../../../support/node-harness.ts";
import { SERVED, integrate } from "../../tracking/flights.ts";
import { itBehavesAsANode } from "../node-cases.ts";

const stateOf = (motion: typeof SERVED): BallState => ({
  ...motion,
  covariance: Array.from({ length: 81 }, (_, i) => (i % 10 === 0 ? 1e-6 : 0)),
  validAtUs: 20_000,
  track: 3,
});

describe("fusion/hit-point", () => {
  itBehavesAsANode(hitPointNode);

  it("tells where a served ball will be met", () => {
    const harness = new NodeHarness(hitPointNode, { planeYM: -1.5 });
    harness.push("state", stateOf(SERVED), 21_000);
    const [hit] = harness.payloads("hit") as HitPoint[];
    expect(hit?.positionM[1]).toBeCloseTo(-1.5, 8);
    expect(hit?.track).toBe(3);
    const flightS = ((hit?.arrivalUs ?? NaN) - 20_000) * 1e-6;
    // a millimetre: the node knows the spin less well than the integration
    expect(Math.abs(integrate(SERVED, flightS).positionM[1] + 1.5)).toBeLessThan(1e-3);
    expect(harness.outputs["hit"]?.[0]?.originUs).toBe(21_000);
  });

  it("counts why there will be none", () => {
    const harness = new NodeHarness(hitPointNode);
    harness.push("state", stateOf({ ...SERVED, velocityMps: [0, 5, 0] }));
    expect(harness.payloads("hit")).toEqual([]);
    expect(harness.counters).toEqual({ "none:leaving": 1 });
  });
});
