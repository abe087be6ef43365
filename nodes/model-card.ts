import { z } from "zod";
import { BACKEND_NAMES } from "../src/backends/backend.ts";
import type { NetworkChoice } from "../src/snn/step-choice.ts";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const errorPx = z.strictObject({
  mean: z.number().describe("[px]"),
  sd: z.number().describe("[px] population standard deviation"),
  median: z.number().describe("[px]"),
  p95: z.number().describe("[px] 95th percentile"),
  n: z.int().min(1).describe("[-] frames"),
});

/** A detector's score on labelled frames, exact truth. */
export const scoreSchema = z.strictObject({
  all: errorPx.describe("every frame with a ball"),
  visibleAlone: errorPx.optional().describe("20 events of the ball or more, nothing else moves"),
  presence: z
    .strictObject({
      truePositiveRate: z.number().describe("[-] visible balls found"),
      falsePositiveRate: z.number().describe("[-] of windows without a ball, at the threshold"),
      threshold: z.number().describe("[-] on the probability"),
    })
    .optional(),
});

/** How places, or classes, are read from a model's outputs; see `src/snn/decoder.ts`. */
export const decoderSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("population"),
    code: z.strictObject({
      bins: z.int().min(2).max(1024),
      firstPx: z.number().describe("[px] what the first bin of an axis stands for"),
      binPx: z.number().positive().describe("[px] from bin to bin"),
      presence: z.boolean().describe("whether the last output is the logit of a ball's presence"),
    }),
    reading: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("softmax-mean") }),
      z.strictObject({ kind: z.literal("peak") }),
      z.strictObject({ kind: z.literal("peak-mean"), reach: z.int().min(0).max(64) }),
    ]),
  }),
  z.strictObject({
    kind: z.literal("heat-map"),
    map: z.strictObject({
      columns: z.int().min(2).max(1024),
      rows: z.int().min(2).max(1024),
      firstPx: z.number().describe("[px] centre of the first cell"),
      cellPx: z.number().positive().describe("[px] from cell to cell"),
      presence: z.boolean().describe("whether a second plane holds logits of a ball's presence"),
    }),
    reach: z.int().min(0).max(1024).describe("[cells] round the largest that count"),
  }),
  z.strictObject({
    kind: z.literal("classes"),
    classes: z.int().min(2).max(65536).describe("the largest output says which"),
  }),
]);

const accuracySchema = z.strictObject({
  share: z.number().min(0).max(1).describe("[-] windows whose class was found"),
  n: z.int().min(1).describe("[-] windows"),
});

const onChipSchema = z.strictObject({
  backend: z.enum(BACKEND_NAMES),
  floats: z
    .strictObject({
      trainedOnPx: errorPx.optional(),
      foldsPx: errorPx.optional(),
      held: scoreSchema.optional(),
    })
    .describe("the network in floats that it was made from, on the same frames"),
  layers: z
    .array(
      z.strictObject({
        layer: z.string(),
        threshold: z.number().optional().describe("[activation of the ANN] that a threshold stands for"),
        deviation: z
          .number()
          .optional()
          .describe("[-] rms of rate x threshold less activation, as a share of the activations' rms"),
        scale: z.number().describe("[chip's units a unit of the network]"),
        bits: z.number().describe("[bits] that the weights really use"),
        saturated: z.int().describe("[-] weights that had to be clipped"),
        clips: z.number().describe("[-] sums a window that met a bound of the chip's states"),
      }),
    )
    .describe("on frames it was trained on"),
});

/** `models/NAME/card.json`: what a model takes and gives, where it comes from, how well it does. */
export const modelCardSchema = z.strictObject({
  version: z.literal(1),
  name: z.string().min(1).max(64),
  purpose: z.string().max(400),
  licence: z.string().min(1).max(200).describe("of the weights"),
  input: z.strictObject({
    channels: z.int().min(1).max(16),
    width: z.int().min(1).max(4096).describe("[px]"),
    height: z.int().min(1).max(4096).describe("[px]"),
    polarity: z.enum(["merged", "split"]).describe("merged: one map for both; split: ON, then OFF"),
    windowUs: z.int().min(1).max(1e6).describe("[us] a pixel is 1 when it had an event in so long"),
    validBeforeEndUs: z
      .int()
      .min(0)
      .max(1e6)
      .default(0)
      .describe(
        "[us] how long before the window's end the ball was where the network says, as the labels were",
      ),
  }),
  /** What the network file leaves open; see `src/snn/step-choice.ts`. */
  run: z.strictObject({
    rule: z.enum(["nir", "snntorch", "norse", "sinabs", "spikingjelly", "slayer", "loihi"]),
    dt: z.number().positive().describe("[unit of the file's time constants]"),
    reset: z.enum(["subtract", "value"]),
    vMin: z.number().max(0).optional(),
    maxSpikes: z
      .int()
      .min(1)
      .max(255)
      .optional()
      .describe("[-] spikes of a neuron in a step; 1 where left out"),
    steps: z.int().min(1).max(256).describe("[-] times that a window is shown; outputs are averaged"),
    inputPerStep: z
      .boolean()
      .default(false)
      .describe("true: each step is shown a window of its own, the newest last"),
  }),
  decoder: decoderSchema,
  training: z.strictObject({
    command: z.string(),
    recipeSha256: sha256,
    seed: z.int().min(0),
    data: z.string().describe("what it learned from, with the source's licence"),
    dataSha256: sha256,
    frames: z.int().min(1).describe("[-] labelled windows"),
    epochs: z.int().min(0),
    finalLoss: z.number(),
  }),
  figures: z.strictObject({
    trainedOnPx: errorPx.optional().describe("on what it was trained on: no measure of its worth"),
    folds: z
      .strictObject({ count: z.int().min(2), errorPx, each: z.array(errorPx) })
      .optional()
      .describe(
        "every frame by a network that saw none of its sequence; the model itself is trained on all of them",
      ),
    held: scoreSchema.optional().describe("on simulated frames of another seed"),
    accuracy: z
      .strictObject({
        trainedOn: accuracySchema.optional(),
        folds: accuracySchema.optional(),
        held: accuracySchema.optional(),
      })
      .optional()
      .describe("of a model of classes: the same three in shares of the windows"),
    onChip: onChipSchema
      .optional()
      .describe(
        "of a model made for a chip: `trainedOnPx` and `folds`, or `accuracy`, are those of its emulation",
      ),
  }),
  networkSha256: sha256,
});

export type ModelCard = z.output<typeof modelCardSchema>;

/** How a model's network steps. */
export const stepChoice = ({ rule, dt, reset, vMin, maxSpikes }: ModelCard["run"]): NetworkChoice => ({
  rule,
  dt,
  reset,
  ...(vMin === undefined ? {} : { vMin }),
  ...(maxSpikes === undefined ? {} : { maxSpikes }),
});
