import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LabelledFrames, readBallFrames } from "../../studies/train/ball-frames.ts";
import type { MakeModelOptions } from "../../studies/train/make-model.ts";
import { type Recipe, readRecipe } from "../../studies/train/recipe.ts";
import { writeBallFrames } from "./ball-frames.ts";

/** A recipe in a folder of its own, beside the small frames that it learns from. */
export interface SmallTraining {
  readonly folder: string;
  readonly recipe: Recipe;
  readonly data: LabelledFrames;
  /** For a model in the folder `name`: one thread, no folds, never stopped, unless `more` says otherwise. */
  readonly options: (name: string, more?: Partial<MakeModelOptions>) => MakeModelOptions;
  readonly remove: () => Promise<void>;
}

/** 4 sequences of 20 frames, and the recipe that this text is. */
export async function smallTraining(recipeText: string): Promise<SmallTraining> {
  const folder = await mkdtemp(join(tmpdir(), "saccade-train-"));
  await writeBallFrames(join(folder, "frames"), 4, 20);
  const file = join(folder, "small.yaml");
  await writeFile(file, recipeText);
  const { recipe } = await readRecipe(file);
  const data = await readBallFrames(join(folder, "frames"), recipe.input);
  const options = (name: string, more: Partial<MakeModelOptions> = {}): MakeModelOptions => ({
    folder: join(folder, name),
    workFolder: join(folder, name, "work"),
    command: "saccade train small.yaml",
    recipeText,
    folds: false,
    threads: 1,
    signal: new AbortController().signal,
    progress: () => undefined,
    ...more,
  });
  return { folder, recipe, data, options, remove: () => rm(folder, { recursive: true }) };
}
