import { describe, expect, it } from "vitest";
import { robotControl } from "../../../../nodes/control/robot.ts";
import type { JointCommand } from "../../../../src/core/joint-command.ts";
import { NodeHarness } from "../../../support/node-harness.ts";
import { itBehavesAsANode } from "../node-cases.ts";

const until = (validUntilUs: number): JointCommand => ({
  robot: "racket",
  positions: [1, 2],
  velocities: [3, 4],
  reachAtUs: 2000,
  validUntilUs,
});

describe("control/robot", () => {
  itBehavesAsANode(robotControl);

  it("passes a valid command on, with its lineage", () => {
    const harness = new NodeHarness(robotControl);
    harness.push("command", until(5000), -700);
    expect(harness.payloads("applied")).toEqual([until(5000)]);
    expect(harness.outputs["applied"]?.[0]?.originUs).toBe(-700);
  });

  it("says hold when the command has died without a successor, and counts it once", () => {
    const harness = new NodeHarness(robotControl, { holdUs: 10_000 });
    harness.push("command", until(5000), -700);
    harness.advanceTo(4000);
    expect(harness.payloads("applied")).toHaveLength(1);
    harness.advanceTo(16_000);
    expect(harness.payloads("applied").slice(1)).toEqual([
      { ...until(15_000), velocities: [0, 0], reachAtUs: 5000 },
      { ...until(25_000), velocities: [0, 0], reachAtUs: 15_000 },
    ]);
    expect(harness.counters).toEqual({ held: 1 });
    expect(harness.outputs["applied"]?.[1]).toMatchObject({ originUs: -700, parents: null });
  });

  it("holds nothing while commands keep coming", () => {
    const harness = new NodeHarness(robotControl);
    for (let t = 0; t < 50_000; t += 1000) {
      harness.advanceTo(t);
      harness.push("command", until(t + 3000));
    }
    expect(harness.payloads("applied")).toHaveLength(50);
    expect(harness.counters).toEqual({});
  });

  it("lets nothing through that is dead or not a number, and counts it", () => {
    const harness = new NodeHarness(robotControl);
    harness.advanceTo(9000);
    harness.push("command", until(5000));
    harness.push("command", { ...until(20_000), positions: [NaN, 0] });
    harness.push("command", { ...until(20_000), velocities: [0] });
    expect(harness.payloads("applied")).toEqual([]);
    expect(harness.counters).toEqual({
      "rejected:expired": 1,
      "rejected:not-finite": 1,
      "rejected:wrong-size": 1,
    });
  });

  it("cancels its timer when commands end for good", () => {
    const harness = new NodeHarness(robotControl);
    harness.push("command", until(5000));
    harness.complete("command");
    harness.advanceTo(10_000);
    expect(harness.payloads("applied")).toHaveLength(1);
  });
});
