import { describe, expect, it } from "vitest";
import { racketControl } from "../../../../nodes/control/racket.ts";
import type { JointCommand } from "../../../../src/core/joint-command.ts";
import { NodeHarness } from "../../../support/node-harness.ts";
import { HIT } from "../../control/rackets.ts";
import { itBehavesAsANode } from "../node-cases.ts";

const HOME = [0, -1.7, 0.25, 0, 0];
const commands = (harness: NodeHarness): JointCommand[] => harness.payloads("command") as JointCommand[];

describe("control/racket", () => {
  itBehavesAsANode(racketControl);

  it("commands a stroke for a hit point, with its lineage", () => {
    const harness = new NodeHarness(racketControl);
    harness.advanceTo(5000);
    harness.push("hit", HIT, 4000);
    expect(commands(harness)).toMatchObject([{ robot: "racket", reachAtUs: 600_000 }]);
    expect(harness.outputs["command"]?.[0]?.originUs).toBe(4000);
  });

  it("says that it lives, and where the racket belongs, while there is nothing to hit", () => {
    const harness = new NodeHarness(racketControl, { keepAliveUs: 20_000 });
    harness.advanceTo(65_000);
    expect(commands(harness).map(({ positions }) => positions)).toEqual([HOME, HOME, HOME]);
    expect(harness.outputs["command"]?.map(({ originUs }) => originUs)).toEqual([0, 0, 0]);
  });

  it("claims no newer light for its idle commands than its last stroke had", () => {
    const harness = new NodeHarness(racketControl, { keepAliveUs: 20_000 });
    harness.push("hit", { ...HIT, arrivalUs: 500_000 }, -300);
    harness.advanceTo(561_000);
    expect(harness.outputs["command"]?.map(({ originUs }) => originUs)).toEqual([-300, -300]);
  });

  it("keeps quiet during a stroke and goes home after it", () => {
    const harness = new NodeHarness(racketControl, { followThroughUs: 40_000 });
    harness.push("hit", HIT);
    harness.advanceTo(639_000);
    expect(commands(harness)).toHaveLength(1);
    harness.advanceTo(641_000);
    expect(commands(harness)[1]?.positions).toEqual(HOME);
    expect(harness.counters).toEqual({ retreats: 1 });
  });

  it("counts why it does not play a ball", () => {
    const harness = new NodeHarness(racketControl);
    harness.push("hit", { ...HIT, positionM: [2, -1.6, 0.2] });
    harness.push("hit", { ...HIT, arrivalUs: 0 });
    expect(commands(harness)).toEqual([]);
    expect(harness.counters).toEqual({ "none:outside-workspace": 1, "none:late": 1 });
  });

  it.each([
    ["limits", { limits: { y: { min: -1.4, max: -2.2 } } }],
    ["home", { home: [0, -1, 0.25, 0, 0] }],
    ["minFlightS", { minFlightS: 0.9, maxFlightS: 0.5 }],
    ["commandLifeUs", { commandLifeUs: 10_000, keepAliveUs: 20_000 }],
  ])("refuses %s that contradict the rest", (param, params) => {
    expect(() => new NodeHarness(racketControl, params)).toThrow(
      expect.objectContaining({ code: "config-invalid", where: { param } }) as Error,
    );
  });
});
