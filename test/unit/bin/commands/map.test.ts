import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FitReport } from "../../../../src/backends/fit-report.ts";
import { chain, type NetworkNode } from "../../../../src/snn/network.ts";
import { writeNir } from "../../../../src/snn/nir-write.ts";
import { filled } from "../../../../src/snn/tensor.ts";
import { saccade } from "./command-line.ts";

let folder = "";
/** One neuron more than a core of Loihi 1 has axons for. */
let tooWide = "";
/** One layer more than Akida has processors. */
let tooLarge = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "saccade-map-"));
  tooWide = join(folder, "wide.nir");
  const network = chain([
    ["in", { type: "Input", shape: [4097] }],
    ["w", { type: "Linear", weight: filled([2, 4097], 0.1) }],
    ["neurons", { type: "IF", r: filled([2], 1), vThreshold: filled([2], 1), vReset: filled([2], 0) }],
    ["out", { type: "Output", shape: [2] }],
  ]);
  writeFileSync(tooWide, await writeNir(network));
  tooLarge = join(folder, "large.nir");
  const layers = Array.from({ length: 81 }, (_, n): [string, NetworkNode][] => [
    [`w${String(n)}`, { type: "Linear", weight: filled([2, 2], 0.5) }],
    [`if${String(n)}`, { type: "IF", r: filled([2], 1), vThreshold: filled([2], 1), vReset: filled([2], 0) }],
  ]);
  const long = chain([
    ["in", { type: "Input", shape: [2] }],
    ...layers.flat(),
    ["out", { type: "Output", shape: [2] }],
  ]);
  writeFileSync(tooLarge, await writeNir(long));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("saccade map", () => {
  it("prints a report that a machine reads, with the fields of the published form", async () => {
    const { code, out } = await saccade("map", "models/ball-real", "--backend", "loihi2", "--json");
    const report = JSON.parse(out) as FitReport;
    expect(code).toBe(0);
    expect(Object.keys(report)).toEqual([
      "fits", "device", "layers", "violations", "warnings", "quantisation", "latency_steps",
    ]); // prettier-ignore
    expect(report).toMatchObject({ fits: true, device: "loihi2", latency_steps: 6 });
    expect(report.layers.map(({ name }) => name)).toEqual([
      "input", "spike2", "spike5", "spike8", "spike11", "dense12",
    ]); // prettier-ignore
    for (const { bits } of report.quantisation) expect(bits).toBeGreaterThan(7.9);
  });

  it("ends with 1 when a network does not fit, and says why and what to change", async () => {
    const { code, out } = await saccade("map", tooWide, "--backend", "loihi1");
    expect(code).toBe(1);
    expect(out).toContain("does not fit loihi1");
    expect(out).toMatch(/IN_AXONS.* neurons.*: needs 4097, the chip has 4096/);
    expect(out).toContain("smallest change:");
  });

  it("takes how long a step lasts on a chip in real time", async () => {
    const map = (...more: string[]) =>
      saccade("map", "models/ball-real", "--backend", "dynapse2", "--json", ...more);
    const codes = (out: string) => new Set((JSON.parse(out) as FitReport).violations.map(({ code }) => code));
    const [seconds, ms] = [await map(), await map("--step-ms", "1")];
    expect([seconds.code, ms.code]).toEqual([1, 1]);
    expect(codes(seconds.out)).toContain("DECAY_RANGE");
    expect(codes(ms.out)).not.toContain("DECAY_RANGE");
    expect(codes(ms.out)).toContain("FANIN_GT_64");
  });

  it("maps a recipe before it is trained", async () => {
    const { code, out } = await saccade(
      "map",
      "recipes/dynapcnn-published.yaml",
      "--backend",
      "speck2f",
      "--json",
    );
    const report = JSON.parse(out) as FitReport;
    expect(code).toBe(0);
    const trained = await saccade("map", "models/dynapcnn-published", "--backend", "speck2f", "--json");
    expect(report.layers).toEqual((JSON.parse(trained.out) as FitReport).layers);
    expect(report.quantisation).toEqual([]); // of weights that are still to come
  });

  it("says of the published Akida network, as PyTorch pads it, what Akida does otherwise", async () => {
    const { code, out } = await saccade(
      "map",
      "recipes/akida-class.yaml",
      "--backend",
      "akida1000",
      "--json",
    );
    expect(code).toBe(1);
    expect((JSON.parse(out) as FitReport).violations).toMatchObject([
      { code: "PADDING", layer: "conv0", need: "2x2" },
      { code: "PADDING", layer: "conv4", need: "1x1" },
      { code: "UNSUPPORTED_LAYER", layer: "max-pool3", need: "maxima of 2x2" },
    ]);
  });

  it("takes the lowest potential that a hint asks for", async () => {
    const refused = await saccade("map", "models/ball-real", "--backend", "speck2f");
    expect(refused.code).toBe(1);
    const [, vMin = ""] = /vMin (-[\d.]+) or higher/.exec(refused.out) ?? [];
    const { code, out } = await saccade("map", "models/ball-real", "--backend", "speck2f", "--v-min", vMin);
    expect(out).toContain("fits speck2f");
    expect(code).toBe(0);
  });

  it("maps with fewer bits on a chip that leaves the choice", async () => {
    const args = ["map", "models/ball-real", "--backend", "akida1000", "--json"];
    const bits = async (...more: string[]): Promise<number> => {
      const report = JSON.parse((await saccade(...args, ...more)).out) as FitReport;
      return report.quantisation.at(-1)?.bits ?? NaN;
    };
    expect(await bits()).toBeGreaterThan(3);
    expect(await bits("--weight-bits", "2")).toBeLessThanOrEqual(2);
  });

  it("refuses what does not lie on the chip at once, unless it is told otherwise", async () => {
    const strict = await saccade("map", tooLarge, "--backend", "akida1000", "--rule", "spikingjelly");
    expect(strict.code).toBe(1);
    expect(strict.out).toContain("SEQUENCES");
    const loose = await saccade(
      "map",
      tooLarge,
      "--backend",
      "akida1000",
      "--rule",
      "spikingjelly",
      "--no-hw-only",
    );
    expect(loose.out).toContain("SOFTWARE_SEQUENCE");
    expect(loose.code).toBe(0);
  });

  it.each([
    [
      ["models/ball-real", "--backend", "speck2f", "--weight-bits", "4"],
      "speck2f leaves no choice of --weight-bits; chips that do: akida1000 (2, 4)",
    ],
    [["models/ball-real", "--backend", "speck2f", "--v-min", "1"], "from -1000000000 to 0"],
    [["models/ball-real", "--backend", "lohi2"], "did you mean loihi2?"],
    [["models/ball-real", "--backend", "dynapse2", "--step-ms", "0"], "--step-ms"],
    [["no-such-model", "--backend", "loihi2"], "cannot read"],
    [["no-such.nir", "--backend", "loihi2"], "cannot read no-such.nir"],
    [["models/ball-real"], "--backend"],
  ])("ends with 2 for %j", async (args, message) => {
    const { code, err } = await saccade("map", ...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
