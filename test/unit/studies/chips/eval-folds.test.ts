import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LOIHI2 } from "../../../../src/backends/loihi/loihi.ts";
import { evalFolds } from "../../../../studies/chips/eval-folds.ts";
import { readBallFrames } from "../../../../studies/train/ball-frames.ts";
import { pixelErrors } from "../../../../studies/train/error-statistics.ts";
import { readFoldErrors } from "../../../../studies/train/eval-model.ts";
import { makeFolds } from "../../../../studies/train/make-model.ts";
import { readRecipe } from "../../../../studies/train/recipe.ts";
import { SMALL_RECIPE, writeBallFrames } from "../../../support/ball-frames.ts";

let folder = "";
let frames = "";
let kept = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "saccade-folds-"));
  frames = join(folder, "frames");
  kept = join(folder, "small");
  await writeBallFrames(frames, 4, 20);
  await writeFile(join(folder, "small.yaml"), SMALL_RECIPE);
  const { recipe } = await readRecipe(join(folder, "small.yaml"));
  await makeFolds(recipe, await readBallFrames(frames, recipe.input), {
    folder: kept,
    workFolder: join(kept, "work"),
    command: "saccade train small.yaml",
    recipeText: SMALL_RECIPE,
    folds: true,
    keepFolds: true,
    threads: 1,
    signal: new AbortController().signal,
    progress: () => undefined,
  });
});
afterAll(() => rm(folder, { recursive: true }));

describe("networks of folds on a chip", () => {
  it("are each shown the frames that they have not seen: in floats they do as the cross-validation says", async () => {
    const found = await evalFolds(kept, frames, { backend: LOIHI2 });
    const { mean, p95 } = pixelErrors((await readFoldErrors(kept)).errorsPx);
    expect(found).toMatchObject({ folds: 2, floats: "stepped", backend: "loihi2" });
    expect(found.floatPx.mean).toBeCloseTo(mean, 3);
    expect(found.floatPx.p95).toBeCloseTo(p95, 3);
    expect(found.errorPx.n).toBe(80);
    expect(found.loss.meanDifference).toBeCloseTo(found.errorPx.mean - found.floatPx.mean, 9);
    expect(Math.abs(found.loss.meanDifference)).toBeLessThan(0.3);
  });

  it("are held against another cross-validation, and against the floats that they were made from", async () => {
    const made = join(kept, "floats");
    await mkdir(made);
    const text = await readFile(join(kept, "folds.csv"), "utf8");
    await writeFile(
      join(made, "folds.csv"),
      text.replace(/,[^,\n]*$/gm, (e) => (/\d/.test(e) ? ",0.25" : e)),
    );
    const found = await evalFolds(kept, frames, { backend: LOIHI2 }, kept);
    await rm(made, { recursive: true });
    expect(found.floats).toBe("made from");
    expect(found.floatPx).toMatchObject({ mean: 0.25, sd: 0 });
    const own = pixelErrors((await readFoldErrors(kept)).errorsPx).mean;
    expect(found.comparison?.meanDifference).toBeCloseTo(found.errorPx.mean - own, 9);
  });

  it("that were not kept are asked for", async () => {
    await expect(evalFolds(join(folder, "none"), frames, { backend: LOIHI2 })).rejects.toMatchObject({
      code: "usage",
      where: { found: 0 },
    });
  });

  it("are not held against a cross-validation on other frames", async () => {
    const other = join(folder, "other");
    await mkdir(other);
    await writeFile(join(other, "folds.csv"), "sequence,frame,error_px\n0,0,1\n");
    await expect(evalFolds(kept, frames, { backend: LOIHI2 }, other)).rejects.toMatchObject({
      code: "config-invalid",
      where: { file: join(other, "folds.csv") },
    });
  });
});
