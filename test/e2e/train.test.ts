import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SMALL_RECIPE, writeBallFrames } from "../support/ball-frames.ts";
import { ROOT, saccade } from "../support/cli.ts";

let folder = "";
const path = (name: string): string => join(folder, name);
const train = (out: string, ...more: string[]) =>
  saccade(["train", path("small.yaml"), "--out", path(out), "--quiet", ...more]);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "saccade-train-e2e-"));
  await writeBallFrames(path("frames"), 4, 20);
  await writeFile(path("small.yaml"), SMALL_RECIPE);
  await writeFile(path("long.yaml"), SMALL_RECIPE.replace("epochs: 12", "epochs: 4000"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe("saccade train and eval", () => {
  it("make a model from a recipe, and score it on every frame", async () => {
    const trained = await train("model", "--threads", "2", "--json");
    expect(trained.stderr).toBe("");
    expect(trained.code).toBe(0);
    expect((await readdir(path("model"))).sort()).toEqual([
      "card.json",
      "folds.csv",
      "loss.svg",
      "network.nir",
    ]);
    const card = JSON.parse(trained.stdout) as { figures: { trainedOnPx: { mean: number } } };
    const { code, stdout } = await saccade(["eval", path("model"), "--frames", path("frames"), "--json"]);
    expect(code).toBe(0);
    const score = JSON.parse(stdout) as Record<string, number>;
    expect(Object.keys(score)).toEqual(expect.arrayContaining(["mean", "sd", "median", "p95", "n"]));
    expect(score["n"]).toBe(80);
    expect(score["mean"]).toBeCloseTo(card.figures.trainedOnPx.mean, 3);
  });

  it("give the same file with another number of threads", async () => {
    await train("one", "--threads", "1", "--no-folds");
    await train("two", "--threads", "2", "--no-folds");
    expect(await readFile(path("one/network.nir"))).toEqual(await readFile(path("two/network.nir")));
    expect(await readFile(path("one/card.json"), "utf8")).toBe(await readFile(path("two/card.json"), "utf8"));
  });

  it("keep a checkpoint at Ctrl-C and say how to go on", async () => {
    const args = ["train", path("long.yaml"), "--out", path("long"), "--no-folds", "--threads", "1"];
    const child = spawn(process.execPath, [`${ROOT}bin/saccade.js`, ...args], { cwd: ROOT });
    let said = "";
    const code = await new Promise<number | null>((resolve) => {
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        if (said === "") child.kill("SIGINT"); // the first line of progress: it is at work
        said += text;
      });
      child.once("close", resolve);
    });
    expect(code).toBe(130);
    expect(said).toContain(`goes on from ${path("long")}/work`);
    expect(await readdir(path("long/work"))).toEqual(["all.checkpoint"]);
  });

  it("compare two models frame by frame", async () => {
    await train("other", "--threads", "1", "--no-folds", "--seed", "5");
    const args = ["eval", path("one"), "--frames", path("frames"), "--against", path("other"), "--json"];
    const { code, stdout } = await saccade(args);
    expect(code).toBe(0);
    type Compared = { comparison: { n: number; meanDifference: number; interval95: [number, number] } };
    const { n, meanDifference, interval95 } = (JSON.parse(stdout) as Compared).comparison;
    expect(n).toBe(80);
    expect(interval95[0]).toBeLessThan(meanDifference);
    expect(interval95[1]).toBeGreaterThan(meanDifference);
  });

  it.each([
    [["eval", "nowhere", "--frames", "frames"], "file-unreadable"],
    [["eval", "models/nowhere"], "usage"],
    [["train", "nowhere.yaml"], "file-unreadable"],
  ])("refuse %j", async (args, error) => {
    const { code, stderr } = await saccade(args);
    expect(code).toBe(2);
    expect(stderr).toContain(`[${error}]`);
  });
});
