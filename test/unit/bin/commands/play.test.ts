import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { testFolder } from "../../../support/recording-files.ts";
import { saccade } from "./command-line.ts";

const folder = testFolder();

it("has a help with an example", async () => {
  const { code, out } = await saccade("play", "--help");
  expect(code).toBe(0);
  expect(out).toMatch(/Examples:\n {2}saccade play --tier/);
});

it("plays balls and says what came of them, as table, JSON and picture", async () => {
  const [json, svg] = [join(folder, "play.json"), join(folder, "landing.svg")];
  const { code, out } = await saccade("play", "--balls", "3", "--quiet", "--json", json, "--svg", svg);
  expect(code).toBe(0);
  expect(out).toMatch(/returned +100\.0 % +43\.9 % \.\. 100\.0 % +3/);
  const { options, summary, balls } = JSON.parse(readFileSync(json, "utf8")) as {
    readonly options: object;
    readonly summary: { readonly hash: string };
    readonly balls: readonly object[];
  };
  expect(options).toMatchObject({ tier: "amateur", robot: "gantry", seed: 7, latencyMs: 0 });
  expect(balls).toHaveLength(3);
  expect(out).toContain(summary.hash);
  expect(readFileSync(svg, "utf8")).toContain("100.0 % of 3 balls returned");
});

it("prints JSON alone when asked to", async () => {
  const { out } = await saccade("play", "--balls", "1", "--latency-ms", "400", "--json", "-");
  const told = JSON.parse(out) as { readonly summary: { readonly balls: number } };
  expect(told).toMatchObject({ options: { latencyMs: 400 }, summary: { balls: 1 } });
});

it.each([
  [["--tier", "nobody"], /Allowed choices are amateur, elite, grid/],
  [["--robot", "nobody"], /Allowed choices are gantry, kr6-r900/],
  [["--latency-ms", "-1"], /"-1" is not a number from 0 to 500/],
  [["--loss", "NaN"], /"NaN" is not a number from 0 to 1/],
  [["--balls", "0"], /"0" is not a whole number/],
])("refuses %s", async (slip, message) => {
  const { code, err } = await saccade("play", ...slip, "--json", join(folder, "never.json"));
  expect(code).toBe(2);
  expect(err).toMatch(message);
  expect(existsSync(join(folder, "never.json"))).toBe(false);
});
