import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { decoderSchema, modelCardSchema } from "../../nodes/model-card.ts";
import { BACKEND_NAMES } from "../../src/backends/backend.ts";
import { frameRangesSchema } from "./frame-ranges.ts";
import { readModel } from "../../nodes/model-files.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import { readConfig } from "../../src/runtime/file/read-config.ts";
import { networkFromGraph } from "../../src/snn/train/from-graph.ts";
import type { LayerSpec } from "../../src/snn/train/layer-spec.ts";

const surrogate = z.strictObject({
  kind: z.enum(["sigmoid", "fast-sigmoid", "arctan", "piecewise-linear"]),
  slope: z.number().positive().max(100).describe("[per threshold unit] steepness"),
});
const side = z.int().min(1).max(64).describe("[px]");
const bias = z.boolean().default(false);
const initialScale = z
  .number()
  .positive()
  .max(100)
  .default(1)
  .describe("factor on the weights drawn at first");

const initialBias = z
  .array(z.number().min(-100).max(100))
  .max(65536)
  .default([])
  .describe("by channel, what its bias starts from; 0 where the list ends");

const layer = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("conv"),
    channels: z.int().min(1).max(1024),
    kernel: side,
    stride: side.default(1),
    padding: z.int().min(0).max(63).default(0).describe("[px] zeros on each side"),
    groups: z
      .int()
      .min(1)
      .max(1024)
      .optional()
      .describe("[-] of channels, each on its own share of the input"),
    bias,
    initialScale,
    initialBias,
  }),
  z.strictObject({
    kind: z.literal("dense"),
    outputs: z.int().min(1).max(65536),
    bias,
    initialScale,
    initialBias,
  }),
  z.strictObject({ kind: z.literal("average-pool"), size: side }),
  z.strictObject({ kind: z.literal("max-pool"), size: side }),
  z.strictObject({
    kind: z.literal("batch-norm"),
    centre: z.boolean().default(true).describe("false: no mean, so nothing to fold into a bias"),
    momentum: z.number().positive().max(1).default(0.1),
    gain: z.number().positive().default(1).describe("gain to start from"),
  }),
  z.strictObject({
    kind: z.literal("spike"),
    surrogate,
    reset: z.enum(["subtract", "zero"]).default("subtract"),
    detachReset: z.boolean().default(true),
    vMin: z.number().max(0).default(-Infinity),
    maxSpikes: z
      .int()
      .min(1)
      .max(255)
      .optional()
      .describe(
        "[-] spikes of a neuron in a step, 1 where left out; the same for all layers, with reset: subtract",
      ),
    leak: z.number().min(0).max(1).default(1).describe("[-] share of the potential kept a step"),
    learnLeak: z.boolean().default(false),
    threshold: z.number().positive().default(1),
    learnThreshold: z.boolean().default(false),
  }),
  z.strictObject({ kind: z.literal("relu") }),
  z.strictObject({
    kind: z.literal("qcfs"),
    levels: z.int().min(1).max(64),
    bound: z.number().positive().default(2),
  }),
  z.strictObject({ kind: z.literal("dropout"), rate: z.number().min(0).max(0.95) }),
]);

const loss = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("population"),
    sigmaPx: z.number().positive().max(50),
    placeWeight: z.number().min(0).max(100).default(1),
    presenceWeight: z.number().min(0).max(100).default(0),
  }),
  z.strictObject({
    kind: z.literal("heat-map"),
    sigmaPx: z.number().positive().max(50),
    entropyWeight: z.number().min(0).max(100).default(0.3),
    betaPx: z.number().positive().max(50).default(0.5),
    presenceWeight: z.number().min(0).max(100).default(0),
  }),
  z.strictObject({ kind: z.literal("bin-square"), weight: z.number().positive().default(10) }),
  z.strictObject({ kind: z.literal("classes") }),
  z.strictObject({
    kind: z.literal("tet"),
    lambda: z.number().min(0).max(1).default(0.05).describe("[-] share of the square term"),
    means: z.number().default(1).describe("what that term draws the outputs to"),
  }),
]);
const schedule = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("cosine"),
    warmUp: z.number().min(0).max(0.9).default(0.1),
    end: z.number().min(0).max(1).default(0.001),
  }),
  z.strictObject({
    kind: z.literal("step"),
    at: z.array(z.number().min(0).max(1)).max(20),
    factor: z.number().positive().max(1),
  }),
  z.strictObject({ kind: z.literal("constant") }),
]);

const rest = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  purpose: z.string().max(400).describe("one sentence for the card"),
  seed: z.int().min(0).max(0xffffffff).default(1),
  data: z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("ball-frames"),
      folder: z.string().describe("holds frames.bin and labels.csv; relative to the recipe"),
      source: z.string().max(300).describe("where the data come from, with their licence"),
    }),
    z.strictObject({
      kind: z.literal("class-frames"),
      folder: z.string().describe("holds frames.bin and labels.csv with classes; relative to the recipe"),
      source: z.string().max(300).describe("where the data come from, with their licence"),
    }),
    z.strictObject({
      kind: z.literal("simulated"),
      seed: z.int().min(0).max(0xffffffff),
      count: z.int().min(100).max(1e6).describe("[-] windows to learn from"),
      heldSeed: z.int().min(0).max(0xffffffff).describe("of the windows that the model is scored on"),
      heldCount: z.int().min(10).max(1e5),
      ranges: frameRangesSchema.prefault({}),
    }),
  ]),
  licence: z.string().min(1).max(200).default("Apache-2.0").describe("of the weights"),
  folds: z.int().min(2).max(20).default(5).describe("parts of a cross-validation, by whole sequences"),
  loss,
  variation: z
    .strictObject({
      shiftPx: z.int().min(0).max(32).default(0),
      dropShare: z.number().min(0).max(1).default(0),
      mirror: z.boolean().default(false),
      mergeShare: z.number().min(0).max(1).default(0),
    })
    .prefault({}),
  training: z.strictObject({
    epochs: z
      .int()
      .min(1)
      .max(100000)
      .default(0)
      .describe("of the network itself; left out: none beyond those of `ann` and `chip`"),
    shardSamples: z.int().min(8).max(1024).multipleOf(8).default(32).describe("samples normalised together"),
    shards: z.int().min(1).max(64).default(2).describe("parts of a batch"),
    learningRate: z.number().positive().max(10),
    schedule,
    weightDecay: z.number().min(0).max(10).default(0.01),
    averageDecay: z.number().min(0).max(0.99999).default(0),
    ann: z
      .strictObject({
        epochs: z.int().min(1).max(100000),
        levels: z.int().min(1).max(64).optional().describe("of QCFS activations; absent = ReLU"),
        percentile: z
          .number()
          .positive()
          .max(100)
          .default(99)
          .describe("[%] of a ReLU layer's activations above 0: the one there becomes the threshold"),
        learningRate: z.number().positive().max(10),
      })
      .optional()
      .describe(
        "trained first, with QCFS or ReLU activations for spikes; the spiking network begins with its weights",
      ),
    weightBits: z
      .union([z.int().min(2).max(16), z.literal("ternary")])
      .optional()
      .describe("quantisation-aware: bits of a weight, or `ternary`: -a, 0 or a"),
    weightNoise: z.number().positive().max(1).optional().describe("noise-aware: share of the largest weight"),
  }),
  int8: z
    .strictObject({
      percentile: z
        .number()
        .positive()
        .max(100)
        .default(99.9)
        .describe("[%] of a layer's activations above 0: the one there becomes 255"),
    })
    .optional()
    .describe(
      "an ANN of ReLUs is made a network of 8 bits when it is trained, and the figures are that one's",
    ),
  chip: z
    .strictObject({
      backend: z.enum(BACKEND_NAMES),
      showings: z
        .int()
        .min(1)
        .max(32)
        .default(1)
        .describe("times that each frame is shown to the chip: as it is, then varied"),
      epochs: z.int().min(1).max(10000),
      learningRate: z.number().positive().max(10),
    })
    .optional()
    .describe("an emulated chip: the last layer is trained on what it gives, and the figures are the chip's"),
});

const network = z.strictObject({
  input: modelCardSchema.shape.input,
  steps: z.int().min(1).max(256).default(1),
  inputPerStep: z
    .boolean()
    .default(false)
    .describe("each step is shown a window of its own, in a row; the labels are those of the last"),
  layers: z.array(layer).min(1).max(64),
  decoder: decoderSchema,
});

const startSchema = z.strictObject({
  model: z.string().min(1).describe("a model's folder, relative to the recipe: go on from its weights"),
  surrogate,
});

/** What `saccade train` reads: a network and what it reads from it, what it learns from, and how. */
const recipeSchema = rest.extend(network.shape);
/** The same with a model in place of the network: its input, layers, steps and decoder, its weights to start from. */
const tuningSchema = rest.extend({ start: startSchema });

type RecipeSchema = typeof recipeSchema | typeof tuningSchema;

export type Recipe = Omit<z.output<typeof recipeSchema>, "layers"> & {
  readonly layers: readonly LayerSpec[];
  /** The network begun with, of a recipe that goes on from a model. */
  readonly start?: { readonly networkSha256: string };
};

/** A recipe as it was read. */
export interface ReadRecipe {
  readonly recipe: Recipe;
  readonly text: string;
  /** Parameters to start from; absent = drawn from the seed. */
  readonly initial?: Float32Array;
}

/**
 * Reads a recipe (YAML), and the model that it goes on from, if it does.
 * @throws SaccadeError `file-unreadable`, `config-invalid` with every mistake at its line and column
 */
export async function readRecipe(file: string): Promise<ReadRecipe> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new SaccadeError("file-unreadable", `cannot read the recipe ${file}`, { file }, { cause });
  });
  const read = readConfig(text, file, (keys): RecipeSchema =>
    keys.includes("start") ? tuningSchema : recipeSchema,
  );
  if (!("start" in read)) return { recipe: read, text };
  const { start, ...tuning } = read;
  return { ...(await begunWith(resolve(dirname(file), start.model), start.surrogate, tuning)), text };
}

/** A recipe with a model's network, and its weights. */
async function begunWith(
  folder: string,
  slope: z.output<typeof surrogate>,
  tuning: Omit<z.output<typeof tuningSchema>, "start">,
): Promise<Pick<ReadRecipe, "recipe" | "initial">> {
  if (tuning.training.ann !== undefined) {
    const message = "a recipe goes on from a model or from an ANN trained first, not from both";
    throw new SaccadeError("config-invalid", message, { field: "training.ann" });
  }
  const { card, network: graph } = await readModel(folder);
  const { steps, vMin = -Infinity, maxSpikes } = card.run;
  const reset = card.run.reset === "value" ? "zero" : "subtract";
  const choice = { surrogate: slope, reset, detachReset: true, vMin, maxSpikes } as const;
  const { network, parameters } = networkFromGraph(graph, steps, choice);
  const { input, decoder, networkSha256 } = card;
  const { inputPerStep } = card.run;
  const begun = { input, decoder, steps, inputPerStep, layers: network.layers, start: { networkSha256 } };
  const recipe = { ...tuning, ...begun };
  return { recipe, initial: parameters };
}
