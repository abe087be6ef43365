import { describe, expect, it } from "vitest";
import type { BallKinematics } from "../../../../sims/ball/ball.ts";
import {
  AMATEUR_LAUNCH,
  drawLaunch,
  isLegalIncoming,
  REACHABLE,
} from "../../../../sims/table-tennis/launcher.ts";
import { norm } from "../../../../src/core/vec3.ts";

const BALLS = Array.from({ length: 400 }, (_, index) => drawLaunch(5, index));

const still = [0, 0, 0] as const;
const thrown = (
  positionM: BallKinematics["positionM"],
  velocityMps: BallKinematics["velocityMps"],
): BallKinematics => ({
  positionM,
  velocityMps,
  spinRadps: still,
});

describe("a launched ball", () => {
  it("is the same for the same seed and number, in whatever order they are drawn", () => {
    expect(drawLaunch(5, 17)).toEqual(BALLS[17]);
    expect(drawLaunch(6, 17)).not.toEqual(BALLS[17]);
    expect(drawLaunch(5, 18)).not.toEqual(BALLS[17]);
  });

  it("comes from behind the opponent's half towards the robot", () => {
    for (const { positionM, velocityMps } of BALLS) {
      expect(positionM[1]).toBeGreaterThan(0.9);
      expect(velocityMps[1]).toBeLessThan(-2);
    }
  });

  it("has the speeds of amateur rallies but for the slowest: 4.6, 5.7, 7.4 m/s at 5, 50, 95 %", () => {
    const speeds = BALLS.map(({ velocityMps }) => norm(velocityMps)).sort((a, b) => a - b);
    const at = (share: number): number => speeds[Math.floor(share * speeds.length)]!;
    expect(Math.abs(at(0.05) - 4.6)).toBeLessThan(0.2);
    expect(Math.abs(at(0.5) - 5.7)).toBeLessThan(0.2);
    expect(Math.abs(at(0.95) - 7.4)).toBeLessThan(0.3);
  });

  it("spins between 0 and 150 rad/s about any axis", () => {
    const spins = BALLS.map(({ spinRadps }) => norm(spinRadps));
    expect(Math.max(...spins)).toBeLessThanOrEqual(150);
    expect(Math.max(...spins)).toBeGreaterThan(130);
    expect(Math.min(...spins)).toBeLessThan(20);
    for (const axis of [0, 1, 2] as const) {
      const up = BALLS.filter(({ spinRadps }) => spinRadps[axis] > 0).length / BALLS.length;
      expect(up).toBeGreaterThan(0.35);
      expect(up).toBeLessThan(0.65);
    }
  });

  it("would be legal if nobody touched it, and within the robot's reach", () => {
    for (const ball of BALLS) expect(isLegalIncoming(ball, REACHABLE)).toBe(true);
  });
});

describe("legal incoming", () => {
  it.each<[string, BallKinematics, boolean]>([
    ["a long flat ball over the net", thrown([0, 1.3, 0.4], [0, -5.5, 1.2]), true],
    ["one that falls short into the opponent's half", thrown([0, 1.3, 0.4], [0, -2, 0]), false],
    ["one into the net", thrown([0, 0.6, 0.1], [0, -5, 0.1]), false],
    ["one past the table's end", thrown([0, 1.3, 0.6], [0, -9, 2]), false],
    ["one past the table's side", thrown([0.6, 1.3, 0.4], [3, -5, 1]), false],
    ["a lob that bounces twice on the robot's half", thrown([0, 0.3, 0.4], [0, -1.2, 2]), false],
  ])("%s: %s", (_name, launch, legal) => {
    expect(isLegalIncoming(launch, null)).toBe(legal);
  });

  it("is not enough where a gate must be passed", () => {
    const ball = thrown([0, 1.3, 0.4], [0, -5.5, 1.2]);
    expect(isLegalIncoming(ball, REACHABLE)).toBe(true);
    expect(isLegalIncoming(ball, { ...REACHABLE, xM: [0.5, 1] })).toBe(false);
  });
});

it("refuses a distribution without a single legal ball", () => {
  const tooFast = {
    ...AMATEUR_LAUNCH,
    speedMeanMps: 9,
    speedSdMps: 0,
    gate: { ...REACHABLE, zM: [5, 6] as const },
  };
  expect(() => drawLaunch(1, 3, tooFast)).toThrow(
    expect.objectContaining({ code: "world-invalid", where: { ball: 3 } }),
  );
});
