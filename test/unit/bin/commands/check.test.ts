import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { Problem } from "../../../../src/runtime/file/problem.ts";
import { ROOT } from "../../../support/cli.ts";
import { testFolder } from "../../../support/recording-files.ts";
import { saccade } from "./command-line.ts";

describe("saccade check", () => {
  it("counts what it understood", async () => {
    const goalie = "examples/goalie/goalie.yaml";
    expect((await saccade("check", goalie)).out).toContain(
      `${goalie}: ok (4 nodes, 4 edges, 1 budget, virtual clock)\n`,
    );
  });

  it("says what of a budget it cannot know: what chips and links take", async () => {
    const { out } = await saccade("check", "pipelines/chips/loihi2-pcie.yaml");
    expect(out).toMatch(
      /declared costs take [\d.]+ of p99 10, max 20 ms; chips and links take their time besides/,
    );
    expect((await saccade("check", "pipelines/chips/loihi2-cloud.yaml")).out).toMatch(
      /budget .*: NOT TO BE MET: left-tracker alone adds 40 ms to each message in the mean, of p99 10, max 20 ms\n/,
    );
    const budgetOf = async (file: string, ...more: readonly string[]) => {
      const { out: json } = await saccade("check", `pipelines/chips/${file}.yaml`, "--json", ...more);
      return (JSON.parse(json) as { budgets: { slowest: object | null }[] }).budgets[0]?.slowest;
    };
    expect(await budgetOf("loihi2-cloud")).toEqual({ node: "left-tracker", addsMs: 40, canBeMet: false });
    expect(await budgetOf("loihi2-pcie")).toEqual({ node: "left-tracker", addsMs: 0.02, canBeMet: true });
    expect(await budgetOf("loihi2-pcie", "--set", "vars.link=onchip")).toBeNull();
    expect((await saccade("check", "pipelines/table-tennis.yaml")).out).toMatch(/of p99 10, max 20 ms$/m);
  });

  it.each([
    ["loihi2-cloud", "ball-sim-chips fits loihi2; link cloud adds 40 ms to a pass in the mean (assumed), 80 ns an event (assumed); remote access, as in Ziegler et al. 2024 (arXiv 2403.10677); one round trip a pass"],
    ["speck2f-usb", "ball-sim-speck fits speck2f; link usb adds 0.4375 ms to a pass in the mean (assumed), 100 ns an event (assumed); development kit, events from the host"],
    ["speck2f-sinabs-polling", "ball-sim-speck fits speck2f; link sinabs-polling adds 51 ms to a pass in the mean (published), 1000 ns an event (assumed); the maker's own forward() (sinabs)"],
  ])("of %s tells that the model fits, and what the link takes", async (file, note) => {
    const { out } = await saccade("check", `pipelines/chips/${file}.yaml`);
    expect(out).toContain(`\nleft-tracker: ${note}\nright-tracker: ${note}\n`);
    const { out: json } = await saccade("check", `pipelines/chips/${file}.yaml`, "--json");
    const { nodes } = JSON.parse(json) as { nodes: { id: string; notes: string[] }[] };
    const told = nodes.filter(({ notes }) => notes.length > 0).map(({ id, notes }) => [id, notes]);
    expect(told).toEqual([["left-tracker", [note]], ["right-tracker", [note]]]);
  }); // prettier-ignore

  it.each([
    ["loihi2-pcie", "ball-sim-chips fits loihi2; link onchip adds nothing to a pass; supposed, for comparison: no source names the pair"],
    ["speck2f-usb", "ball-sim-speck fits speck2f; link onchip adds nothing to a pass; with no other camera than the chip's own 128x128 sensor (SynSense Speck)"],
  ])("of %s without a link tells when that can be had", async (file, note) => {
    const { out } = await saccade("check", `pipelines/chips/${file}.yaml`, "--set", "vars.link=onchip");
    expect(out).toContain(`left-tracker: ${note}\n`);
  }); // prettier-ignore

  it.each([
    ["chips/loihi2-pcie.yaml", "vars.model=nothing", "left-tracker", /: cannot read .*chips.nothing.network\.nir/],
    ["chips/truenorth-pcie.yaml", "vars.model=../../models/ball-real", "left-tracker", /: ball-real does not fit truenorth: .*FANIN_GT_256, needs \d+, the chip has 256 \(smallest change: /],
    ["table-tennis.yaml", "left-tracker.model=nothing", "left-tracker", /: cannot read .*pipelines.nothing.network\.nir/],
    ["recording.yaml", "vars.file=nothing.raw", "camera", /: there is no recording .*pipelines.nothing\.raw/],
    ["table-tennis-arm.yaml", "vars.arm=nothing.yaml", "arm", /nothing\.yaml/],
    ["table-tennis-arm.yaml", "world.robot=nothing.yaml", "world", /nothing\.yaml/],
    ["recording.yaml", "vars.file=recording.yaml", "camera", /recording\.yaml/],
  ])("of %s with %s tells where what it names cannot be used", async (file, set, node, reason) => {
    const { code, out, err } = await saccade("check", `pipelines/${file}`, "--set", set);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(new RegExp(`^pipelines/.*:\\d+:\\d+: error: nodes\\.${node}: .*\\[not-usable\\]$`, "m"));
    expect(err).toMatch(reason);
  }); // prettier-ignore

  it("prints what is wrong as JSON, too, and else what it understood", async () => {
    const set = ["--set", "vars.model=nothing", "--json"];
    const { code, out, err } = await saccade("check", "pipelines/chips/loihi2-pcie.yaml", ...set);
    const { ok, problems } = JSON.parse(out) as { ok: boolean; problems: Problem[] };
    expect([code, ok, problems.length]).toEqual([2, false, 2]);
    const message = expect.stringMatching(/^nodes\.left-tracker: cannot read /) as unknown;
    expect(problems[0]).toMatchObject({ code: "not-usable", line: expect.any(Number) as number, message });
    expect(err).toContain("2 problems; nothing was run");
    const fine = await saccade("check", "examples/goalie/goalie.yaml", "--json");
    expect(JSON.parse(fine.out)).toMatchObject({ ok: true, clock: "virtual" });
  });

  it("looks at a dense tracker's model, and goes on after a user's kind whose check fails in its own way", async () => {
    const folder = testFolder();
    const module = 'export const odd = { kind: "my/odd", summary: "", inputs: {}, outputs: {}, costUs: 0, params, create: () => () => ({}), check: () => { throw new TypeError("no such luck"); } };'; // prettier-ignore
    writeFileSync(
      join(folder, "odd.ts"),
      `import { z } from "zod";\nconst params = z.strictObject({});\n${module}\n`,
    );
    const file = join(folder, "odd.yaml");
    const main = JSON.stringify(resolve(ROOT, "pipelines/table-tennis.yaml"));
    const left =
      "{ kind: tracker/dense, params: { camera: left, model: nothing }, in: { events: world.left } }";
    writeFileSync(
      file,
      `version: 1\nuse: ./odd.ts\ninclude: [${main}]\nnodes: { left-tracker: ${left}, odd: { kind: my/odd } }\n`,
    );
    const { err } = await saccade("check", file);
    expect(err).toMatch(/nodes\.left-tracker: cannot read .*nothing/);
    expect(err).toMatch(/nodes\.odd: no such luck \[not-usable\]/);
  });

  it("names both trackers whose model does not fit, and runs nothing", async () => {
    const set = "vars.model=../../models/ball-real";
    const { err } = await saccade("check", "pipelines/chips/truenorth-pcie.yaml", "--set", set);
    expect(err).toContain("2 problems; nothing was run");
  });
});
