import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { testFolder } from "../../../support/recording-files.ts";
import { saccade } from "./command-line.ts";

const folder = testFolder();

interface Told {
  readonly tier: string;
  readonly seed: number;
  readonly ways: readonly {
    readonly name: string;
    readonly summary: { readonly hash: string };
    readonly against?: object;
    readonly results: readonly object[];
  }[];
}

it("has a help with an example", async () => {
  const { code, out } = await saccade("play", "--help");
  expect(code).toBe(0);
  expect(out).toMatch(/Examples:\n {2}saccade play --tier/);
});

it("plays balls and says what came of them, as table, JSON and picture", async () => {
  const [json, svg] = [join(folder, "play.json"), join(folder, "landing.svg")];
  const { code, out } = await saccade(
    "play",
    "--balls",
    "3",
    "--quiet",
    "--threads",
    "1",
    "--json",
    json,
    "--svg",
    svg,
  );
  expect(code).toBe(0);
  expect(out).toMatch(/returned +100\.0 % +43\.9 % \.\. 100\.0 % +3/);
  const { tier, seed, ways } = JSON.parse(readFileSync(json, "utf8")) as Told;
  expect({ tier, seed }).toEqual({ tier: "amateur", seed: 7 });
  expect(ways).toMatchObject([{ name: "gantry, oracle", way: { latencyMs: 0, pixelError: null } }]);
  expect(ways[0]!.results).toHaveLength(3);
  expect(ways[0]).not.toHaveProperty("against");
  expect(out).toContain(ways[0]!.summary.hash);
  expect(readFileSync(svg, "utf8")).toContain("100.0 % of 3 balls returned");
});

it("plays all combinations on the same balls and compares them with the exact ball", async () => {
  const lists = ["--latency-ms", "0,400", "--robot", "gantry", "--against", "oracle"];
  const json = join(folder, "ways.json");
  const { out } = await saccade(
    "play",
    "--balls",
    "2",
    ...lists,
    "--quiet",
    "--threads",
    "1",
    "--json",
    json,
  );
  expect(out).toMatch(/^ +returned +95 % +less gantry, oracle /);
  expect(out).toMatch(/gantry, oracle, 400 ms late .* \(-?\d/);
  const { ways } = JSON.parse(readFileSync(json, "utf8")) as Told;
  expect(ways.map(({ name }) => name)).toEqual(["gantry, oracle", "gantry, oracle, 400 ms late"]);
  expect(ways[1]!.against).toMatchObject({ name: "gantry, oracle", returnPoints: { n: 2 } });
});

it.each([
  [["--tier", "nobody"], /Allowed choices are amateur, elite, grid/],
  [["--robot", "gantry,nobody"], /"nobody" is none of gantry, kr6-r900, kr6-r900-rail/],
  [
    ["--latency-ms", "1,2,3,4,5,6", "--loss", "0,0.1,0.2,0.3,0.4,0.5", "--dead-ms", "1,2,3"],
    /108 combinations/,
  ],
  [["--latency-ms", "-1"], /"-1" is not a number from 0 to 500/],
  [["--loss", "NaN"], /"NaN" is not a number from 0 to 1/],
  [["--tracker", "nobody"], /\[usage\].*no tracker "nobody"; there are oracle, .*mid-range/],
  [["--tracker", "mid-range", "--set", "ball.nonsense=1"], /nonsense/],
  [["--balls", "0"], /"0" is not a whole number/],
])("refuses %s", async (slip, message) => {
  const { code, err } = await saccade("play", ...slip, "--json", join(folder, "never.json"));
  expect(code).toBe(2);
  expect(err).toMatch(message);
  expect(existsSync(join(folder, "never.json"))).toBe(false);
});

it("draws the map of what goes wrong, and says where latency matters", async () => {
  const [svg, json] = [join(folder, "map.svg"), join(folder, "map.json")];
  const { code, out } = await saccade(
    "play",
    "--map",
    svg,
    "--tier",
    "elite",
    "--balls",
    "1",
    "--quiet",
    "--threads",
    "1",
    "--json",
    json,
  );
  expect(code).toBe(0);
  expect(out).toMatch(/gantry, 10 ms late, 0\.5 px/);
  expect(out).toMatch(/(yes|no ) {2}elite, gantry, exact places: /);
  expect(readFileSync(svg, "utf8")).toContain("1 balls a point");
  const { cells, latencyCosts } = JSON.parse(readFileSync(json, "utf8")) as Record<string, readonly object[]>;
  expect(cells!.length).toBeGreaterThan(10);
  expect(latencyCosts).toHaveLength(2);
});
