import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { BallSchedule } from "../../../../sims/ball-schedule.ts";
import type { BallWorld, WorldStep } from "../../../../sims/ball-world.ts";
import { Ball } from "../../../../sims/ball/ball.ts";
import { FlightPath } from "../../../../sims/ball/flight-path.ts";
import { sensorModel } from "../../../../sims/camera/sensors.ts";
import { DEFAULT_LOOK } from "../../../../sims/camera/stage-scene.ts";
import { GANTRY_LIMITS } from "../../../../sims/robot/gantry.ts";
import { ARENA_SURFACES } from "../../../../sims/table-tennis/arena.ts";
import { AMATEUR_LAUNCH, createLauncher } from "../../../../sims/table-tennis/launcher.ts";
import type { Rally } from "../../../../sims/table-tennis/rally.ts";
import { tableTennisWorld } from "../../../../sims/table-tennis/world.ts";
import { lookAt, project } from "../../../../src/core/camera.ts";
import type { JointCommand } from "../../../../src/core/joint-command.ts";
import type { BallOutcome } from "../../../../src/core/truth.ts";
import { RUBBER } from "../../../../src/control/rubber.ts";
import { planStroke } from "../../../../src/control/stroke.ts";
import { BALL_MODEL } from "../../../../src/tracking/ball-model.ts";

const TIMES = { periodUs: 1_800_000, jitterUs: 100_000, gapUs: 100_000 };
const camera = (id: string, x: number) =>
  lookAt({ id, width: 346, height: 260, focalPx: 250 }, [x, -0.9, 2.4], [0, -0.9, 0.2]);

function worldOf({ seed = 1, cameras = 2, startUs = 0 } = {}): BallWorld<Rally> {
  return tableTennisWorld({
    seed,
    cameras: [camera("left", -1.2), camera("right", 1.2)]
      .slice(0, cameras)
      .map((model) => ({ model, sensor: sensorModel("ideal", null) })),
    rig: {
      mostMotionPx: 0.25,
      look: { ...DEFAULT_LOOK, radiusM: 0.02 },
      startUs,
    },
    scenery: "plain",
    robot: { kind: "gantry", limits: GANTRY_LIMITS },
    launch: AMATEUR_LAUNCH,
    rubber: "offensive",
    times: TIMES,
  });
}

function* stepsOf(
  world: BallWorld<Rally>,
  untilUs: number,
  quantumUs = 1000,
  fromUs = 0,
): Generator<WorldStep> {
  for (let t = fromUs + quantumUs; t <= untilUs; t += quantumUs) yield world.advance(t);
}

function digest(steps: Iterable<WorldStep>): string {
  const hash = createHash("sha256");
  for (const { truth, events } of steps) {
    hash.update(JSON.stringify(truth));
    for (const { t, x, y, p } of events) for (const column of [t, x, y, p]) hash.update(column);
  }
  return hash.digest("hex");
}

const swing = (reachAtUs: number): JointCommand => ({
  robot: "r",
  positions: [0.2, -1.6, 0.3, 0.1, 0.2],
  velocities: [0, 1, 0, 0, 0],
  reachAtUs,
  validUntilUs: reachAtUs + 50_000,
});

describe("determinism", () => {
  it("gives the same bytes for the same seed and commands", () => {
    const run = (seed: number, reachAtUs: number): string => {
      const world = worldOf({ seed });
      world.command(swing(reachAtUs), 123_456);
      return digest(stepsOf(world, 2_000_000));
    };
    expect(run(1, 700_000)).toBe(run(1, 700_000));
    expect(run(2, 700_000)).not.toBe(run(1, 700_000));
    expect(run(1, 700_001)).not.toBe(run(1, 700_000));
  });

  it("launches the same ball whatever the robot did before", () => {
    const launches = (command: JointCommand | null): string[] => {
      const world = worldOf({ cameras: 0 });
      if (command !== null) world.command(command, 1000);
      const seen: string[] = [];
      let index = -1;
      for (const { truth } of stepsOf(world, 6_000_000)) {
        if (!truth.ball.inPlay || truth.ball.index === index) continue;
        index = truth.ball.index;
        seen.push(JSON.stringify([truth.timeUs, truth.ball]));
      }
      return seen;
    };
    expect(launches(null).length).toBe(4);
    expect(launches(swing(900_000))).toEqual(launches(null));
  });

  it("goes on with the same balls when it begins later", () => {
    const startUs = 2_000_000;
    const late = worldOf({ cameras: 0, startUs });
    const early = worldOf({ cameras: 0 });
    early.advance(5_000_000);
    late.advance(5_000_000);
    const [a, b] = [early.advance(5_001_000).truth.ball, late.advance(5_001_000).truth.ball];
    expect(b).toEqual(a);
    expect(a.index).toBe(2);
  });
});

describe("a quantum", () => {
  it("holds exactly the events with a time in it, in order", () => {
    let total = 0;
    let n = 0;
    for (const { truth, events } of stepsOf(worldOf(), 1_000_000)) {
      expect(truth.timeUs).toBe((n + 1) * 1000);
      for (const { t, length } of events) {
        total += length;
        let last = n * 1000;
        for (const time of t) {
          expect(time).toBeGreaterThanOrEqual(last);
          last = time;
        }
        expect(last).toBeLessThan((n + 1) * 1000);
      }
      n++;
    }
    expect(total).toBeGreaterThan(5000);
  });

  it("shows events where the true ball is, and none between two balls", () => {
    const model = camera("left", -1.2);
    let near = 0;
    let far = 0;
    for (const { truth, events } of stepsOf(worldOf({ cameras: 1 }), 3_000_000)) {
      const [batch] = events;
      if (!truth.ball.inPlay) {
        // the quantum in which the ball is taken away may still hold some
        continue;
      }
      const { xPx, yPx, depthM } = project(model, truth.ball.positionM);
      const reach = (250 * 0.02) / depthM + 4;
      for (const [i, column] of batch!.x.entries()) {
        if (Math.hypot(column - xPx, batch!.y[i]! - yPx) < reach) near++;
        else far++;
      }
    }
    expect(near).toBeGreaterThan(5000);
    expect(far).toBe(0);
  });

  it("is silent while there is no ball", () => {
    const schedule = new BallSchedule(1, TIMES);
    const world = worldOf();
    world.advance(schedule.removeUs(0));
    const gap = world.advance(schedule.launchUs(1));
    // what was seen in the last microsecond is stamped with the instant at which the ball went
    const late = gap.events.map(({ t }) => t.filter((us) => us > schedule.removeUs(0)).length);
    expect(late).toEqual([0, 0]);
    expect(gap.truth.ball.inPlay).toBe(false);
  });
});

describe("commands", () => {
  it("act from the microsecond at which they arrive, not from their quantum's beginning", () => {
    const after = (atUs: number): number => {
      const world = worldOf({ cameras: 0 });
      world.command({ ...swing(0), reachAtUs: 1 }, atUs);
      return world.advance(1000).truth.joints[0]!;
    };
    // full acceleration from then on: a t^2 / 2
    expect(after(300)).toBeCloseTo((45 * 700e-6 ** 2) / 2, 9);
    expect(after(900)).toBeCloseTo((45 * 100e-6 ** 2) / 2, 9);
    expect(after(1000)).toBe(0);
  });

  it("are counted when refused or cut", () => {
    const world = worldOf({ cameras: 0 });
    world.command({ ...swing(1e5), positions: [NaN, 0, 0, 0, 0] }, 10);
    world.command({ ...swing(1e5), positions: [9, 0, 0, 0, 0] }, 20);
    world.command(swing(1e5), 30);
    world.advance(200_000);
    expect(world.counts).toEqual({ commandsRefused: 1, commandsCut: 1, limitViolations: 0 });
  });
});

it("counts a ball that nobody plays as legal, not met, not returned", () => {
  const outcomes = [...stepsOf(worldOf({ cameras: 0 }), 9_000_000)].flatMap(({ truth }) => truth.outcomes);
  expect(outcomes.length).toBe(5);
  for (const [index, outcome] of outcomes.entries()) {
    // the racket at rest is in the way of one of them
    expect(outcome).toMatchObject({ index, legal: true, returned: false });
    if (!outcome.contact) expect(outcome.reason).toBe("missed");
    expect(outcome.launchSpeedMps).toBeGreaterThan(3);
  }
  expect(outcomes.filter(({ contact }) => contact).length).toBeLessThan(2);
});

it("lets a robot that knows the future return every ball to within 8 cm of where it aims: it plans with a plainer law of the air", () => {
  const world = worldOf({ cameras: 0, seed: 9 });
  const schedule = new BallSchedule(9, TIMES);
  const outcomes: BallOutcome[] = [];
  for (let index = 0; index < 8; index++) {
    const launchUs = schedule.launchUs(index);
    const hit = arrival(9, index, launchUs);
    const plan = planStroke(
      {
        model: BALL_MODEL,
        rubber: RUBBER,
        limits: GANTRY_LIMITS,
        targetM: [0, 0.7],
        flightS: [0.4, 0.9],
        netClearanceM: 0.05,
      },
      hit,
    );
    if (typeof plan === "string") throw new Error(`no stroke for ball ${index}: ${plan}`);
    const { positions, velocities } = plan;
    const { arrivalUs } = hit;
    world.command(
      { robot: "r", positions, velocities, reachAtUs: arrivalUs, validUntilUs: arrivalUs + 30_000 },
      launchUs + 1000,
    );
    outcomes.push(...world.advance(schedule.launchUs(index + 1)).truth.outcomes);
  }
  expect(outcomes.length).toBe(8);
  for (const { returned, landingM } of outcomes) {
    expect(returned).toBe(true);
    expect(Math.hypot(landingM![0], landingM![1] - 0.7)).toBeLessThan(0.08);
  }
  expect(world.counts.limitViolations).toBe(0);
});

/** Where ball `index` comes to y = -1.65, were it left alone. */
function arrival(seed: number, index: number, launchUs: number) {
  const ball = new Ball();
  ball.set(createLauncher(seed, AMATEUR_LAUNCH).launch(index));
  const path = new FlightPath(ARENA_SURFACES, () => undefined);
  let seconds = 0;
  for (; ball.y > -1.65; seconds += 0.0005) path.step(ball, 0.0005);
  return { ...ball.kinematics(), covarianceM2: [], arrivalUs: launchUs + seconds * 1e6, track: index };
}
