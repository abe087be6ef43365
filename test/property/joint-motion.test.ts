import fc from "fast-check";
import { expect, it } from "vitest";
import { JointMotion } from "../../src/core/motion/joint-motion.ts";
import type { JointLimits } from "../../src/core/motion/joint-limits.ts";

const number = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
const limits: fc.Arbitrary<JointLimits> = fc.record({
  min: number(-2, -0.01),
  max: number(0.01, 2),
  speed: number(0.1, 12),
  acceleration: number(1, 300),
  jerk: number(10, 10_000),
});
/** Anything a broken controller may send, and now and then something sensible. */
const anyNumber = fc.oneof(
  { weight: 3, arbitrary: number(-2.5, 2.5) },
  { weight: 1, arbitrary: fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, 1e300, -0)) },
);
const command = fc.record({
  positions: fc.array(anyNumber, { minLength: 2, maxLength: 2 }),
  velocities: fc.array(anyNumber, { minLength: 2, maxLength: 2 }),
  inUs: fc.oneof(fc.integer({ min: -50_000, max: 400_000 }), fc.double()),
  livesUs: fc.oneof(fc.integer({ min: 0, max: 500_000 }), fc.double()),
  ticks: fc.integer({ min: 1, max: 200 }),
  tickUs: fc.constantFrom(100, 250, 250, 250, 1000),
});

/** Largest use of the range and of each limit, 1 = all of it; NaN shows. */
function use(joint: JointLimits, axis: JointMotion["axes"][number], jerk: number): number {
  const middle = (joint.min + joint.max) / 2;
  return Math.max(
    Math.abs(axis.position - middle) / ((joint.max - joint.min) / 2),
    Math.abs(axis.velocity) / joint.speed,
    Math.abs(axis.acceleration) / joint.acceleration,
    Math.abs(jerk) / joint.jerk,
  );
}

it("keeps range, speed, acceleration and jerk and never becomes NaN, whatever it is told", () => {
  fc.assert(
    fc.property(
      fc.tuple(limits, limits),
      fc.array(command, { minLength: 1, maxLength: 6 }),
      (joints, commands) => {
        const motion = new JointMotion(joints, [0, 0]);
        let worst = 0;
        for (const { positions, velocities, inUs, livesUs, ticks, tickUs } of commands) {
          const { nowUs } = motion;
          motion.command({
            robot: "any",
            positions,
            velocities,
            reachAtUs: nowUs + inUs,
            validUntilUs: nowUs + livesUs,
          });
          for (let tick = 0; tick < ticks; tick++) {
            const before = motion.axes.map(({ acceleration }) => acceleration);
            motion.advance(motion.nowUs + tickUs);
            for (const [i, axis] of motion.axes.entries()) {
              const jerk = (axis.acceleration - before[i]!) / (tickUs * 1e-6);
              worst = Math.max(worst, use(joints[i]!, axis, jerk));
            }
          }
        }
        expect(worst).toBeLessThanOrEqual(1 + 1e-6);
      },
    ),
    { seed: 21, numRuns: 600 },
  );
});

it("does in time and exactly what it says that it can", () => {
  let done = 0;
  fc.assert(
    fc.property(
      fc.tuple(limits, limits),
      fc.array(fc.tuple(number(-1, 1), number(-1, 1), number(0.02, 0.6)), { minLength: 1, maxLength: 3 }),
      (joints, goals) => {
        const motion = new JointMotion(joints, [0, 0]);
        for (const [where, speed, inS] of goals) {
          const positions = joints.map(({ min, max }) => (min + max) / 2 + (where * 0.8 * (max - min)) / 2);
          const velocities = joints.map((joint) => speed * joint.speed);
          if (!motion.canReach(positions, velocities, { inS, onS: 0.01 })) continue;
          const reachAtUs = motion.nowUs + inS * 1e6;
          const fate = motion.command({
            robot: "any",
            positions,
            velocities,
            reachAtUs,
            validUntilUs: reachAtUs + 10_000,
          });
          expect(fate).toBe("taken");
          while (motion.nowUs < reachAtUs) motion.advance(Math.min(reachAtUs, motion.nowUs + 250));
          if (motion.stopped > 0) return; // a swing close to the end of the range, given up for safety
          done++;
          for (const [i, { position, velocity, acceleration }] of motion.axes.entries()) {
            expect(position).toBeCloseTo(positions[i]!, 6);
            expect(velocity).toBeCloseTo(velocities[i]!, 6);
            expect(acceleration).toBeCloseTo(0, 3);
          }
          for (let i = 0; i < 60; i++) motion.advance(motion.nowUs + 250);
        }
      },
    ),
    { seed: 22, numRuns: 2000 },
  );
  expect(done).toBeGreaterThan(200);
});
