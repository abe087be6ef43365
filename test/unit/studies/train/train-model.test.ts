import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assert } from "../../../../src/core/errors.ts";
import type { LabelledFrames } from "../../../../studies/train/ball-frames.ts";
import { pixelErrors } from "../../../../studies/train/error-statistics.ts";
import { compareFolds, errorsOnFrames, readFoldErrors } from "../../../../studies/train/eval-model.ts";
import { makeModel } from "../../../../studies/train/make-model.ts";
import { readModel } from "../../../../nodes/model-files.ts";
import { type Recipe, readRecipe } from "../../../../studies/train/recipe.ts";
import { trainOnFold } from "../../../../studies/train/train-model.ts";
import { SMALL_RECIPE } from "../../../support/ball-frames.ts";
import { smallTraining, type SmallTraining } from "../../../support/small-training.ts";

let folder: string;
let recipe: Recipe;
let data: LabelledFrames;
let options: SmallTraining["options"];
let remove: SmallTraining["remove"];

beforeAll(async () => {
  ({ folder, recipe, data, options, remove } = await smallTraining(SMALL_RECIPE));
});
afterAll(() => remove());

describe("a training", () => {
  it("gives the same weights with one thread and with two, others with another seed", async () => {
    const one = await trainOnFold(recipe, data, null, options("one"));
    const two = await trainOnFold(recipe, data, null, options("two", { threads: 2 }));
    const other = await trainOnFold({ ...recipe, seed: 2 }, data, null, options("other"));
    expect(one?.parameters).toEqual(two?.parameters);
    expect(one?.parameters).not.toEqual(other?.parameters);
  });

  it("that is stopped twice and taken up again gives the weights of one that was not", async () => {
    const whole = await trainOnFold(recipe, data, null, options("whole"));
    let part = null;
    let stops = 0;
    for (; part === null; stops++) {
      const controller = new AbortController();
      const progress = (_stage: string, step: number): void => {
        if (step === 17 || step === 40) controller.abort();
      };
      part = await trainOnFold(recipe, data, null, options("part", { signal: controller.signal, progress }));
    }
    expect(stops).toBe(3);
    expect(part.parameters).toEqual(whole?.parameters);
    expect(part.epochLosses).toEqual(whole?.epochLosses);
  });

  it("can begin with the weights of an ANN trained before, and is stopped and taken up in either part", async () => {
    const ann = { epochs: 3, levels: 4, percentile: 99, learningRate: 0.01 };
    const hybrid: Recipe = { ...recipe, steps: 4, training: { ...recipe.training, epochs: 2, ann } };
    const whole = await trainOnFold(hybrid, data, null, options("hybrid"));
    let part = null;
    let stops = 0;
    for (; part === null; stops++) {
      const controller = new AbortController();
      const progress = (stage: string, step: number): void => {
        if (step === 7 && stage === (stops === 0 ? "all-ann" : "all")) controller.abort();
      };
      part = await trainOnFold(
        hybrid,
        data,
        null,
        options("hybrid-part", { signal: controller.signal, progress }),
      );
    }
    expect(stops).toBe(3);
    expect(part.parameters).toEqual(whole?.parameters);
    const cold = await trainOnFold(
      { ...hybrid, training: { ...hybrid.training, ann: undefined } },
      data,
      null,
      options("cold"),
    );
    expect(whole?.epochLosses[0]).toBeLessThan(cold?.epochLosses[0] ?? 0);
  });

  it("refuses a checkpoint of another recipe", async () => {
    const controller = new AbortController();
    const stop = options("changed", { signal: controller.signal, progress: () => controller.abort() });
    expect(await trainOnFold(recipe, data, null, stop)).toBeNull();
    await expect(trainOnFold({ ...recipe, seed: 9 }, data, null, options("changed"))).rejects.toMatchObject({
      code: "config-invalid",
      where: { field: "recipe" },
    });
  });

  it("refuses a network whose outputs do not fit its code", async () => {
    const population = recipe.decoder;
    assert(population.kind === "population", "the recipe reads a population");
    const wrong = { ...recipe, decoder: { ...population, code: { ...population.code, bins: 20 } } };
    await expect(trainOnFold(wrong, data, null, options("wrong"))).rejects.toMatchObject({
      code: "config-invalid",
      where: { field: "layers", found: 32, allowed: 40 },
    });
  });
});

describe("a model", () => {
  it("is cross-validated, written, and scores on frames as its card says", async () => {
    const card = await makeModel(recipe, data, options("model", { folds: true }));
    const { errors } = await errorsOnFrames(join(folder, "model"), join(folder, "frames"));
    const { mean, n } = pixelErrors(errors);
    expect(n).toBe(80);
    expect(mean).toBeCloseTo(card?.figures.trainedOnPx?.mean ?? NaN, 3);
    expect(mean).toBeLessThan(2); // a constant answer is 4.6 px off
    expect(card?.figures.folds?.errorPx.n).toBe(80);
    const folds = await readFoldErrors(join(folder, "model"));
    const ofFolds = folds.errorsPx.reduce((sum, e) => sum + e, 0) / 80;
    expect(ofFolds).toBeCloseTo(card?.figures.folds?.errorPx.mean ?? NaN, 3);
    expect(await readFile(join(folder, "model", "loss.svg"), "utf8")).toContain("without fold 1");
    const compared = await compareFolds(join(folder, "model"), join(folder, "model"));
    expect(compared).toMatchObject({ meanDifference: 0, interval95: [0, 0], n: 80 });
  });

  it("can be gone on from: the network, its weights and how they are read", async () => {
    await makeModel(recipe, data, options("first"));
    const [head, tail] = SMALL_RECIPE.split(/input:[^]*reading: [^\n]*\n/);
    const start = "start: { model: first, surrogate: { kind: arctan, slope: 2 } }\n";
    const further = `${head!}${start}${tail!.replace("epochs: 12", "epochs: 1")}`;
    await writeFile(join(folder, "further.yaml"), further);
    const { recipe: tuned, initial } = await readRecipe(join(folder, "further.yaml"));
    expect(tuned.decoder).toEqual(recipe.decoder);
    expect(tuned.layers[0]).toMatchObject({ kind: "conv", bias: false });
    const still = { ...tuned, training: { ...tuned.training, learningRate: 1e-12, averageDecay: 0 } };
    const began = await makeModel(still, data, { ...options("still"), initial: initial! });
    const first = await readModel(join(folder, "first"));
    expect(began?.figures.trainedOnPx?.mean).toBeCloseTo(first.card.figures.trainedOnPx!.mean, 3);
    const went = await makeModel(tuned, data, { ...options("went"), initial: initial! });
    expect(went?.figures.trainedOnPx).not.toEqual(began?.figures.trainedOnPx);
  });

  it("with a card of another network is refused", async () => {
    await makeModel(recipe, data, options("swapped"));
    const file = join(folder, "swapped", "card.json");
    const text = await readFile(file, "utf8");
    await writeFile(
      file,
      text.replace(/"networkSha256": "[0-9a-f]{64}"/, `"networkSha256": "${"0".repeat(64)}"`),
    );
    await expect(readModel(join(folder, "swapped"))).rejects.toMatchObject({
      code: "config-invalid",
      where: { file, field: "networkSha256" },
    });
  });
});
