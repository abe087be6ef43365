import { describe, expect, it } from "vitest";
import {
  ReturnPlanner,
  type NoShot,
  type ReturnShot,
  type ReturnTask,
} from "../../../../src/control/arm/return-shot.ts";
import { RUBBER, strike } from "../../../../src/control/rubber.ts";
import { scale, type Vec3 } from "../../../../src/core/vec3.ts";
import { fly, timeToPlane, type BallMotion } from "../../../../src/tracking/ball-flight.ts";
import { BALL_MODEL } from "../../../../src/tracking/ball-model.ts";

const task: ReturnTask = { model: BALL_MODEL, rubber: RUBBER, targetM: [0.3, 0.9], netClearanceM: 0.05 };
const ball = (change: Partial<BallMotion> = {}): BallMotion => ({
  positionM: [0.2, -1.6, 0.3],
  velocityMps: [-0.3, -4, 0.4],
  spinRadps: [-80, 30, 20],
  ...change,
});

const planReturn = (
  which: ReturnTask,
  from: BallMotion,
  flightS: number,
  before: ReturnShot | null = null,
): ReturnShot | NoShot => new ReturnPlanner(which).plan(from, flightS, before);

function shotFor(from: BallMotion, flightS = 0.55): ReturnShot {
  const shot = planReturn(task, from, flightS);
  if (typeof shot === "string") throw new Error(shot);
  return shot;
}

describe("a return", () => {
  it.each<[string, Partial<BallMotion>]>([
    ["as it is", {}],
    ["with heavy topspin", { spinRadps: [-300, 0, 0] }],
    ["with backspin", { spinRadps: [250, 50, 0] }],
    ["from the side and low", { positionM: [-0.9, -1.8, -0.02], velocityMps: [-1, -4, -1] }],
    ["from above the table", { positionM: [0.1, -1, 0.25], velocityMps: [0, -3, 1] }],
  ])("of a ball %s: its stroke sends the ball to the target in the flight time", (_name, change) => {
    const from = ball(change);
    const { normal, speedMps, flightS, velocityMps } = shotFor(from, 0.6);
    const after = strike(BALL_MODEL, RUBBER, from, { normal, velocityMps: scale(normal, speedMps) });
    for (const axis of [0, 1, 2] as const) expect(after.velocityMps[axis]).toBeCloseTo(velocityMps[axis], 5);
    const { positionM } = fly(BALL_MODEL, { positionM: from.positionM, ...after }, flightS);
    expect(positionM[0]).toBeCloseTo(0.3, 3);
    expect(positionM[1]).toBeCloseTo(0.9, 3);
    expect(positionM[2]).toBeCloseTo(0.02, 3);
  });

  it("is the same when it is found from a shot at nearly the same ball", () => {
    const near = shotFor(ball({ positionM: [0.21, -1.61, 0.31] }));
    const again = planReturn(task, ball(), 0.55, near) as ReturnShot;
    const fresh = shotFor(ball());
    for (const axis of [0, 1, 2] as const)
      expect(again.velocityMps[axis]).toBeCloseTo(fresh.velocityMps[axis], 3);
  });

  it("clears the net by what is asked", () => {
    const from = ball();
    const { velocityMps, spinRadps } = shotFor(from);
    const start = { positionM: from.positionM, velocityMps, spinRadps };
    const overNetS = timeToPlane(BALL_MODEL, start, { axis: 1, levelM: 0 }, 0.55)!;
    const room = fly(BALL_MODEL, start, overNetS).positionM[2] - 0.02 - 0.1525;
    expect(planReturn({ ...task, netClearanceM: room - 1e-6 }, from, 0.55)).not.toBe("over-net");
    expect(planReturn({ ...task, netClearanceM: room + 1e-6 }, from, 0.55)).toBe("over-net");
  });

  it.each<[string, Vec3, number, string]>([
    ["too fast over the net", [0, -1.6, 0.3], 0.3, "over-net"],
    ["from below its own end of the table", [0, -1.5, -0.45], 0.75, "over-edge"],
    ["in no time at all", [0, -1.6, 0.3], 1e-3, "over-net"],
  ])("does not exist %s", (_name, positionM, flightS, reason) => {
    expect(planReturn(task, ball({ positionM }), flightS)).toBe(reason);
  });

  it("of a ball that is not a number does not exist", () => {
    expect(typeof planReturn(task, ball({ velocityMps: [NaN, -4, 0] }), 0.55)).toBe("string");
  });
});
