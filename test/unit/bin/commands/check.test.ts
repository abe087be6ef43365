import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
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
    const { out } = await saccade("check", "pipelines/chips/loihi2-cloud.yaml");
    expect(out).toMatch(
      /declared costs take [\d.]+ of p99 10, max 20 ms; chips and links take their time besides/,
    );
    expect((await saccade("check", "pipelines/table-tennis.yaml")).out).toMatch(/of p99 10, max 20 ms$/m);
  });

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
