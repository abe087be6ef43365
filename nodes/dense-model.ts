import { join } from "node:path";
import { z } from "zod";
import type { Decoder } from "../src/snn/decoder.ts";
import { SaccadeError } from "../src/core/errors.ts";
import type { Int8Network } from "../src/dense/int8-network.ts";
import { int8Outputs } from "../src/dense/quantise.ts";
import { readOnnx } from "../src/dense/onnx-read.ts";
import { decoderOutputs } from "../src/snn/decoder.ts";
import { decoderSchema, modelCardSchema } from "./model-card.ts";
import { exists, parseCard, readModelFile } from "./model-files.ts";

const figures = modelCardSchema.shape.figures;

/** `models/NAME/card.json` of a dense network in 8 bits: as that of a spiking one, without steps. */
export const denseCardSchema = modelCardSchema.omit({ run: true }).extend({
  format: z.literal("onnx-int8").describe("the network is network.onnx, in 8 bits"),
  decoder: decoderSchema,
  figures: figures.omit({ onChip: true }).extend({
    floats: figures
      .pick({ trainedOnPx: true, held: true })
      .extend({ foldsPx: figures.shape.trainedOnPx })
      .describe("of the network in floats that it was made from"),
  }),
  multiplications: z.int().min(1).describe("[-] of a window, each with an addition"),
});

export type DenseCard = z.output<typeof denseCardSchema>;

/** A dense model that finds balls, as its folder holds it. */
export interface DenseModel {
  readonly card: DenseCard & { readonly decoder: Decoder };
  readonly network: Int8Network;
}

export const DENSE_FILE = "network.onnx";

/** Whether a folder holds a dense model. */
export const isDenseModel = (folder: string): Promise<boolean> => exists(join(folder, DENSE_FILE));

/**
 * Reads `card.json` and `network.onnx` of a folder.
 * @throws SaccadeError `file-unreadable`; `config-invalid` for a card that is none or belongs to another network, for a network of
 *   another form
 */
export async function readDenseModel(folder: string): Promise<DenseModel> {
  const bytes = await readModelFile(join(folder, DENSE_FILE));
  const file = join(folder, "card.json");
  const card = parseCard(denseCardSchema, {
    file,
    bytes,
    text: (await readModelFile(file)).toString("utf8"),
  });
  const { decoder } = card;
  const network = readOnnx(bytes);
  if (decoder.kind === "classes" || decoderOutputs(decoder) !== int8Outputs(network)) {
    const message = `the network in ${folder} has ${int8Outputs(network)} outputs; its decoder (${decoder.kind}) finds no ball in them`;
    throw new SaccadeError("config-invalid", message, { file, field: "decoder" });
  }
  return { card: { ...card, decoder }, network };
}
