import { describe, expect, it } from "vitest";
import type { JointCommand } from "../../../../src/core/joint-command.ts";
import { JointMotion } from "../../../../src/core/motion/joint-motion.ts";

const LIMITS = { min: -2, max: 2, speed: 6, acceleration: 60, jerk: 2400 };
const slowLimits = { ...LIMITS, speed: 1 };

const command = (change: Partial<JointCommand>): JointCommand => ({
  robot: "arm",
  positions: [1, -0.5],
  velocities: [2, 0],
  reachAtUs: 400_000,
  validUntilUs: 500_000,
  ...change,
});

function started(): JointMotion {
  return new JointMotion([LIMITS, LIMITS], [0, 0]);
}

function runTo(motion: JointMotion, timeUs: number): void {
  while (motion.nowUs < timeUs) motion.advance(Math.min(timeUs, motion.nowUs + 250));
}

describe("a command", () => {
  it("is reached by all joints at its time, with its velocities and no acceleration", () => {
    const motion = started();
    expect(motion.command(command({}))).toBe("taken");
    runTo(motion, 400_000);
    expect(motion.axes.map(({ position }) => position)).toEqual([
      expect.closeTo(1, 9),
      expect.closeTo(-0.5, 9),
    ]);
    expect(motion.axes.map(({ velocity }) => velocity)).toEqual([expect.closeTo(2, 9), expect.closeTo(0, 9)]);
    expect(motion.axes[0]!.acceleration).toBeCloseTo(0, 6);
  });

  it("goes on at its velocities until it dies, and the joints stop then", () => {
    const motion = started();
    motion.command(command({}));
    runTo(motion, 500_000);
    expect(motion.axes[0]!.position).toBeCloseTo(1.2, 6);
    runTo(motion, 505_000);
    expect(motion.axes[0]!.velocity).toBeLessThan(2);
    runTo(motion, 700_000);
    expect(motion.axes[0]!.velocity).toBe(0);
    // stopping from 2 1/s with 60 1/s^2 and 2400 1/s^3: v (v / A + A / J) / 2
    expect(motion.axes[0]!.position).toBeCloseTo(1.2 + (2 * (2 / 60 + 60 / 2400)) / 2, 6);
  });

  it("is followed from the state in which an earlier one left the joints", () => {
    const motion = started();
    motion.command(command({ positions: [-1, 0], velocities: [0, 0] }));
    runTo(motion, 150_000);
    const { velocity } = motion.axes[0]!;
    expect(velocity).toBeLessThan(-1);
    expect(motion.command(command({ reachAtUs: 600_000, validUntilUs: 700_000 }))).toBe("taken");
    motion.advance(150_250);
    expect(motion.axes[0]!.velocity).toBeCloseTo(velocity, 1);
    runTo(motion, 600_000);
    expect(motion.axes[0]!.position).toBeCloseTo(1, 9);
  });

  it("that comes too late is caught up with, and is called late", () => {
    const motion = started();
    const late = command({ reachAtUs: 100_000, validUntilUs: 600_000, velocities: [0.5, 0] });
    expect(motion.command(late)).toBe("late");
    runTo(motion, 100_000);
    expect(motion.axes[0]!.position).toBeLessThan(0.5);
    runTo(motion, 590_000);
    expect(motion.axes[0]!.position).toBeCloseTo(1 + 0.5 * 0.49, 6);
  });

  it("beyond the limits is cut to them, and is called cut", () => {
    const motion = new JointMotion([slowLimits, slowLimits], [0, 0]);
    const beyond = command({ positions: [3, 0], velocities: [0, 0], reachAtUs: 4e6, validUntilUs: 5e6 });
    expect(motion.command(beyond)).toBe("cut");
    runTo(motion, 4_500_000);
    expect(motion.axes[0]!.position).toBeCloseTo(2, 9);
  });

  it.each([
    ["a position that is not a number", { positions: [NaN, 0] }],
    ["an endless velocity", { velocities: [Infinity, 0] }],
    ["a time that is not a number", { reachAtUs: NaN }],
    ["too few joints", { positions: [0], velocities: [0] }],
    ["no life left", { validUntilUs: 0 }],
  ])("with %s is refused, and the one before goes on", (_name, change) => {
    const motion = started();
    motion.command(command({}));
    expect(motion.command(command(change))).toBe("refused");
    runTo(motion, 400_000);
    expect(motion.axes[0]!.position).toBeCloseTo(1, 9);
  });

  it("that nothing can follow makes the joints stop, and is refused", () => {
    const motion = started();
    motion.command(command({}));
    runTo(motion, 300_000);
    // at the end of the range at full speed outwards there is nowhere to go
    const beyond = command({ positions: [2, 0], velocities: [6, 0], reachAtUs: 310_000, validUntilUs: 9e6 });
    expect(motion.command(beyond)).toBe("refused");
    runTo(motion, 900_000);
    expect(motion.axes.map(({ velocity }) => velocity)).toEqual([0, 0]);
  });
});

describe("what a robot can do", () => {
  const reach = (positions: number[], velocities: number[], inS: number, onS = 0): boolean =>
    started().canReach(positions, velocities, { inS, onS });

  it("is limited by time", () => {
    expect(reach([1, 0], [0, 0], 0.6)).toBe(true);
    expect(reach([1, 0], [0, 0], 0.2)).toBe(false);
  });

  it("is limited by the range behind the goal", () => {
    expect(reach([1.95, 0], [1, 0], 0.9, 0)).toBe(true);
    expect(reach([1.95, 0], [3, 0], 0.9, 0)).toBe(false);
    expect(reach([1.95, 0], [1, 0], 0.9, 0.06)).toBe(false);
  });

  it("is limited by the range before the goal: a run-up needs room", () => {
    expect(reach([-1.99, 0], [4, 0], 0.9)).toBe(false);
    expect(reach([-1.5, 0], [4, 0], 0.9)).toBe(true);
  });

  it.each([
    ["a position", [NaN, 0], [0, 0], 0.5],
    ["a velocity", [0, 0], [NaN, 0], 0.5],
    ["a time", [0, 0], [0, 0], NaN],
  ])("is nothing when %s is not a number", (_name, positions, velocities, inS) => {
    expect(reach(positions, velocities, inS)).toBe(false);
  });
});

it.each([0.5, 1, 2])(
  "gets back in %f s from a place near the end of its range that it leaves at speed",
  (inS) => {
    const motion = new JointMotion([LIMITS], [0]);
    const outwards = command({
      positions: [1.78],
      velocities: [4],
      reachAtUs: 500_000,
      validUntilUs: 501_000,
    });
    expect(motion.command(outwards)).toBe("taken");
    runTo(motion, 500_000);
    const reachAtUs = 500_000 + inS * 1e6;
    const back = command({ positions: [0.5], velocities: [0], reachAtUs, validUntilUs: 9e6 });
    expect(motion.command(back)).toBe("taken");
    while (motion.nowUs < reachAtUs) {
      motion.advance(motion.nowUs + 250);
      expect(motion.axes[0]!.position).toBeLessThanOrEqual(2);
    }
    expect(motion.axes[0]!.position).toBeCloseTo(0.5, 6);
    expect(motion.stopped).toBe(0);
  },
);

it("keeps full speed no longer than needed and never exceeds it", () => {
  const motion = new JointMotion([slowLimits], [0]);
  const far = command({ positions: [1.5], velocities: [0], reachAtUs: 1_542_000, validUntilUs: 2e6 });
  motion.command(far);
  let fastest = 0;
  while (motion.nowUs < 1_542_000) {
    motion.advance(motion.nowUs + 250);
    fastest = Math.max(fastest, motion.axes[0]!.velocity);
  }
  expect(fastest).toBeLessThanOrEqual(1);
  expect(fastest).toBeGreaterThan(0.99);
  expect(motion.axes[0]!.position).toBeCloseTo(1.5, 6);
});

it.each([
  ["an empty range", { min: 1, max: -1 }],
  ["no jerk", { jerk: 0 }],
])("refuses a joint with %s", (_name, change) => {
  expect(() => new JointMotion([{ ...LIMITS, ...change }], [0])).toThrow(
    expect.objectContaining({ code: "world-invalid", where: { joint: 0 } }) as Error,
  );
});
