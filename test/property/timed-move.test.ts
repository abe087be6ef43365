import fc from "fast-check";
import { expect, it } from "vitest";
import { JerkPath } from "../../src/core/motion/jerk-path.ts";
import type { JointLimits } from "../../src/core/motion/joint-limits.ts";
import { TimedMove } from "../../src/core/motion/timed-move.ts";
import { pushRamp } from "../../src/core/motion/velocity-ramp.ts";

const number = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
const limits: fc.Arbitrary<JointLimits> = fc.record({
  min: fc.constant(-10),
  max: fc.constant(10),
  speed: number(0.5, 12),
  acceleration: number(5, 200),
  jerk: number(50, 8000),
});
const share = number(-1, 1);

/** A state whose speed keeps its limit even after its acceleration has been let go. */
function stateFrom(limit: JointLimits, [p, v, a]: readonly [number, number, number]) {
  const acceleration = a * limit.acceleration;
  const spare = (acceleration * acceleration) / (2 * limit.jerk);
  const room = Math.max(0, limit.speed - spare);
  const velocity = v * room;
  const fits = spare <= limit.speed;
  return { position: p, velocity, acceleration: fits ? acceleration : 0 };
}

/** Largest use of each limit, 1 = all of it, and largest jumps of velocity and acceleration beyond what jerk explains. */
function worst(move: TimedMove, limit: JointLimits): { readonly use: number; readonly jump: number } {
  let [use, jump] = [0, 0];
  let before = { velocity: NaN, acceleration: NaN };
  const steps = 200;
  const stepS = move.durationS / steps;
  for (let i = 0; i <= steps; i++) {
    move.at(stepS * i);
    const { velocity, acceleration, jerk } = move;
    use = Math.max(use, Math.abs(velocity) / limit.speed, Math.abs(acceleration) / limit.acceleration);
    use = Math.max(use, Math.abs(jerk) / limit.jerk);
    if (i > 0) {
      const mean = ((acceleration + before.acceleration) / 2) * stepS;
      const most = limit.jerk * stepS;
      jump = Math.max(jump, Math.abs(acceleration - before.acceleration) / most - 1);
      jump = Math.max(jump, Math.abs(velocity - before.velocity - mean) / (most * stepS) - 1);
    }
    before = { velocity, acceleration };
  }
  return { use, jump };
}

it("ends where, when and as fast as asked, within all limits, whenever it says that it can", () => {
  let done = 0;
  fc.assert(
    fc.property(
      limits,
      fc.tuple(share, share, share),
      fc.tuple(share, share, number(0.001, 1.5)),
      (limit, from, goal) => {
        const start = stateFrom(limit, from);
        const target = { position: 3 * goal[0], velocity: goal[1] * limit.speed, inS: goal[2] };
        const move = new TimedMove();
        if (!move.plan(start, target, limit)) return;
        done++;
        move.at(0);
        expect(move.position).toBeCloseTo(start.position, 9);
        expect(move.velocity).toBeCloseTo(start.velocity, 9);
        expect(move.acceleration).toBeCloseTo(start.acceleration, 9);
        expect(move.durationS).toBeCloseTo(target.inS, 8);
        move.at(target.inS);
        expect(move.position).toBeCloseTo(target.position, 7);
        expect(move.velocity).toBeCloseTo(target.velocity, 7);
        expect(move.acceleration).toBeCloseTo(0, 5);
        const { use, jump } = worst(move, limit);
        expect(use).toBeLessThanOrEqual(1 + 1e-9);
        expect(jump).toBeLessThanOrEqual(1e-4);
      },
    ),
    { seed: 11, numRuns: 2000 },
  );
  expect(done).toBeGreaterThan(700);
});

it("finds a motion to every place that some motion reaches", () => {
  // any motion: random jerks for random times, kept inside the limits, then the fastest ramp to some velocity
  const stretch = fc.tuple(number(0, 0.2), share);
  fc.assert(
    fc.property(
      limits,
      fc.tuple(share, share, share),
      fc.array(stretch, { maxLength: 4 }),
      share,
      (limit, from, stretches, goal) => {
        const start = stateFrom(limit, from);
        const path = new JerkPath();
        path.begin(start);
        for (const [seconds, jerk] of stretches) {
          const { velocity, acceleration } = path.end;
          const next = acceleration + seconds * jerk * limit.jerk;
          const speed = velocity + (seconds * (acceleration + next)) / 2;
          const afterwards = Math.abs(speed) + (next * next) / (2 * limit.jerk);
          if (Math.abs(next) > limit.acceleration || afterwards > limit.speed) continue;
          path.push(seconds, jerk * limit.jerk);
        }
        const velocity = goal * limit.speed;
        pushRamp(path, velocity, limit);
        const move = new TimedMove();
        const target = { position: path.end.position, velocity, inS: path.durationS };
        expect(move.plan(start, target, limit)).toBe(true);
      },
    ),
    { seed: 12, numRuns: 3000 },
  );
});

it("knows whether it leaves a range on its way", () => {
  fc.assert(
    fc.property(
      limits,
      fc.tuple(share, share, share),
      fc.tuple(share, share, number(0.05, 1)),
      fc.tuple(number(0, 1), number(0, 1)),
      (limit, from, goal, range) => {
        const start = stateFrom(limit, from);
        const move = new TimedMove();
        const target = { position: goal[0], velocity: goal[1] * limit.speed, inS: goal[2] };
        if (!move.plan(start, target, limit)) return;
        let [lowest, highest] = [Infinity, -Infinity];
        for (let i = 0; i <= 400; i++) {
          move.at((move.durationS * i) / 400);
          lowest = Math.min(lowest, move.position);
          highest = Math.max(highest, move.position);
        }
        const [min, max] = [lowest - range[0] + 0.5, highest + range[1] - 0.5];
        const seenInside = lowest >= min && highest <= max;
        const stays = move.staysWithin(min, max);
        // between two looks a turn may rise by a (h/2)^2 / 2
        const unseen = (limit.acceleration * (move.durationS / 800) * (move.durationS / 800)) / 2;
        const isClose = Math.min(Math.abs(lowest - min), Math.abs(highest - max)) <= unseen;
        if (!isClose) expect(stays).toBe(seenInside);
        expect(move.staysWithin(lowest - unseen - 1e-9, highest + unseen + 1e-9)).toBe(true);
      },
    ),
    { seed: 13, numRuns: 1500 },
  );
});
