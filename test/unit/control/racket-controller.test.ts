import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JointCommand } from "../../../src/core/joint-command.ts";
import { RacketController, type NoCommand } from "../../../src/control/racket-controller.ts";
import { checkLimits, type JointVector } from "../../../src/control/racket-joints.ts";
import { HIT, HOME, LIMITS, STROKE } from "./rackets.ts";

const options = {
  robot: "racket",
  stroke: STROKE,
  home: HOME,
  maxSigmaM: 0.1,
  freezeUs: 20_000,
  followThroughUs: 40_000,
  commandLifeUs: 250_000,
};

function commanded(command: JointCommand | NoCommand): JointCommand {
  if (typeof command === "string") throw new Error(`no command: ${command}`);
  return command;
}

const moved = (byM: number) => ({ ...HIT, positionM: [0.3 + byM, -1.6, 0.25] as const });

describe("RacketController", () => {
  it("commands the stroke for the instant of arrival", () => {
    const command = commanded(new RacketController(options).onHitPoint(HIT, 100_000));
    expect(command).toMatchObject({ robot: "racket", reachAtUs: 600_000, validUntilUs: 350_000 });
    expect(command.positions[0]).toBeCloseTo(0.3, 1);
    expect(command.velocities[1]).toBeGreaterThan(0.3);
  });

  it("lets the last command outlive the contact, but not for long", () => {
    const command = commanded(new RacketController(options).onHitPoint(HIT, 400_000));
    expect(command.validUntilUs).toBe(680_000 - 30_000); // its life is over before the follow-through is
    const late = new RacketController({ ...options, commandLifeUs: 900_000 });
    expect(commanded(late.onHitPoint(HIT, 400_000)).validUntilUs).toBe(680_000);
  });

  it("plans anew with each better hit point", () => {
    const controller = new RacketController(options);
    const first = commanded(controller.onHitPoint(HIT, 100_000));
    const second = commanded(controller.onHitPoint(moved(0.05), 101_000));
    expect(second.positions[0]! - first.positions[0]!).toBeCloseTo(0.05, 2);
  });

  it("leaves the plan alone just before contact, unless it is another ball", () => {
    const controller = new RacketController(options);
    controller.onHitPoint(HIT, 100_000);
    expect(controller.onHitPoint(moved(0.05), 580_001)).toBe("frozen");
    expect(controller.onHitPoint({ ...moved(0.05), track: 1 }, 580_001)).not.toBe("frozen");
  });

  it.each([
    ["late", HIT, 600_000],
    ["too-late", HIT, 560_000],
    ["uncertain", { ...HIT, covarianceM2: [0.01, 0, 0, 0, 0, 0, 0, 0, 0.01] }, 0],
    ["uncertain", { ...HIT, covarianceM2: [NaN, 0, 0, 0, 0, 0, 0, 0, 0] }, 0],
    ["not-finite", { ...HIT, arrivalUs: NaN }, 0],
    ["outside-workspace", moved(1), 0],
  ] as const)("says %s instead of a command", (reason, hit, nowUs) => {
    expect(new RacketController(options).onHitPoint(hit, nowUs)).toBe(reason);
  });

  it("still makes for a place that it will not quite reach, once it is on its way", () => {
    const controller = new RacketController(options);
    controller.onHitPoint(HIT, 100_000);
    const far = commanded(controller.onHitPoint(moved(0.3), 560_000));
    expect(far.positions[0]).toBeGreaterThan(0.55);
  });

  it("keeps its stroke when a later hit point cannot be played", () => {
    const controller = new RacketController(options);
    controller.onHitPoint(HIT, 100_000);
    expect(controller.onHitPoint(moved(1), 110_000)).toBe("outside-workspace");
    expect(controller.onIdle(120_000)).toBeNull();
  });

  it("stays at home while nothing is to be done", () => {
    const controller = new RacketController(options);
    const idle = controller.onIdle(50_000);
    expect(idle?.retreated).toBe(false);
    expect(idle?.command).toMatchObject({
      positions: HOME,
      velocities: [0, 0, 0, 0, 0],
      validUntilUs: 300_000,
    });
  });

  it("goes home once, and without haste, after the follow-through", () => {
    const controller = new RacketController(options);
    controller.onHitPoint(HIT, 100_000);
    expect(controller.onIdle(639_999)).toBeNull();
    const back = controller.onIdle(640_000);
    expect(back?.retreated).toBe(true);
    expect(back?.command.positions).toEqual(HOME);
    const wayUs = (back?.command.reachAtUs ?? NaN) - 640_000;
    expect(wayUs).toBeGreaterThan(150_000);
    const next = controller.onIdle(660_000);
    expect(next?.retreated).toBe(false);
    expect(next?.command.reachAtUs).toBe(640_000 + wayUs);
    expect(controller.onIdle(2_000_000)?.command.reachAtUs).toBe(2_000_000);
  });

  it("never commands a number that is none or a pose beyond the limits", () => {
    const any = fc.oneof(fc.double(), fc.double({ min: -10, max: 10 }));
    const vector = fc.tuple(any, any, any);
    fc.assert(
      fc.property(
        vector,
        vector,
        vector,
        any,
        any,
        (positionM, velocityMps, spinRadps, arrivalUs, variance) => {
          const controller = new RacketController(options);
          const covarianceM2 = Array<number>(9).fill(variance);
          const hit = { positionM, velocityMps, spinRadps, covarianceM2, arrivalUs, track: 0 };
          const command = controller.onHitPoint(hit, 0);
          if (typeof command === "string") return;
          expect(Number.isFinite(command.reachAtUs) && Number.isFinite(command.validUntilUs)).toBe(true);
          const [positions, velocities] = [command.positions, command.velocities] as unknown as JointVector[];
          expect(checkLimits(LIMITS, positions!, velocities!)).toBeNull();
        },
      ),
      { seed: 6, numRuns: 300 },
    );
  });
});
