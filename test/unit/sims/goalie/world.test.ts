import { describe, expect, it } from "vitest";
import type { BallWorld } from "../../../../sims/ball-world.ts";
import { sensorModel } from "../../../../sims/camera/sensors.ts";
import { DEFAULT_LOOK } from "../../../../sims/camera/stage-scene.ts";
import { GOALIE, PADDLE_LIMIT } from "../../../../sims/goalie/constants.ts";
import type { ShootOut } from "../../../../sims/goalie/shoot-out.ts";
import { goalieWorld } from "../../../../sims/goalie/world.ts";
import { lookAt } from "../../../../src/core/camera.ts";
import type { BallOutcome, WorldTruth } from "../../../../src/core/truth.ts";

const PERIOD_US = 1_500_000;
const camera = lookAt({ id: "top", width: 128, height: 128, focalPx: 130 }, [0, 0.45, 1.2], [0, 0.5, 0]);

const worldOf = (seed = 1): BallWorld<ShootOut> =>
  goalieWorld({
    seed,
    camera: { model: camera, sensor: sensorModel("ideal", null) },
    rig: {
      mostMotionPx: 0.25,
      look: { ...DEFAULT_LOOK, radiusM: GOALIE.ballRadius.value },
      startUs: 0,
    },
    limit: PADDLE_LIMIT,
    shots: { speedMps: [1.2, 3] },
    times: { periodUs: PERIOD_US, jitterUs: 100_000, gapUs: 100_000 },
  });

/** Plays `balls` balls with a keeper that is told, at every quantum, where the ball will cross the line. */
function play(balls: number, aimM: (truth: WorldTruth) => number | null): BallOutcome[] {
  const world = worldOf();
  const outcomes: BallOutcome[] = [];
  for (let t = 1000; t <= balls * PERIOD_US; t += 1000) {
    const { truth } = world.advance(t);
    outcomes.push(...truth.outcomes);
    const x = aimM(truth);
    if (x === null) continue;
    world.command(
      { robot: "goalie", positions: [x], velocities: [0], reachAtUs: t + 100_000, validUntilUs: t + 300_000 },
      t,
    );
  }
  return outcomes;
}

const crossing = ({ ball }: WorldTruth): number | null => {
  const [x, y] = ball.positionM;
  const [vx, vy] = ball.velocityMps;
  return ball.inPlay && vy < 0 && y > 0 ? x - (vx * (y - 0.02)) / vy : null;
};

it("lets a keeper that sees the truth save every ball", () => {
  const outcomes = play(20, crossing);
  expect(outcomes.length).toBe(20);
  expect(outcomes.every(({ returned, contact, legal }) => returned && contact && legal)).toBe(true);
});

it("lets one that stands in the middle save about what its paddle covers", () => {
  const saves = play(60, () => null).filter(({ returned }) => returned).length / 60;
  // 0.12 m of 0.5 m, targets uniform
  expect(saves).toBeGreaterThan(0.1);
  expect(saves).toBeLessThan(0.4);
});

it("lets one that runs away save next to none", () => {
  const away = (truth: WorldTruth): number | null => {
    const x = crossing(truth);
    return x === null ? null : x > 0 ? -0.25 : 0.25;
  };
  expect(play(20, away).filter(({ returned }) => returned).length).toBeLessThanOrEqual(1);
});

describe("a rolling ball", () => {
  it("goes straight, slows down by rolling, and turns back at the paddle with half its speed", () => {
    const world = worldOf();
    const seen: WorldTruth[] = [];
    for (let t = 1000; t <= PERIOD_US; t += 1000) {
      const { truth } = world.advance(t);
      seen.push(truth);
      const x = crossing(truth);
      if (x !== null) {
        const at = { positions: [x], velocities: [0], reachAtUs: t + 50_000, validUntilUs: t + 300_000 };
        world.command({ robot: "goalie", ...at }, t);
      }
    }
    const speed = ({ ball }: WorldTruth): number => Math.hypot(ball.velocityMps[0], ball.velocityMps[1]);
    const rolling = seen.filter(({ ball }) => ball.inPlay && ball.velocityMps[1] < 0);
    const [first, later] = [rolling[0]!, rolling[200]!];
    expect(speed(first) - speed(later)).toBeCloseTo(0.1 * 0.2, 6);
    const back = seen.find(({ ball }) => ball.inPlay && ball.velocityMps[1] > 0)!;
    const before = rolling.at(-1)!;
    expect(back.ball.velocityMps[1]).toBeCloseTo(-0.5 * before.ball.velocityMps[1], 2);
    expect(back.ball.positionM[1]).toBeGreaterThan(0.0199);
  });

  it("is seen by the camera", () => {
    const world = worldOf();
    let events = 0;
    for (let t = 1000; t <= PERIOD_US; t += 1000) events += world.advance(t).events[0]!.length;
    expect(events).toBeGreaterThan(2000);
  });
});

it("gives the same play for the same seed", () => {
  const places = (seed: number): string => {
    const world = worldOf(seed);
    return JSON.stringify(Array.from({ length: 40 }, (_, n) => world.advance((n + 1) * 100_000).truth));
  };
  expect(places(3)).toBe(places(3));
  expect(places(4)).not.toBe(places(3));
});
