import { describe, expect, it } from "vitest";
import { namedArm } from "../../../../nodes/arm-choice.ts";
import { armControlFor } from "../../../../studies/play/node-defaults.ts";
import { createLauncher } from "../../../../sims/table-tennis/launcher.ts";
import { kr6At, KR6_STATION } from "../../../../src/core/arm/kr6-station.ts";
import { Random } from "../../../../src/core/random.ts";
import { reachOf } from "../../../../studies/arm/reach.ts";
import { searchStations } from "../../../../studies/arm/station-search.ts";

const OPTIONS = armControlFor(namedArm("kr6-r900"), [0, 0.8]);
const launcher = createLauncher(4, { tier: "amateur", gate: null, serveShare: 0 });
const balls = Array.from({ length: 60 }, (_, i) => launcher.launch(i));

describe("the share of balls in reach", () => {
  it("is at least 95 % for legal amateur balls at the default station", () => {
    const { reachable, rejected } = reachOf(OPTIONS, balls);
    expect(reachable / balls.length).toBeGreaterThanOrEqual(0.95);
    const others = Object.values(rejected).reduce((sum, count) => sum + count, 0);
    expect(reachable + others).toBe(balls.length);
  });

  it("is nothing where the arm stands in another room, and says why", () => {
    const far = { ...KR6_STATION, baseM: [6, -1.7, -0.44] as const };
    const { reachable, rejected } = reachOf({ ...OPTIONS, arm: kr6At(far) }, balls.slice(0, 10));
    expect(reachable).toBe(0);
    expect(rejected["out-of-reach"]).toBeGreaterThanOrEqual(9);
  });
});

describe("the search for a station", () => {
  /** Best 2 m behind the net. */
  const rate = ({ mount }: { readonly mount: { readonly positionM: readonly number[] } }): number =>
    -Math.abs((mount.positionM[1] ?? NaN) + 2);
  const search = (seed: number, refinements: number) =>
    searchStations({ random: new Random(seed), draws: 5, refinements, rate });

  it("comes nearer to what its rating likes, best first", () => {
    const [drawn, bred] = [search(3, 0), search(3, 60)];
    expect(bred[0]!.score).toBeGreaterThan(drawn[0]!.score);
    expect(bred[0]!.score).toBeGreaterThan(-0.01);
    expect(bred.map(({ score }) => score)).toEqual(bred.map(({ score }) => score).sort((a, b) => b - a));
  });

  it("finds the same for the same seed", () => {
    expect(search(5, 10)).toEqual(search(5, 10));
  });
});
