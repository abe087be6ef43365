import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readBallModel, readModel } from "../../../../nodes/model-files.ts";
import { readClassFrames } from "../../../../studies/train/ball-frames.ts";
import { pixelErrors } from "../../../../studies/train/error-statistics.ts";
import { errorsOnFrames } from "../../../../studies/train/eval-model.ts";
import { scoreOnSimulation } from "../../../../studies/train/eval-simulated.ts";
import { makeModel, type MakeModelOptions } from "../../../../studies/train/make-model.ts";
import { readRecipe } from "../../../../studies/train/recipe.ts";
import { simulateFrames } from "../../../../studies/train/simulated-frames.ts";
import { CLASS_RECIPE, writeClassFrames } from "../../../support/ball-frames.ts";

let folder: string;
const path = (name: string): string => join(folder, name);
const signal = new AbortController().signal;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "saccade-classes-"));
  await writeClassFrames(path("classes"), 160);
});
afterAll(() => rm(folder, { recursive: true }));

const options = (name: string): MakeModelOptions => ({
  folder: path(name),
  workFolder: path(`${name}/work`),
  command: "saccade train halves.yaml",
  recipeText: CLASS_RECIPE,
  folds: false,
  threads: 1,
  signal,
  progress: () => undefined,
});

async function recipeOf(text: string) {
  await writeFile(path("halves.yaml"), text);
  return (await readRecipe(path("halves.yaml"))).recipe;
}

describe("a model of classes, shown a window of its own at each step", () => {
  it.each(["tet", "classes"])("is trained by the loss %s and scores as its card says", async (loss) => {
    const recipe = await recipeOf(CLASS_RECIPE.replace("kind: tet", `kind: ${loss}`));
    const data = await readClassFrames(path("classes"), recipe.input, 2);
    const card = await makeModel(recipe, data, { ...options(loss), folds: loss === "tet" });
    const { trainedOn, folds } = card!.figures.accuracy!;
    expect(folds?.n).toBe(loss === "tet" ? 160 : undefined);
    expect((folds ?? trainedOn)!.share).toBeGreaterThan(0.9); // the windows' order alone tells the classes apart
    const { ofClasses, errors } = await errorsOnFrames(path(loss), path("classes"));
    expect(ofClasses).toBe(true);
    expect(1 - pixelErrors(errors).mean).toBeCloseTo(trainedOn!.share, 3);
  });

  it("is no tracker", async () => {
    const recipe = await recipeOf(CLASS_RECIPE.replace("epochs: 25", "epochs: 1"));
    await makeModel(recipe, await readClassFrames(path("classes"), recipe.input, 2), options("gate"));
    expect((await readModel(path("gate"))).card.run).toMatchObject({ steps: 2, inputPerStep: true });
    await expect(readBallModel(path("gate"))).rejects.toMatchObject({
      code: "config-invalid",
      where: { file: path("gate/card.json"), field: "decoder.kind" },
    });
  });

  it("is refused labels that it cannot tell", async () => {
    const recipe = await recipeOf(CLASS_RECIPE);
    const data = await readClassFrames(path("classes"), recipe.input, 2);
    data.frames.classes![3] = 2;
    await expect(makeModel(recipe, data, options("beyond"))).rejects.toMatchObject({
      code: "config-invalid",
      where: { field: "decoder.classes", found: 2 },
    });
  });

  it("is refused classes that are no whole numbers, naming the line", async () => {
    const labels = path("halves/labels.csv");
    await writeClassFrames(path("halves"), 1);
    await writeFile(labels, "sequence,frame,class\n0,0,1.5\n");
    const volume = { channels: 1, height: 4, width: 4 };
    await expect(readClassFrames(path("halves"), volume, 2)).rejects.toMatchObject({
      code: "config-invalid",
      where: { file: labels, line: 2 },
    });
  });
});

describe("simulated windows in a row", () => {
  const set = { seed: 3, count: 6, merged: true, validBeforeEndUs: 800 };
  const watch = { signal, progress: () => undefined };

  it("end with the window that a sample of one would be about", async () => {
    const one = await simulateFrames({ ...set, windows: 1 }, 1, watch);
    const two = await simulateFrames({ ...set, windows: 2 }, 1, watch);
    expect(two.frames.bits.length).toBe(2 * one.frames.bits.length);
    expect([...two.frames.xPx]).toEqual([...one.frames.xPx]);
    const active = (bits: Uint8Array): number => bits.reduce((sum, byte) => sum + (byte === 0 ? 0 : 1), 0);
    expect(active(two.frames.bits)).toBeGreaterThan(active(one.frames.bits));
  });

  it("are made of what a recipe says", async () => {
    const none = await simulateFrames({ ...set, windows: 1, ranges: { emptyShare: 1 } }, 1, watch);
    expect([...none.frames.present]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it("are scored for a model of places", async () => {
    const score = await scoreOnSimulation("hough", { seed: 5, count: 40 }, signal);
    expect(score).toMatchObject({ all: { n: expect.any(Number) as number } });
    expect(score).not.toHaveProperty("presence");
  });
});
