import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { testFolder } from "../../../support/recording-files.ts";
import { saccade } from "./command-line.ts";

const folder = testFolder();
const at = (name: string): string => join(folder, name);
const GOALIE = "examples/goalie/goalie.yaml";
const report = at("goalie.json");

beforeAll(async () => {
  await saccade("run", GOALIE, "--duration", "300ms", "--quiet", "--report", report);
});

describe("saccade graph", () => {
  it("writes what the name's ending says, and tells so", async () => {
    for (const [name, start] of [
      ["g.svg", "<svg"],
      ["g.mmd", "%% budget goal -> servo"],
    ] as const) {
      expect(await saccade("graph", GOALIE, "--report", report, "--out", at(name))).toEqual({
        code: 0,
        out: `wrote ${at(name)}\n`,
        err: "",
      });
      expect(readFileSync(at(name), "utf8").startsWith(start)).toBe(true);
    }
  });

  it("takes a report of this pipeline only", async () => {
    const renamed = at("renamed.json");
    writeFileSync(renamed, readFileSync(report, "utf8").replace('"keeper": {', '"goalkeeper": {'));
    writeFileSync(at("text.json"), "# no JSON");
    for (const [argv, reason] of [
      [
        ["pipelines/table-tennis.yaml", "--report", report],
        /report of this "table-tennis": it is of "goalie"/,
      ],
      [[GOALIE, "--report", renamed], /not a report of this "goalie": it knows no node "keeper"/],
      [[GOALIE, "--report", at("text.json")], /is no report: it is not JSON/],
      [[GOALIE, "--report", at("nowhere.json")], /cannot read the report .*nowhere\.json: no such file$/m],
      [[GOALIE, "--out", at("g.png")], /--out ends in one of \.svg, .*found ".*g\.png"/],
    ] as const) {
      const { code, out, err } = await saccade("graph", ...argv);
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toMatch(reason);
    }
  });
});

describe("a file that cannot be written", () => {
  it.each([
    ["run", "--report"],
    ["trace", "--chrome"],
  ])("is refused by saccade %s %s before anything is run", async (command, option) => {
    for (const [file, reason] of [
      [at("no/x.json"), /cannot write \S+x\.json: there is no such folder$/m],
      [folder, /it is a folder$/m],
    ] as const) {
      const { code, out, err } = await saccade(command, GOALIE, option, file);
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toMatch(reason);
    }
  });
});

it.each([["node"], ["pipeline"]])("saccade new %s has a help with an example", async (what) => {
  expect((await saccade("new", what, "--help")).out).toMatch(/Example:\n {2}saccade new /);
});
