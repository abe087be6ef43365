import fc from "fast-check";
import { expect, it } from "vitest";
import { ArmController } from "../../src/control/arm/arm-controller.ts";
import type { JointCommand } from "../../src/core/joint-command.ts";
import type { BallState } from "../../src/core/perception.ts";
import { ARM_CONTROL, INCOMING } from "../unit/control/arm/arm-controllers.ts";

const number = (min: number, max: number): fc.Arbitrary<number> =>
  fc.integer({ min: 0, max: 10_000 }).map((i) => min + ((max - min) * i) / 10_000);
/** Balls as they come, but now and then anything. */
const odd = (usual: fc.Arbitrary<number>): fc.Arbitrary<number> =>
  fc.oneof({ weight: 60, arbitrary: usual }, { weight: 1, arbitrary: fc.double() });
const vague = INCOMING.covariance.map(() => 1e-6);
const state: fc.Arbitrary<BallState> = fc.record({
  positionM: fc.tuple(odd(number(-0.6, 0.6)), odd(number(-0.5, 1.5)), odd(number(0.1, 0.5))),
  velocityMps: fc.tuple(odd(number(-0.8, 0.8)), odd(number(-7, -3.5)), odd(number(0.3, 2))),
  spinRadps: fc.tuple(odd(number(-200, 200)), odd(number(-200, 200)), odd(number(-200, 200))),
  covariance: fc.constantFrom(
    INCOMING.covariance,
    vague,
    [],
    INCOMING.covariance.map(() => NaN),
  ),
  validAtUs: odd(number(-20_000, 0)),
  track: fc.integer({ min: 0, max: 2 }),
});

function expectSound({ positions, velocities, reachAtUs, validUntilUs }: JointCommand): void {
  expect([...positions, ...velocities, reachAtUs, validUntilUs].every(Number.isFinite)).toBe(true);
  for (const [i, { limits }] of ARM_CONTROL.arm.joints.entries()) {
    expect(positions[i]).toBeGreaterThanOrEqual(limits.min);
    expect(positions[i]).toBeLessThanOrEqual(limits.max);
    expect(Math.abs(velocities[i]!)).toBeLessThanOrEqual(limits.speed);
  }
}

it("never gives a command with NaN or beyond the limits, whatever it hears and when", () => {
  let strokes = 0;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(state, fc.integer({ min: 0, max: 200_000 })), { minLength: 1, maxLength: 8 }),
      (heard) => {
        const control = new ArmController(ARM_CONTROL, 0);
        let nowUs = 0;
        for (const [ball, laterUs] of heard) {
          const answer = control.onBall({ ...ball, validAtUs: ball.validAtUs + nowUs }, nowUs);
          if (typeof answer !== "string") {
            strokes++;
            expectSound(answer);
          }
          nowUs += laterUs;
          const idle = control.onIdle(nowUs);
          if (idle !== null) expectSound(idle.command);
        }
      },
    ),
    { seed: 31, numRuns: 400 },
  );
  expect(strokes).toBeGreaterThan(100);
});
