import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { armControl } from "../../../../nodes/control/arm.ts";
import { namedArm } from "../../../../nodes/arm-choice.ts";
import type { JointCommand } from "../../../../src/core/joint-command.ts";
import { NodeHarness } from "../../../support/node-harness.ts";
import { INCOMING } from "../../control/arm/arm-controllers.ts";
import { itBehavesAsANode } from "../node-cases.ts";

const { arm } = namedArm("kr6-r900");
const commands = (harness: NodeHarness): JointCommand[] => harness.payloads("command") as JointCommand[];

describe("control/arm", () => {
  itBehavesAsANode(armControl);

  it("commands a stroke for a ball, with its lineage, and keeps quiet until it is done", () => {
    const harness = new NodeHarness(armControl);
    harness.push("state", INCOMING, -400);
    const [stroke] = commands(harness);
    expect(stroke?.robot).toBe("arm");
    expect(harness.outputs["command"]?.[0]?.originUs).toBe(-400);
    harness.advanceTo(140_000);
    expect(commands(harness)).toHaveLength(1);
    harness.advanceTo(170_000);
    expect(commands(harness)[1]?.positions).toEqual(arm.home);
    expect(harness.outputs["command"]?.[1]?.originUs).toBe(-400);
    expect(harness.counters).toEqual({ "retreats:lost": 1 });
  });

  it("says that it lives, and where the arm belongs, while there is nothing to hit", () => {
    const harness = new NodeHarness(armControl, { keepAliveUs: 20_000 });
    harness.advanceTo(65_000);
    expect(commands(harness).map(({ positions }) => positions)).toEqual([arm.home, arm.home, arm.home]);
  });

  it("counts why it does not play a ball, and stays at home", () => {
    const harness = new NodeHarness(armControl);
    harness.push("state", { ...INCOMING, velocityMps: [2.2, -5, 1.3] });
    harness.push("state", { ...INCOMING, velocityMps: [0, 5, 1], track: 4 });
    harness.push("state", { ...INCOMING, positionM: [NaN, 1, 1], track: 5 });
    harness.advanceTo(10_000);
    expect(commands(harness).map(({ positions }) => positions)).toEqual([arm.home]);
    expect(harness.counters).toEqual({ "none:no-bounce": 1, "none:leaving": 1, "none:not-finite": 1 });
  });

  it("never commands what is not a number, whatever it is told", () => {
    const harness = new NodeHarness(armControl);
    const anything = fc.tuple(fc.double(), fc.double(), fc.double());
    const state = fc.record({
      positionM: anything,
      velocityMps: anything,
      spinRadps: anything,
      covariance: fc.array(fc.double(), { maxLength: 81 }),
      validAtUs: fc.double(),
      track: fc.nat(3),
    });
    fc.assert(
      fc.property(state, fc.integer({ min: 0, max: 30_000 }), (told, laterUs) => {
        harness.push("state", told, harness.nowUs);
        harness.push("state", { ...INCOMING, validAtUs: harness.nowUs, track: told.track }, harness.nowUs);
        harness.advanceTo(harness.nowUs + laterUs);
      }),
      { seed: 5, numRuns: 150 },
    );
    expect(commands(harness).length).toBeGreaterThan(100);
    for (const { positions, velocities, reachAtUs, validUntilUs } of commands(harness))
      expect([...positions, ...velocities, reachAtUs, validUntilUs].every(Number.isFinite)).toBe(true);
  });

  it.each([
    ["arm", { arm: "nobody" }],
    ["commandLifeUs", { commandLifeUs: 10_000, keepAliveUs: 20_000 }],
  ])("refuses %s that cannot be", (param, params) => {
    expect(() => new NodeHarness(armControl, params)).toThrow(
      expect.objectContaining({ code: "config-invalid", where: { param } }) as Error,
    );
  });
});
