import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SPECK2F } from "../../../../src/backends/speck/speck.ts";
import { evalOnChip } from "../../../../studies/chips/eval-on-chip.ts";
import type { LabelledFrames } from "../../../../studies/train/ball-frames.ts";
import { pixelErrors } from "../../../../studies/train/error-statistics.ts";
import { readFoldErrors } from "../../../../studies/train/eval-model.ts";
import { type MadeCard, makeFolds, makeModel } from "../../../../studies/train/make-model.ts";
import { figuresOf } from "../../../../studies/train/model-figures.ts";
import type { Recipe } from "../../../../studies/train/recipe.ts";
import { trainOnFold } from "../../../../studies/train/train-model.ts";
import { SMALL_RECIPE } from "../../../support/ball-frames.ts";
import { smallTraining, type SmallTraining } from "../../../support/small-training.ts";

/** The small recipe as an ANN of ReLUs, made spiking, its readout trained on the chip. */
const CHIP_RECIPE =
  SMALL_RECIPE.replaceAll("kind: spike,", "kind: spike, vMin: -32,")
    .replace("layers:", "steps: 4\nlayers:")
    .replace("epochs: 12", "ann: { epochs: 12, learningRate: 0.01, percentile: 80 }") +
  "chip: { backend: speck2f, epochs: 10, learningRate: 0.01 }\n";

/** The same with a convolution in place of the dense readout: a map of places. */
const MAP_RECIPE = CHIP_RECIPE.replace(
  / {2}- \{ kind: dense, outputs: 32 \}[^]*decoder:[^]*sigmaPx: 1 \}/,
  `  - { kind: conv, channels: 1, kernel: 3, stride: 1, padding: 1 }
decoder:
  kind: heat-map
  map: { columns: 8, rows: 8, firstPx: 0, cellPx: 2, presence: false }
  reach: 4
loss: { kind: heat-map, sigmaPx: 2, betaPx: 0.5 }`,
);

let folder: string;
let recipe: Recipe;
let data: LabelledFrames;
let options: SmallTraining["options"];
let remove: SmallTraining["remove"];
let card: MadeCard | null;

beforeAll(async () => {
  ({ folder, recipe, data, options, remove } = await smallTraining(CHIP_RECIPE));
  card = await makeModel(recipe, data, options("model", { folds: true }));
});
afterAll(() => remove());

describe("a model made for a chip", () => {
  it("finds the ball there as its card says, as well as the network in floats that it was made from", async () => {
    const found = await evalOnChip(join(folder, "model"), join(folder, "frames"), { backend: SPECK2F });
    const { trainedOnPx, onChip } = card!.figures;
    expect(found.errorPx.mean).toBeCloseTo(trainedOnPx!.mean, 3);
    expect(found.errorPx.mean).toBeLessThan(onChip!.floats.trainedOnPx!.mean + 0.3);
    expect(onChip!.floats.trainedOnPx!.mean).toBeLessThan(1.5); // a constant answer is 4.6 px off
  });

  it("is cross-validated on the chip, beside floats", async () => {
    const { folds, onChip } = card!.figures;
    const { errorsPx } = await readFoldErrors(join(folder, "model"));
    expect(pixelErrors(errorsPx).mean).toBeCloseTo(folds!.errorPx.mean, 3);
    expect(onChip!.floats.foldsPx?.n).toBe(80);
    expect(onChip!.floats.foldsPx).not.toEqual(folds!.errorPx);
  });

  it("says of each layer what a threshold stands for, how far its rates are off, and how its weights are stored", () => {
    const { layers } = card!.figures.onChip!;
    expect(layers.map(({ layer }) => layer)).toEqual(["spike2", "spike5", "dense6"]);
    const [first, second, readout] = layers;
    for (const layer of [first!, second!]) {
      expect(layer.threshold).toBeGreaterThan(0);
      expect(layer.deviation).toBeGreaterThan(0.01); // four showings cannot give every rate
      expect(layer.deviation).toBeLessThan(0.6);
      expect(layer.bits).toBeGreaterThan(7);
    }
    expect(readout!.threshold).toBeUndefined();
    expect(readout!.scale).toBeGreaterThan(1);
  });

  it("loses more where its readout has not been taught by the chip", async () => {
    const untaught = { ...recipe, chip: { ...recipe.chip!, learningRate: 1e-12 } };
    const found = await makeModel(untaught, data, options("untaught"));
    expect(found!.figures.trainedOnPx!.mean).toBeGreaterThan(card!.figures.trainedOnPx!.mean + 0.05);
  });

  it("is scored on the chip, too, where windows are held out", async () => {
    const trained = (await trainOnFold(recipe, data, null, options("held")))!;
    const held = {
      ...data,
      visibleEvents: new Uint16Array(data.count).fill(100),
      distracted: new Uint8Array(data.count),
    };
    const { onChip, ...figures } = figuresOf(recipe, { trained, data, validation: undefined, held });
    expect(figures.held?.all).toEqual(figures.trainedOnPx);
    expect(onChip?.floats.held?.all).toEqual(onChip?.floats.trainedOnPx);
    expect(onChip?.floats.held?.all).not.toEqual(figures.held?.all);
  });

  it("may read the place from a map, by a convolution that the chip teaches", async () => {
    const map = await smallTraining(MAP_RECIPE);
    try {
      expect(map.recipe.layers.at(-1)).toMatchObject({ kind: "conv" });
      // an ANN that has seen little leaves the readout much to learn
      const short = { ...map.recipe.training, ann: { ...map.recipe.training.ann!, epochs: 1 } };
      const made = (name: string, learningRate: number) => {
        const chip = { ...map.recipe.chip!, epochs: 30, learningRate };
        return makeModel({ ...map.recipe, training: short, chip }, map.data, map.options(name));
      };
      const [taught, untaught] = [await made("map", 0.03), await made("untaught map", 1e-12)];
      const errorPx = untaught!.figures.trainedOnPx!.mean;
      expect(taught!.figures.trainedOnPx!.mean).toBeLessThan(errorPx - 0.3);
    } finally {
      await map.remove();
    }
  });

  it("tells its stages to the end: what the chip is shown, then what the readout learns", async () => {
    const told: (readonly [string, number, number])[] = [];
    const progress = (stage: string, step: number, steps: number) => told.push([stage, step, steps]);
    await makeModel(recipe, data, options("told", { progress }));
    const stages = [...new Set(told.map(([stage]) => stage))];
    expect(stages).toEqual(["all-ann", "all-chip", "all-readout"]);
    const [, step, steps] = told.at(-1)!;
    expect(step).toBe(steps);
    expect(steps).toBe(10 * 5); // epochs, of 80 samples in batches of 16
  });

  it("is stopped while the chip works, and taken up to the same weights", async () => {
    const controller = new AbortController();
    const progress = (stage: string): void => {
      if (stage === "all-chip") controller.abort();
    };
    const stop = options("stopped", { signal: controller.signal, progress });
    expect(await makeModel(recipe, data, stop)).toBeNull();
    const again = await makeModel(recipe, data, options("stopped"));
    expect(again?.networkSha256).toBe(card?.networkSha256);
  });
});

describe("a recipe for a chip", () => {
  it.each<readonly [string, (recipe: Recipe) => Recipe, object]>([
    [
      "cannot hold its network",
      (r) => ({
        ...r,
        layers: [
          { kind: "conv", channels: 4, kernel: 5, stride: 3, padding: 2, bias: false },
          ...r.layers.slice(1),
        ],
      }),
      { code: "network-unmappable", where: { backend: "speck2f" } },
    ],
    [
      "would have no weights to learn",
      (r) => ({
        ...r,
        layers: r.layers.slice(0, -1),
        decoder: {
          ...r.decoder,
          code: { bins: 16, firstPx: 0, binPx: 1, presence: false },
        } as Recipe["decoder"],
      }),
      { code: "config-invalid", where: { field: "layers" } },
    ],
    [
      "would get an untrained network",
      (r) => ({ ...r, training: { ...r.training, ann: undefined } }),
      { code: "config-invalid", where: { field: "training.epochs" } },
    ],
  ])("is refused before training when that chip %s", async (_, change, error) => {
    const wrong = change(recipe);
    await expect(makeFolds(wrong, data, options("wrong"))).rejects.toMatchObject(error);
  });
});
