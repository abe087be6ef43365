import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Report, reportSchema } from "../../src/runtime/report.ts";
import { ROOT, saccade } from "../support/cli.ts";

const PIPELINE = "pipelines/table-tennis.yaml";
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "saccade-run-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function report(name: string, ...args: string[]): Promise<Report> {
  const file = join(folder, `${name}.json`);
  const { code, stderr } = await saccade(["run", ...args, "--quiet", "--report", file]);
  expect(code, stderr).toBe(0);
  return reportSchema.parse(JSON.parse(await readFile(file, "utf8")));
}

/** The main pipeline with its nodes on threads, beside the original so that its includes are found. */
async function withThreads(threads: string): Promise<string> {
  const file = join(folder, "threads.yaml");
  await writeFile(
    file,
    `version: 1\nname: table-tennis\ninclude: ["${ROOT}${PIPELINE}"]\nthreads: ${threads}\n`,
  );
  return file;
}

/** A watchdog counts host time: on a busy machine it catches nodes that are not to blame. */
const withoutStalls = ({ nodes }: Report): unknown =>
  Object.entries(nodes).map(([id, node]) => [id, { ...node, stalls: 0 }]);

describe("a run in virtual time", () => {
  /** Small cameras are quick. */
  const small = ["left", "right"].flatMap((side) =>
    ["width=346", "height=260", "focalPx=281"].flatMap((part) => ["--set", `vars.${side}-camera.${part}`]),
  );
  const virtual = ["--clock", "virtual", "--duration", "1s", ...small];
  let alone: Report;

  beforeAll(async () => {
    alone = await report("alone", PIPELINE, ...virtual, "--seed", "7");
  });

  it("gives the same hash alone, under load, and with its nodes on other threads", async () => {
    const load = new Worker("for (;;) Math.sqrt(2);", { eval: true });
    const loaded = await report("loaded", PIPELINE, ...virtual, "--seed", "7");
    await load.terminate();
    const spread = await withThreads("{ eyes: [left-tracker, right-tracker], hand: [racket, robot] }");
    const threaded = await report("threaded", spread, ...virtual, "--seed", "7");
    expect(alone.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(loaded.hash).toBe(alone.hash);
    expect(threaded.hash).toBe(alone.hash);
    expect(withoutStalls(threaded)).toEqual(withoutStalls(alone));
  }, 120_000);

  it("plays with an arm, the same by its name and from its file", async () => {
    const arm = ["pipelines/table-tennis-arm.yaml", "--clock", "virtual", "--duration", "2200ms", ...small];
    const named = await report("arm", ...arm);
    expect(named.play).toMatchObject({ balls: 1, returns: 1, limitViolations: 0, commandsRefused: 0 });
    const read = await report("arm-file", ...arm, "--set", "vars.arm=arms/kr6-r900.yaml");
    expect(read.hash).toBe(named.hash);
  }, 60_000);

  it("gives another hash for another seed", async () => {
    const eight = await report("eight", PIPELINE, ...virtual, "--seed", "8");
    expect(eight.hash).not.toBe(alone.hash);
  }, 60_000);

  it("accounts for every message on every edge", () => {
    for (const [id, { sent, delivered, dropped }] of Object.entries(alone.edges)) {
      const lost = Object.values(dropped).reduce((sum, n) => sum + n, 0);
      expect(sent, id).toBe(delivered + lost);
    }
  });

  it("returns balls with trackers that see events only", async () => {
    const { play, ball } = await report(
      "play",
      PIPELINE,
      "--clock",
      "virtual",
      "--duration",
      "6s",
      "--seed",
      "3",
    );
    expect(play?.["balls"]).toBeGreaterThanOrEqual(2);
    expect(play?.["returnRate"]).toBeGreaterThanOrEqual(0.6);
    expect(play?.["limitViolations"]).toBe(0);
    expect(ball?.["rmseMm"]).toBeLessThan(20);
  }, 120_000);
});

describe("exit codes", () => {
  it("are 1 under --check when a budget was missed, naming budget and limit", async () => {
    const file = join(folder, "tight.yaml");
    const slow = "budgets:\n  - { path: [goal, servo], maxMs: 0.25, onMiss: warn }\n";
    await writeFile(file, `version: 1\ninclude: ["${ROOT}examples/goalie/goalie.yaml"]\n${slow}`);
    const { code, stderr } = await saccade(["run", file, "--duration", "3s", "--check", "--quiet"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/missed budget goal -> servo: \d+ of \d+ messages over 0\.25 ms/);
  }, 30_000);

  it("are 2 for a broken file, without a stack trace", async () => {
    const { code, stderr } = await saccade(["run", "test/fixtures/broken/missing-kind.yaml"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/missing-kind\.yaml:\d+:\d+: error:/);
    expect(stderr).not.toMatch(/^\s+at /m);
  }, 30_000);

  it("are 2 for an unknown option, with the help at hand", async () => {
    const { code, stderr } = await saccade(["run", PIPELINE, "--sed", "7"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/Did you mean .*--set/);
  }, 30_000);
});
