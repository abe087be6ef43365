import { DENSE_FILE, type DenseCard } from "../../nodes/dense-model.ts";
import type { ModelCard } from "../../nodes/model-card.ts";
import { sha256 } from "../../nodes/model-files.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import { writeOnnx } from "../../src/dense/onnx-write.ts";
import { checkQuantisable, int8Macs } from "../../src/dense/quantise.ts";
import { writeNir } from "../../src/snn/nir-write.ts";
import { trainedGraph } from "../../src/snn/train/export.ts";
import type { LabelledFrames } from "./ball-frames.ts";
import { round4 } from "./error-statistics.ts";
import { runOf } from "./model-run.ts";
import type { AnyFigures } from "./model-figures.ts";
import type { Recipe } from "./recipe.ts";
import { networkOf } from "./train-model.ts";
import type { TrainedNetwork } from "./trained-network.ts";

/** What a card is made from beside the recipe. */
interface CardParts {
  readonly trained: TrainedNetwork;
  /** [-] that it was trained on. */
  readonly frames: number;
  readonly figures: AnyFigures;
  /** The command line that made it. */
  readonly command: string;
  readonly recipeText: string;
}

/** A network's file and its card: NIR of a spiking one, ONNX of one in 8 bits. */
export async function filesOf(
  recipe: Recipe,
  data: LabelledFrames,
  parts: CardParts,
): Promise<{ card: ModelCard | DenseCard; network: Uint8Array; networkFile: string }> {
  const { plan, parameters, int8 } = parts.trained;
  if (int8 === undefined) {
    const network = await writeNir(trainedGraph(plan, parameters));
    const card: ModelCard = { ...cardOf(recipe, data, parts, network), run: runOf(recipe) };
    return { card, network, networkFile: "network.nir" };
  }
  const network = writeOnnx(int8);
  const card: DenseCard = {
    ...cardOf(recipe, data, parts, network),
    format: "onnx-int8",
    multiplications: int8Macs(int8),
    figures: { floats: {}, ...parts.figures },
  };
  return { card, network, networkFile: DENSE_FILE };
}

/**
 * Refuses before training what could not be made a network of 8 bits.
 * @throws SaccadeError `config-invalid` naming the layer or field
 */
export function checkInt8(recipe: Recipe): void {
  const clash =
    recipe.chip !== undefined ? "chip" : recipe.training.ann !== undefined ? "training.ann" : null;
  if (clash !== null || recipe.decoder.kind === "classes") {
    const message = `int8 does not go with ${clash ?? "a decoder of classes"}: it makes networks of ReLUs that find a ball`;
    throw new SaccadeError("config-invalid", message, { field: "int8" });
  }
  checkQuantisable(networkOf(recipe));
}

function cardOf(
  recipe: Recipe,
  data: LabelledFrames,
  { trained, frames, figures, command, recipeText }: CardParts,
  network: Uint8Array,
): Omit<ModelCard, "run"> {
  return {
    version: 1,
    name: recipe.name,
    purpose: recipe.purpose,
    licence: recipe.licence,
    input: recipe.input,
    decoder: recipe.decoder,
    training: {
      command,
      recipeSha256: sha256(recipeText),
      seed: recipe.seed,
      data: sourceOf(recipe),
      dataSha256: data.hash,
      frames,
      epochs: epochsOf(recipe),
      finalLoss: round4(trained.epochLosses.at(-1) ?? NaN),
    },
    figures,
    networkSha256: sha256(network),
  };
}

/** Of all its trainings. */
const epochsOf = ({ training: { ann, epochs }, chip }: Recipe): number =>
  (ann?.epochs ?? 0) + epochs + (chip?.epochs ?? 0);

function sourceOf({ data }: Recipe): string {
  if (data.kind !== "simulated") return data.source;
  return `${data.count} simulated windows, seed ${data.seed} (sims/ball-frames)`;
}
