import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SMALL_RECIPE, writeBallFrames } from "../support/ball-frames.ts";
import { ROOT, saccade } from "../support/cli.ts";

let folder = "";
const path = (name: string): string => join(folder, name);

type Score = Record<string, number> & {
  readonly comparison: unknown;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "saccade-train-e2e-"));
  await writeBallFrames(path("frames"), 4, 20);
  await writeFile(path("small.yaml"), SMALL_RECIPE.replace("epochs: 12", "epochs: 4"));
  await writeFile(path("long.yaml"), SMALL_RECIPE.replace("epochs: 12", "epochs: 4000"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe("saccade train and eval", () => {
  it("make a model from a recipe, score it on every frame, and compare it frame by frame", async () => {
    const args = ["train", path("small.yaml"), "--out", path("model"), "--threads", "2", "--quiet", "--json"];
    const trained = await saccade(args);
    expect(trained.stderr).toBe("");
    expect(trained.code).toBe(0);
    const files = await readdir(path("model"));
    expect(files.sort()).toEqual(["card.json", "folds.csv", "loss.svg", "network.nir"]);
    const card = JSON.parse(trained.stdout) as {
      training: { command: string };
      figures: { trainedOnPx: { mean: number } };
    };
    expect(card.training.command).toBe("saccade train small.yaml"); // no path of this machine
    const scored = await saccade([
      ...["eval", path("model"), "--frames", path("frames"), "--against", path("model"), "--json"],
    ]);
    expect(scored.code).toBe(0);
    const { comparison, ...score } = JSON.parse(scored.stdout) as Score;
    expect(Object.keys(score)).toEqual(expect.arrayContaining(["mean", "sd", "median", "p95", "n"]));
    expect(score["n"]).toBe(80);
    expect(score["mean"]).toBeCloseTo(card.figures.trainedOnPx.mean, 3);
    expect(comparison).toEqual({ against: path("model"), meanDifference: 0, interval95: [0, 0], n: 80 });
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

  it.each([
    [["eval", "models/nowhere"], "usage"],
    [["train", "nowhere.yaml"], "file-unreadable"],
  ])("refuse %j", async (args, error) => {
    const { code, stderr } = await saccade(args);
    expect(code).toBe(2);
    expect(stderr).toContain(`[${error}]`);
  });
});
