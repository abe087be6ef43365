import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isDenseModel, readDenseModel } from "../../../../nodes/dense-model.ts";
import { readModel } from "../../../../nodes/model-files.ts";
import type { LabelledFrames } from "../../../../studies/train/ball-frames.ts";
import { pixelErrors } from "../../../../studies/train/error-statistics.ts";
import { compareFolds, errorsOnFrames, readFoldErrors } from "../../../../studies/train/eval-model.ts";
import { type MadeCard, makeFolds, makeModel } from "../../../../studies/train/make-model.ts";
import type { Recipe } from "../../../../studies/train/recipe.ts";
import { SMALL_RECIPE } from "../../../support/ball-frames.ts";
import { smallTraining, type SmallTraining } from "../../../support/small-training.ts";

const INT8_RECIPE = `${SMALL_RECIPE.replaceAll(/\{ kind: spike[^\n]*/g, "{ kind: relu }")}int8: { percentile: 100 }\n`;

let folder: string;
let recipe: Recipe;
let data: LabelledFrames;
let options: SmallTraining["options"];
let remove: SmallTraining["remove"];
let card: MadeCard | null;

beforeAll(async () => {
  ({ folder, recipe, data, options, remove } = await smallTraining(INT8_RECIPE));
  card = await makeModel(recipe, data, options("model", { folds: true }));
});
afterAll(() => remove());

describe("a model of 8 bits", () => {
  it("finds the ball as its card says, as well as the network in floats that it was made from", async () => {
    const model = join(folder, "model");
    expect(await isDenseModel(model)).toBe(true);
    const { card: read } = await readDenseModel(model);
    expect(read).toEqual(card);
    const { mean, n } = pixelErrors((await errorsOnFrames(model, join(folder, "frames"))).errors);
    expect([mean.toFixed(3), n]).toEqual([read.figures.trainedOnPx?.mean.toFixed(3), 80]);
    const floats = read.figures.floats.trainedOnPx?.mean ?? NaN;
    expect(mean).toBeLessThan(2); // a constant answer is 4.6 px off
    expect(mean).not.toBe(floats);
    expect(Math.abs(mean - floats)).toBeLessThan(0.1);
    expect(read.figures.floats.foldsPx?.n).toBe(80);
    expect(read.multiplications).toBeGreaterThan(1000);
  });

  it("leaves the errors of its folds, beside those of the floats, and their networks", async () => {
    const made = await makeFolds(recipe, data, options("folds", { keepFolds: true }));
    const all = join(folder, "folds");
    expect((await readdir(all)).sort()).toEqual(["floats", "fold-0", "fold-1", "folds.csv"]);
    expect(made?.figures.folds).toEqual(card?.figures.folds);
    const compared = await compareFolds(all, join(all, "floats"));
    const { mean } = pixelErrors((await readFoldErrors(join(all, "floats"))).errorsPx);
    expect(compared.errors.mean - compared.meanDifference).toBeCloseTo(mean, 6);
    expect((await readDenseModel(join(all, "fold-1"))).card.training.frames).toBe(40);
  });

  it("is none of spikes, and says so", async () => {
    await expect(readModel(join(folder, "model"))).rejects.toMatchObject({
      code: "config-invalid",
      where: { file: join(folder, "model", "network.onnx") },
    });
  });

  it("with a card of another network is refused", async () => {
    const other = join(folder, "other");
    await makeModel({ ...recipe, seed: 5 }, data, options("other"));
    await writeFile(join(other, "card.json"), await readFile(join(folder, "model", "card.json")));
    const refused = { code: "config-invalid", where: { field: "networkSha256" } };
    await expect(readDenseModel(other)).rejects.toMatchObject(refused);
  });
});

it.each<readonly [string, (recipe: Recipe) => Recipe, object]>([
  [
    "classes",
    (from) => ({ ...from, decoder: { kind: "classes", classes: 32 } }),
    { where: { field: "int8" } },
  ],
  [
    "a chip",
    (from) => ({ ...from, chip: { backend: "speck2f", showings: 1, epochs: 1, learningRate: 0.1 } }),
    { where: { field: "int8" } },
  ],
  [
    "pooling",
    (from) => ({
      ...from,
      layers: [{ kind: "average-pool", size: 1 }, ...from.layers],
    }),
    { where: { layer: 0 } },
  ],
])("refuses %s before it trains", async (_, change, refused) => {
  await expect(makeModel(change(recipe), data, options("refused"))).rejects.toMatchObject({
    code: "config-invalid",
    ...refused,
  });
});
