import { describe, expect, it } from "vitest";
import { ReturnPath } from "../../../../src/control/arm/return-path.ts";
import { fly, timeToPlane, type BallMotion } from "../../../../src/tracking/ball-flight.ts";
import { BALL_MODEL } from "../../../../src/tracking/ball-model.ts";

const struck: BallMotion = {
  positionM: [0.2, -1.7, 0.25],
  velocityMps: [-0.4, 4.6, 2.1],
  spinRadps: [60, 20, -30],
};
const path = new ReturnPath(BALL_MODEL);
const flyFrom = ({ positionM, velocityMps, spinRadps }: BallMotion, durationS: number): void =>
  path.fly(positionM, velocityMps, spinRadps, durationS);

describe("the flight of a struck ball", () => {
  it("ends where the ball filter's flight ends", () => {
    flyFrom(struck, 0.53);
    const { positionM, velocityMps } = fly(BALL_MODEL, struck, 0.53);
    expect([...path.end]).toEqual([...positionM, ...velocityMps]);
  });

  it.each([
    ["the edge", "overEdgeM", -1.37],
    ["the net", "overNetM", 0],
  ] as const)("passes over %s at the height at which it crosses that plane", (_name, field, levelM) => {
    flyFrom(struck, 0.53);
    const crossingS = timeToPlane(BALL_MODEL, struck, { axis: 1, levelM }, 0.53)!;
    expect(path[field]).toBeCloseTo(fly(BALL_MODEL, struck, crossingS).positionM[2], 7);
  });

  it("crosses nothing when it does not get there", () => {
    flyFrom({ ...struck, positionM: [0, -1.2, 0.2] }, 0.1);
    expect(path.overEdgeM).toBeNaN();
    expect(path.overNetM).toBeNaN();
  });
});
