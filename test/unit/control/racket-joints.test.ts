import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { norm } from "../../../src/core/vec3.ts";
import {
  checkLimits,
  racketAngles,
  racketNormal,
  travelTimeS,
  type JointVector,
} from "../../../src/control/racket-joints.ts";
import { HOME, LIMITS } from "./rackets.ts";

const STILL: JointVector = [0, 0, 0, 0, 0];

describe("the racket's normal", () => {
  it("faces the opponent at 0, 0, left with yaw, upwards with pitch", () => {
    expect(racketNormal(0, 0)).toEqual([-0, 1, 0]);
    expect(racketNormal(0.5, 0)[0]).toBeLessThan(-0.4);
    expect(racketNormal(0, 0.5)[2]).toBeGreaterThan(0.4);
  });

  it("has length 1 and gives back its angles", () => {
    const angle = fc.double({ min: -1.2, max: 1.2, noNaN: true });
    fc.assert(
      fc.property(angle, angle, (yaw, pitch) => {
        const normal = racketNormal(yaw, pitch);
        expect(norm(normal)).toBeCloseTo(1, 12);
        expect(racketAngles(normal).yawRad).toBeCloseTo(yaw, 9);
        expect(racketAngles(normal).pitchRad).toBeCloseTo(pitch, 9);
      }),
    );
  });
});

describe("checkLimits", () => {
  it("lets home pass", () => {
    expect(checkLimits(LIMITS, HOME, STILL)).toBeNull();
  });

  it.each([0, 1, 2, 3, 4])("refuses joint %i outside of its range and above its speed", (joint) => {
    const limit = LIMITS[joint]!;
    const at = (value: number) => HOME.with(joint, value) as unknown as JointVector;
    expect(checkLimits(LIMITS, at(limit.max + 1e-6), STILL)).toBe("outside-workspace");
    expect(checkLimits(LIMITS, at(limit.min - 1e-6), STILL)).toBe("outside-workspace");
    const fast = STILL.with(joint, -limit.speed - 1e-6) as unknown as JointVector;
    expect(checkLimits(LIMITS, HOME, fast)).toBe("too-fast");
  });

  it("refuses a speed for which there is no room to gather it", () => {
    // 3 m/s at 45 m/s^2 takes 0.1 m
    expect(checkLimits(LIMITS, [0, -2.09, 0.25, 0, 0], [0, 3, 0, 0, 0])).toBeNull();
    expect(checkLimits(LIMITS, [0, -2.11, 0.25, 0, 0], [0, 3, 0, 0, 0])).toBe("no-run-up");
    expect(checkLimits(LIMITS, [0, -1.45, 0.25, 0, 0], [0, -3, 0, 0, 0])).toBe("no-run-up");
  });

  it("refuses what is not a number", () => {
    expect(checkLimits(LIMITS, [0, NaN, 0, 0, 0], STILL)).toBe("not-finite");
    expect(checkLimits(LIMITS, HOME, [0, 0, Infinity, 0, 0])).toBe("not-finite");
  });
});

describe("travelTimeS", () => {
  it("is that of the slowest joint, speeding up and braking without a stretch at full speed", () => {
    expect(travelTimeS(LIMITS, HOME, [0.2, -1.7, 0.25, 0, 0.1])).toBeCloseTo(2 * Math.sqrt(0.2 / 45), 12);
  });

  it("counts the stretch at full speed", () => {
    // 1 m: 0.225 m up to 4.5 m/s and as much down again take 0.2 s, the rest 0.55 m / 4.5 m/s
    expect(travelTimeS(LIMITS, HOME, [1, -1.7, 0.25, 0, 0])).toBeCloseTo(0.2 + 0.55 / 4.5, 12);
  });

  it("is nothing for no way", () => {
    expect(travelTimeS(LIMITS, HOME, HOME)).toBe(0);
  });
});
