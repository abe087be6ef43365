import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT, saccade } from "../support/cli.ts";
import { testFolder } from "../support/recording-files.ts";

const PIPELINE = "pipelines/table-tennis.yaml";
const run = promisify(execFile);
let folder = "";

beforeAll(async () => {
  // Inside the checkout, where generated files find the sources.
  await mkdir(join(ROOT, "out"), { recursive: true });
  folder = await mkdtemp(join(ROOT, "out", "commands-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe("saccade check", () => {
  it("says what it understood", async () => {
    const { code, stdout } = await saccade(["check", PIPELINE, "--json"]);
    expect(code).toBe(0);
    const { nodes } = JSON.parse(stdout) as { nodes: { id: string }[] };
    expect(nodes.map((node) => node.id)).toContain("racket");
  }, 30_000);
});

describe("saccade graph", () => {
  it("draws mermaid with every node", async () => {
    const { code, stdout } = await saccade(["graph", PIPELINE]);
    expect(code).toBe(0);
    for (const id of ["world", "left-tracker", "hit-point", "racket", "robot"]) expect(stdout).toContain(id);
  }, 30_000);

  it("draws SVG with the latencies of a report", async () => {
    const [report, svg] = [join(folder, "r.json"), join(folder, "graph.svg")];
    await saccade(["run", PIPELINE, "--clock", "virtual", "--duration", "1s", "--quiet", "--report", report]);
    expect((await saccade(["graph", PIPELINE, "--report", report, "--out", svg])).code).toBe(0);
    const drawn = await readFile(svg, "utf8");
    expect(drawn).toMatch(/^<svg/);
    expect(drawn).toContain("p50 150 µs");
  }, 60_000);
});

describe("saccade trace", () => {
  it("shows the way of a message hop by hop, and writes a Chrome trace", async () => {
    const file = join(folder, "trace.json");
    const options = ["--clock", "virtual", "--duration", "1s", "--chrome", file, "--json"];
    const { code, stdout } = await saccade(["trace", PIPELINE, ...options]);
    expect(code).toBe(0);
    const [{ typical }] = JSON.parse(stdout) as [{ typical: { latencyMs: number; hops: Hop[] } }];
    const nodes = typical.hops.filter((hop) => hop.what === "work").map((hop) => hop.node);
    expect(nodes.at(0)).toBe("world");
    expect(nodes.at(-1)).toBe("robot");
    const total = typical.hops.reduce((sum, hop) => sum + hop.endNs - hop.startNs, 0);
    expect(total / 1e6).toBeCloseTo(typical.latencyMs, 6);
    const { traceEvents } = JSON.parse(await readFile(file, "utf8")) as {
      traceEvents: { ph: string; name: string }[];
    };
    expect(
      traceEvents.filter((event) => event.ph === "X" && event.name === "left-tracker").length,
    ).toBeGreaterThan(500);
  }, 60_000);
});

interface Hop {
  readonly node: string;
  readonly what: string;
  readonly startNs: number;
  readonly endNs: number;
}

describe("saccade nodes", () => {
  it("tells a kind's ports, parameters, ranges and cost", async () => {
    const { code, stdout } = await saccade(["nodes", "tracker/mid-range"]);
    expect(code).toBe(0);
    expect(stdout).toContain("in  events: events, latest");
    expect(stdout).toContain("[us] length of a window");
    expect(stdout).toContain("cost 150 us");
  }, 30_000);

  it("names the known kinds when asked for one that is not there", async () => {
    const { code, stderr } = await saccade(["nodes", "tracker/nothing"]);
    expect(code).toBe(2);
    expect(stderr).toContain("tracker/mid-range");
  }, 30_000);
});

describe("saccade new", () => {
  it("makes a node whose pipeline checks and whose test passes", async () => {
    expect((await saccade(["new", "node", "filter/my-filter", "--dir", folder])).code).toBe(0);
    expect((await saccade(["check", join(folder, "my-filter.yaml")])).code).toBe(0);
    await run(process.execPath, ["--test", join(folder, "my-filter.test.ts")]);
  }, 60_000);

  it("makes a pipeline that checks and whose test passes", async () => {
    expect((await saccade(["new", "pipeline", "my-robot", "--dir", folder])).code).toBe(0);
    expect((await saccade(["check", join(folder, "my-robot.yaml")])).code).toBe(0);
    await run(process.execPath, ["--test", join(folder, "my-robot.test.ts")]);
  }, 90_000);

  it("says what to install where the files would not find it", async () => {
    const away = testFolder();
    const { stdout } = await saccade(["new", "node", "filter/away", "--dir", away]);
    expect(stdout).toContain(
      `\nfirst: cd "${away}" && npm install "$(npm pack --silent "${join(ROOT, "/")}")" rxjs zod\ntry: npx saccade run away.yaml\ntest: npx node --test away.test.ts\n`,
    );
    expect((await saccade(["new", "node", "filter/here", "--dir", folder])).stdout).not.toContain("install");
  }, 30_000);

  it("overwrites nothing", async () => {
    await saccade(["new", "node", "filter/twice", "--dir", folder]);
    const { code, stderr } = await saccade(["new", "node", "filter/twice", "--dir", folder]);
    expect(code).toBe(2);
    expect(stderr).toContain("nothing was written");
  }, 30_000);
});
