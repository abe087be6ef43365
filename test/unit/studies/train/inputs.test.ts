import { readdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { foldOf, readBallFrames } from "../../../../studies/train/ball-frames.ts";
import { clusterInterval, pixelErrors } from "../../../../studies/train/error-statistics.ts";
import { readRecipe } from "../../../../studies/train/recipe.ts";
import { networkOf } from "../../../../studies/train/train-model.ts";
import { ROOT } from "../../../support/cli.ts";
import { SMALL_RECIPE } from "../../../support/ball-frames.ts";

const RECIPES = join(ROOT, "recipes");

const SIMULATED =
  "{ kind: simulated, seed: 1, count: 100, heldSeed: 2, heldCount: 10, ranges: { diameterPx: [10, 20] } }";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "saccade-inputs-"));
});
afterAll(() => rm(folder, { recursive: true }));

const VOLUME = { channels: 1, height: 4, width: 4 };

describe("frames with labels", () => {
  const write = async (bits: number[], labels: string): Promise<void> => {
    await writeFile(join(folder, "frames.bin"), Uint8Array.from(bits));
    await writeFile(join(folder, "labels.csv"), labels);
  };

  it("are read whole, empty frames too", async () => {
    await write([1, 128, 0, 0], "sequence,frame,x_px,y_px\n4,0,1.25,2.5\n7,1,3,0\n");
    const { frames, count, sequence, frame } = await readBallFrames(folder, VOLUME);
    expect(count).toBe(2);
    expect([...frames.bits]).toEqual([1, 128, 0, 0]);
    expect([...sequence, ...frame, ...frames.xPx, ...frames.yPx]).toEqual([4, 7, 0, 1, 1.25, 3, 2.5, 0]);
  });

  it.each([
    ["another header", [0, 0], "frame,x,y\n0,0,1\n", { line: 1 }],
    ["a field that is no number", [0, 0], "sequence,frame,x_px,y_px\n0,0,one,2\n", { line: 2 }],
    ["a missing field", [0, 0], "sequence,frame,x_px,y_px\n0,0,1\n", { line: 2 }],
    ["more frames than labels", [0, 0, 0, 0], "sequence,frame,x_px,y_px\n0,0,1,2\n", { line: 0 }],
  ])("are refused with %s", async (_, bits, labels, where) => {
    await write(bits, labels);
    await expect(readBallFrames(folder, VOLUME)).rejects.toMatchObject({ code: "config-invalid", where });
  });

  it("are parted by whole sequences, in turn", () => {
    expect([...foldOf(Int32Array.from([3, 3, 5, 9, 9, 11]), 3)]).toEqual([0, 0, 1, 2, 2, 0]);
  });
});

describe("a recipe", () => {
  const read = async (text: string) => {
    await writeFile(join(folder, "r.yaml"), text);
    return readRecipe(join(folder, "r.yaml"));
  };

  it("fills in what it leaves out", async () => {
    const { recipe } = await read(SMALL_RECIPE);
    expect(recipe.layers[0]).toMatchObject({ kind: "conv", bias: false });
    expect(recipe.layers[2]).toMatchObject({ reset: "subtract", leak: 1, vMin: -Infinity });
    expect(recipe.variation.shiftPx).toBe(0);
  });

  it.each([
    ["an unknown key", SMALL_RECIPE.replace("folds: 2", "folds: 2\ncolour: red"), "colour: unknown key"],
    [
      "a number out of range",
      SMALL_RECIPE.replace("epochs: 12", "epochs: 0"),
      "training.epochs: out of range",
    ],
    [
      "a range that falls",
      SMALL_RECIPE.replace(/data: .*/, `data: ${SIMULATED.replace("[10, 20]", "[20, 10]")}`),
      "data.ranges.diameterPx: the first of two ends is the smaller one",
    ],
    [
      "an unknown layer",
      SMALL_RECIPE.replace("kind: conv", "kind: transformer"),
      "layers[0].kind: not a known value",
    ],
    [
      "shards that fill no register",
      SMALL_RECIPE.replace("shardSamples: 8", "shardSamples: 12"),
      "training.shardSamples: out of range",
    ],
  ])("is refused with %s, saying where and what", async (_, text, problem) => {
    const message = expect.stringMatching(/r\.yaml:\d+:\d+/) as string;
    await expect(read(text)).rejects.toMatchObject({ code: "config-invalid", message });
    await expect(read(text)).rejects.toThrow(problem);
  });
});

describe.each(readdirSync(RECIPES))("recipes/%s", (name) => {
  it("is a recipe, and its network has what its decoder reads", async () => {
    const { recipe } = await readRecipe(join(RECIPES, name));
    expect(networkOf(recipe).layers.length).toBeGreaterThan(0);
    expect(name).toBe(`${recipe.name}.yaml`);
  });
});

describe("error statistics", () => {
  it("are exact", () => {
    expect(pixelErrors(Float64Array.from([4, 1, 2, 3, 10]))).toEqual({
      mean: 4,
      sd: Math.sqrt(10),
      median: 3,
      p95: expect.closeTo(8.8, 12) as number,
      n: 5,
    });
  });

  it("draw intervals by cluster: equal frames of few sequences are not many witnesses", () => {
    const differences = Float64Array.from({ length: 400 }, (_, i) =>
      Math.floor(i / 100) % 2 === 0 ? -1 : 0.5,
    );
    const sequences = Int32Array.from({ length: 400 }, (_, i) => Math.floor(i / 100));
    const singles = Int32Array.from({ length: 400 }, (_, i) => i);
    const options = { draws: 2000, seed: 1 };
    const [low, high] = clusterInterval(differences, sequences, options);
    expect(low).toBeLessThan(-0.9);
    expect(high).toBeGreaterThan(0.4);
    expect(clusterInterval(differences, singles, options)[1]).toBeLessThan(-0.1);
  });
});
