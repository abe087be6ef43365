import fc from "fast-check";
import { expect, it } from "vitest";
import { Robot } from "../../sims/robot/robot.ts";

const limit = fc.record({
  min: fc.double({ min: -2, max: -0.01, noNaN: true }),
  max: fc.double({ min: 0.01, max: 2, noNaN: true }),
  speed: fc.double({ min: 0.05, max: 20, noNaN: true }),
  acceleration: fc.double({ min: 0.5, max: 400, noNaN: true }),
});
/** Anything a broken controller may send, and now and then something sensible. */
const anyNumber = fc.oneof(
  fc.double({ min: -3, max: 3, noNaN: true }),
  fc.double(),
  fc.constantFrom(NaN, Infinity, -Infinity, 1e300, -0),
);
const command = fc.record({
  position: anyNumber,
  velocity: anyNumber,
  inUs: fc.oneof(fc.integer({ min: -50_000, max: 400_000 }), fc.double()),
  livesUs: fc.oneof(fc.integer({ min: 0, max: 500_000 }), fc.double()),
  ticks: fc.integer({ min: 1, max: 200 }),
  tickUs: fc.constantFrom(1, 100, 250, 250, 250, 1000),
});

it("never leaves its range, never exceeds speed or acceleration, never becomes NaN", () => {
  fc.assert(
    fc.property(limit, fc.array(command, { minLength: 1, maxLength: 6 }), (joint, commands) => {
      const robot = new Robot([joint], [0]);
      let nowUs = 0;
      for (const { position, velocity, inUs, livesUs, ticks, tickUs } of commands) {
        robot.command({
          robot: "any",
          positions: [position],
          velocities: [velocity],
          reachAtUs: nowUs + inUs,
          validUntilUs: nowUs + livesUs,
        });
        for (let tick = 0; tick < ticks; tick++) {
          const before = robot.joints[0]!.velocity;
          robot.plan(nowUs, tickUs * 1e-6);
          robot.move(tickUs * 1e-6);
          nowUs += tickUs;
          const now = robot.joints[0]!;
          expect(now.position).toBeGreaterThanOrEqual(joint.min);
          expect(now.position).toBeLessThanOrEqual(joint.max);
          expect(Math.abs(now.velocity)).toBeLessThanOrEqual(joint.speed);
          expect(Math.abs(now.velocity - before)).toBeLessThanOrEqual(
            joint.acceleration * tickUs * 1e-6 * (1 + 1e-9) + 1e-12,
          );
          expect(robot.isWithinLimits).toBe(true);
        }
      }
    }),
    { seed: 41, numRuns: 300 },
  );
});

it("arrives on time, within 0.1 mm and 1 % of its speed limit, whenever a slower way to do it exists", () => {
  // a target is made by flying there with three random accelerations below the limit, inside range and speed
  const share = fc.double({ min: -0.9, max: 0.9, noNaN: true });
  fc.assert(
    fc.property(share, share, share, fc.integer({ min: 40, max: 200 }), (a, b, c, ticksEach) => {
      const joint = { min: -50, max: 50, speed: 1000, acceleration: 45 };
      const tickS = 250e-6;
      let [position, velocity] = [0, 0];
      for (const part of [a, b, c]) {
        const seconds = ticksEach * tickS;
        position += velocity * seconds + (part * 45 * seconds ** 2) / 2;
        velocity += part * 45 * seconds;
      }
      const ticks = 3 * ticksEach;
      const robot = new Robot([joint], [0]);
      const reachAtUs = ticks * 250;
      robot.command({
        robot: "any",
        positions: [position],
        velocities: [velocity],
        reachAtUs,
        validUntilUs: 1e9,
      });
      for (let tick = 0; tick < ticks; tick++) {
        robot.plan(tick * 250, tickS);
        robot.move(tickS);
      }
      expect(Math.abs(robot.joints[0]!.position - position)).toBeLessThan(1e-4);
      expect(Math.abs(robot.joints[0]!.velocity - velocity)).toBeLessThan(0.045);
    }),
    { seed: 42, numRuns: 300 },
  );
});
