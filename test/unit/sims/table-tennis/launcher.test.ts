import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { drawAmateur } from "../../../../sims/table-tennis/amateur-launcher.ts";
import { AMATEUR_RALLIES, AMATEUR_SERVES } from "../../../../sims/table-tennis/amateur-states.ts";
import { ELITE_SPEED_MPS, ELITE_SPIN_RADPS, valueAt } from "../../../../sims/table-tennis/elite-launcher.ts";
import { GridLauncher, LAUNCH_GRID } from "../../../../sims/table-tennis/grid-launcher.ts";
import { isLegalIncoming } from "../../../../sims/table-tennis/incoming.ts";
import { REACHABLE, type Launch } from "../../../../sims/table-tennis/launch.ts";
import {
  AMATEUR_LAUNCH,
  createLauncher,
  type LaunchOptions,
} from "../../../../sims/table-tennis/launcher.ts";
import { predictAtPlane } from "../../../../sims/table-tennis/predict-flight.ts";
import { packStates, statesIn, unpackState } from "../../../../sims/table-tennis/state-text.ts";
import { robotBound, statesModule } from "../../../../scripts/amateur-states.ts";
import { Random } from "../../../../src/core/random.ts";
import { norm } from "../../../../src/core/vec3.ts";
import { DATA_FOLDER, lacksData } from "../../../support/skip.ts";

const ELITE: LaunchOptions = { tier: "elite", gate: REACHABLE, serveShare: 0 };
const balls = (options: LaunchOptions, count: number): Launch[] => {
  const launcher = createLauncher(5, options);
  return Array.from({ length: count }, (_, index) => launcher.launch(index));
};
const quantiles = (values: readonly number[], levels: readonly number[]): number[] => {
  const sorted = [...values].sort((a, b) => a - b);
  return levels.map((level) => sorted[Math.floor(level * (sorted.length - 1))]!);
};
const speedOf = ({ velocityMps }: Launch): number => norm(velocityMps);
const spinOf = ({ spinRadps }: Launch): number => norm(spinRadps);

describe.each<[string, LaunchOptions]>([
  ["amateur", AMATEUR_LAUNCH],
  ["amateur with serves", { ...AMATEUR_LAUNCH, serveShare: 0.5 }],
  ["elite", ELITE],
  ["grid", { tier: "grid", gate: REACHABLE, serveShare: 0 }],
])("%s", (_name, options) => {
  const some = balls(options, 60);

  it("gives the same ball for the same seed and number, in whatever order they are asked for", () => {
    const again = createLauncher(5, options);
    for (const index of [17, 3, 17, 59]) expect(again.launch(index)).toEqual(some[index]);
    expect(again.launch(18)).not.toEqual(some[17]);
  });

  it("gives balls that are legal and pass the gate", () => {
    for (const ball of some) expect(isLegalIncoming(ball, REACHABLE)).toBe(true);
  });
});

it.each(["amateur", "elite"] as const)("gives other %s balls for another seed", (tier) => {
  const options = { ...AMATEUR_LAUNCH, tier };
  expect(createLauncher(6, options).launch(17)).not.toEqual(createLauncher(5, options).launch(17));
});

describe("the measured states", () => {
  it("are 2,704 serves and 11,999 rally balls that fly to the robot", () => {
    expect([statesIn(AMATEUR_SERVES), statesIn(AMATEUR_RALLIES)]).toEqual([2704, 11_999]);
    for (const text of [AMATEUR_SERVES, AMATEUR_RALLIES]) {
      for (let i = 0; i < statesIn(text); i += 97)
        expect(unpackState(text, i).velocityMps[1]).toBeLessThan(0);
    }
  });

  it("come through their text to 0.1 mm and 1 mm/s", () => {
    const state = { positionM: [-0.12345, 1.9, 0], velocityMps: [0.0004, -12.3456, 13] } as const;
    const { positionM, velocityMps } = unpackState(packStates([state, state]), 1);
    for (const axis of [0, 1, 2] as const) {
      expect(Math.abs(positionM[axis] - state.positionM[axis])).toBeLessThanOrEqual(0.5001e-4);
      expect(Math.abs(velocityMps[axis] - state.velocityMps[axis])).toBeLessThanOrEqual(0.5001e-3);
    }
  });

  it("refuse what does not fit", () => {
    const far = { positionM: [0, 14, 0], velocityMps: [0, 0, 0] } as const;
    expect(() => packStates([far])).toThrow(expect.objectContaining({ code: "world-invalid" }));
  });

  it.skipIf(lacksData("amateur-balls"))(
    "are those of the data, and the drawn balls have their quantiles",
    () => {
      const csv = (name: string): string => readFileSync(join(DATA_FOLDER, "amateur-balls", name), "utf8");
      const file = readFileSync(
        join(import.meta.dirname, "../../../../sims/table-tennis/amateur-states.ts"),
        "utf8",
      );
      expect(statesModule(csv("serves.csv"), csv("rallies.csv")) === file).toBe(true);
      // drawn before any is left out: within 0.1 m, 0.15 m/s (three standard errors of 3,000 draws)
      const random = new Random(3);
      const drawn = Array.from({ length: 3000 }, () => drawAmateur(random, 0));
      const measured = robotBound(csv("rallies.csv"));
      for (const axis of [0, 1, 2] as const) {
        for (const level of [0.05, 0.25, 0.5, 0.75, 0.95]) {
          const of = (
            list: readonly { positionM: readonly number[]; velocityMps: readonly number[] }[],
          ): number[] => [
            ...quantiles(
              list.map((b) => b.positionM[axis]!),
              [level],
            ),
            ...quantiles(
              list.map((b) => b.velocityMps[axis]!),
              [level],
            ),
          ];
          const [p, v] = of(drawn);
          const [q, u] = of(measured);
          expect(Math.abs(p! - q!)).toBeLessThan(0.1);
          expect(Math.abs(v! - u!)).toBeLessThan(0.15);
        }
      }
    },
  );
});

describe("amateur balls", () => {
  const random = new Random(8);
  const share = (serveShare: number, gate: typeof REACHABLE | null): number => {
    let legal = 0;
    for (let i = 0; i < 600; i++) if (isLegalIncoming(drawAmateur(random, serveShare), gate)) legal++;
    return legal / 600;
  };

  it("are legal as drawn in 95 % of the cases, rally balls and serves alike: they were in the data", () => {
    expect(share(0, null)).toBeGreaterThan(0.92);
    expect(share(1, null)).toBeGreaterThan(0.92);
  });

  it("pass the gate as drawn in 83 % of the cases", () => {
    expect(share(0, REACHABLE)).toBeGreaterThan(0.78);
    expect(share(0, REACHABLE)).toBeLessThan(0.88);
  });

  it("keep the speeds of the data where no gate leaves the slowest out: 3.8, 5.4, 7.5 m/s at 5, 50, 95 %", () => {
    const speeds = quantiles(balls({ ...AMATEUR_LAUNCH, gate: null }, 800).map(speedOf), [0.05, 0.5, 0.95]);
    for (const [i, expected] of [3.8, 5.45, 7.5].entries())
      expect(Math.abs(speeds[i]! - expected)).toBeLessThan(0.2);
  });

  it("spin as stated: topspin 80 +/- 50, else 0 +/- 40 rad/s", () => {
    const drawn = Array.from({ length: 2000 }, () => drawAmateur(random, 0));
    const topspin = drawn.map(
      ({ velocityMps: [vx, vy], spinRadps: [wx, wy] }) => (-vy * wx + vx * wy) / Math.hypot(vx, vy),
    );
    const [low, middle, high] = quantiles(topspin, [0.159, 0.5, 0.841]);
    expect(Math.abs(middle! - 80)).toBeLessThan(5);
    expect(Math.abs((high! - low!) / 2 - 50)).toBeLessThan(4);
    const side = quantiles(
      drawn.map(({ spinRadps }) => spinRadps[2]),
      [0.159, 0.5, 0.841],
    );
    expect(Math.abs(side[1]!)).toBeLessThan(4);
    expect(Math.abs((side[2]! - side[0]!) / 2 - 40)).toBeLessThan(4);
  });

  it("come as serves as often as asked", () => {
    const some = balls({ ...AMATEUR_LAUNCH, gate: null, serveShare: 0.3 }, 500);
    const serves = some.filter(({ kind }) => kind === "serve").length;
    expect(serves / 500).toBeGreaterThan(0.24);
    expect(serves / 500).toBeLessThan(0.36);
  });
});

describe("elite balls", () => {
  const some = balls(ELITE, 400);

  it("keep the published quantiles of speed to 10 % and of spin to 15 %", () => {
    const levels = [0.05, 0.25, 0.5, 0.75, 0.95];
    for (const [i, level] of levels.entries()) {
      const [speed] = quantiles(some.map(speedOf), [level]);
      const [spin] = quantiles(some.map(spinOf), [level]);
      expect(Math.abs(speed! / valueAt(ELITE_SPEED_MPS, levels[i]!) - 1)).toBeLessThan(0.1);
      expect(Math.abs(spin! / valueAt(ELITE_SPIN_RADPS, levels[i]!) - 1)).toBeLessThan(0.15);
    }
    expect(Math.max(...some.map(speedOf))).toBeLessThanOrEqual(27.9);
  });

  it("take the published times to a plane 0.23 m behind the table, to 15 %", () => {
    const there = some.map((ball) => predictAtPlane(ball, -1.6)!);
    const times = quantiles(
      there.map(({ afterS }) => afterS),
      [0.05, 0.25, 0.5, 0.75, 0.95],
    );
    for (const [i, expected] of [0.25, 0.34, 0.45, 0.65, 0.85].entries()) {
      expect(Math.abs(times[i]! / expected - 1)).toBeLessThan(0.15);
    }
    const [left, right] = quantiles(
      there.map(({ positionM }) => positionM[0]),
      [0.05, 0.95],
    );
    expect(Math.abs(left! + 0.8)).toBeLessThan(0.15);
    expect(Math.abs(right! - 0.8)).toBeLessThan(0.15);
    const [slow, middle, fast] = quantiles(
      there.map(({ velocityMps }) => norm(velocityMps)),
      [0.05, 0.5, 0.95],
    );
    for (const [speed, expected] of [
      [slow, 2.8],
      [middle, 6.1],
      [fast, 11.2],
    ] as const) {
      expect(Math.abs(speed! / expected - 1)).toBeLessThan(0.2);
    }
  });
});

describe("the grid", () => {
  const grid = new GridLauncher(null);

  it("goes through speeds, spins and places in order, over and over", () => {
    expect(grid.launch(grid.balls.length + 3)).toEqual(grid.launch(3));
    const speeds = grid.balls.map(speedOf);
    for (const [i, speed] of speeds.slice(1).entries()) expect(speed).toBeGreaterThan(speeds[i]! - 1e-6);
  });

  it("holds 150 combinations and more; what cannot land is left out", () => {
    const { speedsMps, spins, targetsXM, targetsYM } = LAUNCH_GRID;
    const all = speedsMps.length * spins.length * targetsXM.length * targetsYM.length;
    expect(grid.balls.length).toBeGreaterThan(150);
    expect(grid.balls.length).toBeLessThan(all);
  });

  it("lands spinless balls where it aims, to 2 cm", () => {
    for (const ball of grid.balls.filter((b) => spinOf(b) === 0)) {
      const bounce = predictAtPlane(ball, -1.6)?.bounces[0]?.ball.positionM;
      const near = LAUNCH_GRID.targetsXM.flatMap((x) =>
        LAUNCH_GRID.targetsYM.map((y) => Math.hypot(bounce![0] - x, bounce![1] - y)),
      );
      expect(Math.min(...near)).toBeLessThan(0.02);
    }
  });
});

it.each<LaunchOptions["tier"]>(["amateur", "grid"])(
  "says that no %s ball passes a gate in the sky",
  (tier) => {
    const options = { tier, serveShare: 0, gate: { ...REACHABLE, zM: [5, 6] as const } };
    expect(() => createLauncher(1, options).launch(3)).toThrow(
      expect.objectContaining({ code: "world-invalid" }),
    );
  },
);
