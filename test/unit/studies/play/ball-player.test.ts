import { describe, expect, it } from "vitest";
import type { LaunchTier } from "../../../../sims/table-tennis/launcher.ts";
import type { BallResult } from "../../../../studies/play/ball-log.ts";
import { BallPlayer } from "../../../../studies/play/ball-player.ts";
import type { PlayOptions, Sensing } from "../../../../studies/play/play-options.ts";
import { hashOf } from "../../../../studies/play/summary.ts";
import { wayOf } from "./ways.ts";

const played = (way: PlayOptions, balls: number): BallResult[] => {
  const player = new BallPlayer(way);
  return Array.from({ length: balls }, (_, i) => player.play(i));
};
const returns = (results: readonly BallResult[]): number => results.filter((ball) => ball.returned).length;
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const hitErrorM = (results: readonly BallResult[]): number =>
  mean(results.flatMap((ball) => ball.hitErrorM[100] ?? []));

describe("balls of amateurs, exactly known", () => {
  it.each(["gantry", "kr6-r900"] as const)(
    "are returned to the target by a %s within its limits",
    (robot) => {
      for (const ball of played(wayOf("amateur", {}, robot), 5)) {
        expect(ball).toMatchObject({ legal: true, contact: true, returned: true, reason: "returned" });
        expect(ball.landingErrorM).toBeLessThan(0.1);
        expect(ball.control).toMatchObject({ planned: true, refusal: null, cut: 0, violations: 0 });
        expect(ball.streamingErrorM).toBe(0);
        expect(ball.blindS).toBe(0);
        expect(ball.hitErrorM[100]).toBeLessThan(0.005);
      }
    },
  );
});

it("gives a ball the same result whatever was played before it, and another seed another ball", () => {
  const way = wayOf("amateur", { errorPx: 0.5, loss: 0.1, deadUs: 50_000 });
  const all = hashOf(played(way, 3).slice(2));
  expect(hashOf([new BallPlayer(way).play(2)])).toBe(all);
  expect(hashOf([new BallPlayer({ ...way, seed: 8 }).play(2)])).not.toBe(all);
});

it("says that a ball of which nothing is told was never planned for, and is missed", () => {
  const [ball] = played(wayOf("amateur", { loss: 1 }), 1);
  expect(ball).toMatchObject({ reason: "missed", contact: false, blindS: null, streamingErrorM: null });
  expect(ball!.control).toMatchObject({ planned: false, refusal: null });
});

describe("what goes wrong costs", () => {
  const BALLS = 8;
  const tier: LaunchTier = "elite";
  const exact = played(wayOf(tier), BALLS);
  const seen = played(wayOf(tier, { errorPx: 0.25 }), BALLS);
  const withFault = (fault: Partial<Sensing>): BallResult[] => played(wayOf(tier, fault), BALLS);

  it("latency: returns, and as much distance as the ball flies meanwhile", () => {
    const late = withFault({ latencyUs: 150_000 });
    expect(returns(late)).toBeLessThan(returns(exact));
    for (const [i, ball] of late.entries()) {
      const flownM = ball.speedMps * 0.15;
      expect(ball.streamingErrorM).toBeGreaterThan(0.4 * flownM);
      expect(ball.streamingErrorM).toBeLessThan(1.01 * flownM);
      expect(exact[i]!.streamingErrorM).toBe(0);
      expect(ball.blindS).toBeCloseTo(0.15, 6);
    }
  });

  it("pixels: the hit point", () => {
    expect(hitErrorM(seen)).toBeGreaterThan(2 * hitErrorM(exact));
    expect(hitErrorM(withFault({ errorPx: 4 }))).toBeGreaterThan(1.5 * hitErrorM(seen));
  });

  it("a clock that is late: the place, unless the filter may doubt the clocks", () => {
    const late = wayOf(tier, { errorPx: 0.25, syncErrorUs: 300 });
    const trusting = played({ ...late, filter: { ...late.filter, clocks: null } }, BALLS);
    const medianM = (balls: readonly BallResult[]): number =>
      balls.flatMap((ball) => ball.streamingErrorM ?? []).sort((a, b) => a - b)[BALLS / 2] ?? NaN;
    expect(medianM(trusting)).toBeGreaterThan(2 * medianM(seen));
    expect(medianM(trusting)).toBeGreaterThan(1.5 * medianM(played(late, BALLS)));
  });

  it("looks that find nothing: the time to the first place told, and what is told between", () => {
    const holes = withFault({ errorPx: 0.25, loss: 0.7 });
    const blind = (balls: readonly BallResult[]): number => mean(balls.map((ball) => ball.blindS ?? 1));
    expect(blind(holes)).toBeGreaterThan(2 * blind(seen));
    expect(mean(holes.flatMap((ball) => ball.streamingErrorM ?? []))).toBeGreaterThan(
      2 * Math.min(...seen.flatMap((ball) => ball.streamingErrorM ?? [])),
    );
  });

  it("a dead camera: certainty, as long as the other goes on", () => {
    const dead = withFault({ errorPx: 0.25, deadUs: 50_000 });
    const changed = dead.filter((ball, i) => ball.streamingErrorM !== seen[i]!.streamingErrorM);
    expect(changed.length).toBeGreaterThan(BALLS / 2);
    const streaming = (balls: readonly BallResult[]): number =>
      mean(balls.flatMap((ball) => ball.streamingErrorM ?? []));
    expect(streaming(dead)).toBeGreaterThan(streaming(seen));
  });
});
