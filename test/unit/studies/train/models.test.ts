import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pixelErrors } from "../../../../studies/train/error-statistics.ts";
import { errorsOnFrames } from "../../../../studies/train/eval-model.ts";
import { DENSE_FILE, readDenseModel } from "../../../../nodes/dense-model.ts";
import { readModel } from "../../../../nodes/model-files.ts";
import { ROOT } from "../../../support/cli.ts";
import { DATA_FOLDER, lacksData } from "../../../support/skip.ts";

const MODELS = join(ROOT, "models");

describe.each(readdirSync(MODELS))("model %s", (name) => {
  it("is less than 2 MB and belongs to its card", async () => {
    const files = readdirSync(join(MODELS, name));
    const bytes = files.reduce((sum, file) => sum + statSync(join(MODELS, name, file)).size, 0);
    expect(bytes).toBeLessThan(2e6);
    const read = files.includes(DENSE_FILE) ? readDenseModel : readModel;
    expect((await read(join(MODELS, name))).card.name).toBe(name);
  });
});

it.skipIf(lacksData("ball-frames/frames.bin"))(
  "the model of real frames scores on them as its card says",
  async () => {
    const folder = join(MODELS, "ball-real");
    const { card } = await readModel(folder);
    const { mean, p95, n } = pixelErrors(
      (await errorsOnFrames(folder, join(DATA_FOLDER, "ball-frames"))).errors,
    );
    expect(n).toBe(5928);
    expect(mean).toBeCloseTo(card.figures.trainedOnPx!.mean, 3);
    expect(p95).toBeCloseTo(card.figures.trainedOnPx!.p95, 3);
  },
);
