import { describe, expect, it } from "vitest";
import { robotSink } from "../../../../nodes/sinks/robot.ts";
import type { JointCommand } from "../../../../src/core/joint-command.ts";
import { NodeHarness } from "../../../support/node-harness.ts";
import { itBehavesAsANode } from "../node-cases.ts";

const until = (validUntilUs: number): JointCommand => ({
  robot: "racket",
  positions: [1],
  velocities: [0],
  reachAtUs: 0,
  validUntilUs,
});

describe("sink/robot", () => {
  itBehavesAsANode(robotSink);

  it("reports the commands, the instants at which it had to hold, and what it refused", () => {
    const harness = new NodeHarness(robotSink);
    harness.push("command", until(5000));
    harness.advanceTo(7000);
    harness.push("command", until(9000));
    harness.push("command", until(1000));
    harness.push("command", { ...until(20_000), positions: [NaN] });
    harness.advanceTo(30_000);
    expect(harness.sections["robot"]?.()).toEqual({
      commands: 2,
      held: 2,
      heldAtUs: [5000, 9000],
      rejected: { expired: 1, "not-finite": 1 },
    });
    expect(harness.counters).toEqual({ held: 2, "rejected:expired": 1, "rejected:not-finite": 1 });
  });

  it("hands out figures that do not change afterwards", () => {
    const harness = new NodeHarness(robotSink);
    harness.push("command", until(5000));
    const before = harness.sections["robot"]?.();
    harness.advanceTo(6000);
    expect(before).toMatchObject({ held: 0, heldAtUs: [] });
  });
});
