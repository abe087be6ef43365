import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { testFolder } from "../../../support/recording-files.ts";
import { saccade } from "./command-line.ts";

const folder = testFolder();
/** Small cameras are quick. */
const SMALL = ["left", "right"].flatMap((side) =>
  ["width=346", "height=260", "focalPx=281"].flatMap((part) => ["--set", `vars.${side}-camera.${part}`]),
);

interface Told {
  readonly tier: string;
  readonly basis: string;
  readonly rows: readonly {
    readonly table: string;
    readonly name: string;
    readonly summary?: { readonly hash: string; readonly balls: number };
    readonly violations?: readonly { readonly code: string }[];
    readonly load?: { readonly windows: number; readonly inferenceMs: number; readonly linkMs: number };
    readonly againstOracle?: object;
    readonly againstFloats?: { readonly returnPoints: { readonly n: number } };
    readonly againstNoLink?: { readonly returnPoints: { readonly n: number } };
  }[];
}

it("has a help with an example", async () => {
  const { code, out } = await saccade("compare", "--help");
  expect(code).toBe(0);
  expect(out).toMatch(/Examples:\n {2}saccade compare --balls 20 --chip/);
}, 60_000);

it.each([
  [["--json", "/nowhere/k.json"], "cannot write /nowhere/k.json"],
  [["--svg", "/nowhere/k.svg"], "cannot write /nowhere/k.svg"],
  [["--chip", "akida1000", "--link", "usb"], "compared behind onchip, pcie, ziegler-akida-script"],
  [["--chip", "loihi2", "--native", "speck2f=models/ball-speck"], "which --chip leaves out; there is loihi2"],
  [
    ["--chip", "truenorth", "--native", "truenorth=models/ball-sim-chips"],
    "does not fit truenorth: FANIN_GT_256 at spike5",
  ],
  [["--chip", "loihi2", "--tracker", "dense:models/nope"], "models/nope/network.onnx: it is not there"],
])("refuses before a ball is played: %s", async (options, reason) => {
  const { code, err } = await saccade("compare", "--balls", "1000", ...options);
  expect(code).toBe(2);
  expect(err).toContain(reason);
});

it("plays one ball on a chip over two links beside the baselines, as tables and JSON, all labelled as modelled", async () => {
  const [json, svg] = [join(folder, "compare.json"), join(folder, "compare.svg")];
  const keep = join(folder, "balls.jsonl");
  const asked = [
    "--balls",
    "1",
    "--chip",
    "akida1000",
    "--link",
    "onchip,pcie",
    "--robot",
    "gantry",
    ...SMALL,
  ];
  const { code, out } = await saccade(
    "compare",
    ...asked,
    "--keep",
    keep,
    "--quiet",
    "--threads",
    "1",
    "--json",
    json,
    "--svg",
    svg,
  );
  expect(code).toBe(0);
  expect(out).toMatch(
    /baselines, without a chip[^]*RANSAC circle, host[^]*dense ball-sim-int8, host[^]*\(chips and links modelled\)/,
  );
  expect(out).toMatch(/akida1000, no link +supposed[^]*akida1000, pcie +exists/);
  expect(out).toMatch(/cost, modelled[^]*power of 2 cameras \[mW\], modelled[^]*never added up/);
  const picture = readFileSync(svg, "utf8");
  for (const words of [
    "akida1000, pcie",
    "time of a window [ms], modelled",
    "power of two cameras [mW], modelled",
  ])
    expect(picture).toContain(words);
  const { tier, basis, rows } = JSON.parse(readFileSync(json, "utf8")) as Told;
  expect({ tier, basis }).toEqual({ tier: "elite", basis: "chips, links and energies are modelled" });
  expect(rows.map(({ table }) => table)).toEqual([
    ...Array<string>(5).fill("baseline"),
    "same-weights",
    "same-weights",
  ]);
  expect(rows.every(({ summary }) => summary?.balls === 1)).toBe(true);
  expect(rows[0]).not.toHaveProperty("againstOracle");
  const [none, pcie] = rows.slice(5);
  expect(none!.load!.windows).toBeGreaterThan(20);
  expect(none!.load!.linkMs).toBe(0);
  expect(pcie!.load!.linkMs).toBeGreaterThan(0.015);
  expect(pcie!.load!.inferenceMs).toBeGreaterThan(0.005);
  expect(none).not.toHaveProperty("againstNoLink");
  expect(pcie!.againstNoLink!.returnPoints.n).toBe(1);
  expect(pcie!.againstFloats!.returnPoints.n).toBe(1);

  const again = await saccade("compare", ...asked, "--keep", keep, "--quiet");
  expect(again).toMatchObject({ code: 0, out });
}, 120_000);

it.each([
  [["--chip", "nobody"], /no chip is named "nobody"/],
  [["--link", "rope"], /"rope" is none of onchip, pcie/],
  [["--native", "loihi2"], /CHIP=FOLDER/],
  [["--model", "/nowhere"], /cannot read \/nowhere/],
  [["--tracker", "nobody"], /there is no tracker "nobody"/],
  [["--balls", "0"], /"0" is not a whole number/],
])("refuses %s", async (slip, message) => {
  const { code, err } = await saccade("compare", ...slip, "--json", join(folder, "never.json"));
  expect(code).toBe(2);
  expect(err).toMatch(message);
  expect(existsSync(join(folder, "never.json"))).toBe(false);
});
