import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { SMALL_RECIPE } from "../../../support/ball-frames.ts";
import { saccade } from "./command-line.ts";

const folder = mkdtempSync(join(tmpdir(), "saccade-train-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("saccade train", () => {
  it.each([
    [
      "several spikes in one of its layers",
      "kind: spike,",
      "kind: spike, maxSpikes: 3,",
      /layer 5 .*1 .*layer 2 .*3/,
    ],
    [
      "several spikes and a reset to zero",
      "kind: spike,",
      "kind: spike, maxSpikes: 2, reset: zero,",
      /layer 2 .*reset: subtract/,
    ],
    ["a kernel larger than its input", "kernel: 5", "kernel: 31", /layer 0/],
  ])("refuses a recipe with %s before it simulates a window", async (_, from, to, message) => {
    const file = join(folder, "recipe.yaml");
    const data = "{ kind: simulated, seed: 1, count: 1000000, heldSeed: 2, heldCount: 100000 }";
    writeFileSync(file, SMALL_RECIPE.replace(/data: .*/, `data: ${data}`).replace(from, to));
    const { code, err } = await saccade("train", file, "--out", join(folder, "out"));
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(err).not.toContain("simulated");
  });

  it.each([
    [["--frames", "anywhere"], /--frames is for recipes that learn from frames; ball-sim-speck/],
    [["--folds-only", "--no-folds"], /leave nothing to train/],
  ])("refuses options that would do nothing: %s", async (options, message) => {
    const { code, err } = await saccade("train", "recipes/ball-sim-speck.yaml", ...options);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});
