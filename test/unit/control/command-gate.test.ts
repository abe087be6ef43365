import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JointCommand } from "../../../src/core/joint-command.ts";
import { CommandGate } from "../../../src/control/command-gate.ts";

const COMMAND: JointCommand = {
  robot: "racket",
  positions: [1, 2],
  velocities: [3, 4],
  reachAtUs: 5000,
  validUntilUs: 10_000,
};

describe("CommandGate", () => {
  it("lets a living command pass", () => {
    const gate = new CommandGate(1000);
    expect(gate.offer(COMMAND, 9999)).toBeNull();
    expect(gate.validUntilUs).toBe(10_000);
  });

  it.each([
    ["a position that is not a number", { positions: [1, NaN] }, "not-finite"],
    ["an endless velocity", { velocities: [Infinity, 0] }, "not-finite"],
    ["no time to reach it", { reachAtUs: NaN }, "not-finite"],
    ["validity without end", { validUntilUs: Infinity }, "not-finite"],
    ["unequal sizes", { velocities: [1] }, "wrong-size"],
    ["an end in the past", { validUntilUs: 100 }, "expired"],
  ] as const)("refuses a command with %s", (_, change, reason) => {
    expect(new CommandGate(1000).offer({ ...COMMAND, ...change }, 100)).toBe(reason);
  });

  it("refuses a command for another number of joints than before", () => {
    const gate = new CommandGate(1000);
    gate.offer(COMMAND, 0);
    expect(gate.offer({ ...COMMAND, positions: [1], velocities: [1] }, 0)).toBe("wrong-size");
  });

  it("keeps the command in force when it refuses another", () => {
    const gate = new CommandGate(1000);
    gate.offer(COMMAND, 0);
    gate.offer({ ...COMMAND, positions: [NaN, 0], validUntilUs: 90_000 }, 0);
    expect(gate.validUntilUs).toBe(10_000);
  });

  it("holds from the instant the command dies: same place, no speed, valid for a while", () => {
    const gate = new CommandGate(1000);
    gate.offer(COMMAND, 0);
    expect(gate.hold(9999)).toBeNull();
    expect(gate.holding).toBe(false);
    expect(gate.hold(10_000)).toEqual({
      robot: "racket",
      positions: [1, 2],
      velocities: [0, 0],
      reachAtUs: 10_000,
      validUntilUs: 11_000,
    });
    expect(gate.holding).toBe(true);
    expect(gate.hold(10_999)).toBeNull();
    expect(gate.hold(11_000)?.validUntilUs).toBe(12_000);
  });

  it("does not hurry a place that was to be reached later", () => {
    const gate = new CommandGate(1000);
    gate.offer({ ...COMMAND, reachAtUs: 50_000 }, 0);
    expect(gate.hold(10_000)?.reachAtUs).toBe(50_000);
  });

  it("ends its hold with the next command", () => {
    const gate = new CommandGate(1000);
    gate.offer(COMMAND, 0);
    gate.hold(10_000);
    expect(gate.offer({ ...COMMAND, validUntilUs: 20_000 }, 10_500)).toBeNull();
    expect(gate.holding).toBe(false);
    expect(gate.hold(19_999)).toBeNull();
  });

  it("has nothing to hold before the first command", () => {
    expect(new CommandGate(1000).hold(1e9)).toBeNull();
  });

  it("never lets a number through that is none", () => {
    const any = fc.double();
    fc.assert(
      fc.property(
        fc.array(any, { maxLength: 3 }),
        fc.array(any, { maxLength: 3 }),
        any,
        any,
        (p, v, at, until) => {
          const gate = new CommandGate(1000);
          const command = { robot: "r", positions: p, velocities: v, reachAtUs: at, validUntilUs: until };
          const passed = gate.offer(command, 0) === null;
          const sound = [...p, ...v, at, until].every(Number.isFinite) && p.length === v.length && until > 0;
          expect(passed).toBe(sound);
        },
      ),
    );
  });
});
