import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { norm, subtract, type Vec3 } from "../../../src/core/vec3.ts";
import { BALL_MODEL } from "../../../src/tracking/ball-model.ts";
import { launchVelocity, netClearanceM } from "../../../src/control/return-flight.ts";
import { integrate } from "../tracking/flights.ts";

const TASK = {
  fromM: [0.3, -1.6, 0.25] as const,
  toM: [0.1, 0.8, 0.02] as const,
  durationS: 0.5,
  spinRadps: [-60, 20, 10] as const,
};

function launch(task: typeof TASK): Vec3 {
  const velocity = launchVelocity(BALL_MODEL, task);
  if (velocity === null) throw new Error("no launch");
  return velocity;
}

describe("launchVelocity", () => {
  it("lands where it should, as an independent integration flies it", () => {
    const velocityMps = launch(TASK);
    const start = { positionM: TASK.fromM, velocityMps, spinRadps: TASK.spinRadps };
    const end = integrate(start, TASK.durationS - 0.002); // just before it bounces
    const there = end.positionM.map((p, i) => p + 0.002 * end.velocityMps[i]!) as unknown as Vec3;
    expect(norm(subtract(there, TASK.toM))).toBeLessThan(1e-4);
  });

  it("is the parabola in a vacuum", () => {
    const vacuum = { ...BALL_MODEL, dragPerM: 0, magnus: 0 };
    const velocity = launchVelocity(vacuum, TASK);
    expect(velocity?.[1]).toBeCloseTo(2.4 / 0.5, 9);
    expect(velocity?.[2]).toBeCloseTo(-0.23 / 0.5 + (BALL_MODEL.gravityMps2 * 0.5) / 2, 9);
  });

  it("gives numbers or nothing", () => {
    const any = fc.double();
    fc.assert(
      fc.property(any, any, any, any, (x, spin, durationS, toX) => {
        const task = { fromM: [x, 0, 0], toM: [toX, 1, 0], durationS, spinRadps: [spin, 0, 0] } as const;
        const steps = Math.abs(durationS) < 10; // a flight of a year takes its time
        const velocity = steps ? launchVelocity(BALL_MODEL, task) : null;
        expect(velocity === null || velocity.every(Number.isFinite)).toBe(true);
      }),
    );
  });
});

describe("netClearanceM", () => {
  it("is measured from the ball's underside to the net's edge", () => {
    const vacuum = { ...BALL_MODEL, dragPerM: 0, magnus: 0 };
    const flat = { fromM: [0, -1, 0.4] as const, durationS: 1, spinRadps: [0, 0, 0] as const };
    const fallen = (BALL_MODEL.gravityMps2 * 0.1 * 0.1) / 2; // a tenth of a second to the net
    expect(netClearanceM(vacuum, flat, [0, 10, 0])).toBeCloseTo(0.4 - fallen - 0.02 - 0.1525, 9);
  });

  it("is hopeless for a ball that does not come to the net", () => {
    const away = { fromM: [0, -1, 0.4] as const, durationS: 0.5, spinRadps: [0, 0, 0] as const };
    expect(netClearanceM(BALL_MODEL, away, [0, 1, 0])).toBe(-Infinity);
  });
});
