import { createHash } from "node:crypto";
import { access, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import { type ModelCard, modelCardSchema } from "./model-card.ts";
import { SaccadeError } from "../src/core/errors.ts";
import { systemReason } from "../src/core/system-reason.ts";
import type { NetworkGraph } from "../src/snn/network.ts";
import type { Decoder } from "../src/snn/decoder.ts";
import { readNir } from "../src/snn/nir-read.ts";

/** A model as its folder holds it. */
export interface Model {
  readonly card: ModelCard;
  readonly network: NetworkGraph;
}

/** A model that says where a ball is in a window, the same shown at every step. */
export interface BallModel extends Model {
  readonly card: BallCard;
}
export type BallCard = ModelCard & { readonly decoder: Decoder };

export const sha256 = (bytes: Uint8Array | string): string =>
  createHash("sha256").update(bytes).digest("hex");

/**
 * Reads `card.json` and `network.nir` of a folder.
 * @throws SaccadeError `file-unreadable`; `config-invalid` for a card that is none or belongs to another network
 */
export async function readModel(folder: string): Promise<Model> {
  const dense = join(folder, "network.onnx");
  if (await exists(dense)) {
    const message = `the model in ${folder} is a dense network; wanted is a spiking one (tracker/dense takes this one)`;
    throw new SaccadeError("config-invalid", message, { file: dense });
  }
  const bytes = await readModelFile(join(folder, "network.nir"));
  const file = join(folder, "card.json");
  const text = (await readModelFile(file)).toString("utf8");
  const card = parseCard(modelCardSchema, { file, bytes, text });
  return { card, network: (await readNir(bytes)).network };
}

/** Whether there is such a file or folder. */
export const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

interface CardFile {
  readonly file: string;
  readonly text: string;
  /** Of the network beside it. */
  readonly bytes: Uint8Array;
}

/** @throws SaccadeError `config-invalid` for a card that is none or belongs to another network */
export function parseCard<T extends { readonly networkSha256: string }>(
  schema: z.ZodType<T>,
  { file, text, bytes }: CardFile,
): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SaccadeError("config-invalid", `${file} is not JSON`, { file }, { cause });
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.path.join(".") ?? "";
    throw new SaccadeError("config-invalid", `${file}: ${field}: ${issue?.message ?? ""}`, { file, field });
  }
  const found = sha256(bytes);
  if (found !== parsed.data.networkSha256) {
    const message = `${file} belongs to a network with SHA-256 ${parsed.data.networkSha256}, the folder's has ${found}`;
    throw new SaccadeError("config-invalid", message, { file, field: "networkSha256" });
  }
  return parsed.data;
}

/** @throws SaccadeError `file-unreadable` */
export const readModelFile = (file: string): Promise<Buffer> =>
  readFile(file).catch((cause: unknown) => {
    const reason = systemReason(cause, "it is not there");
    const message = `cannot read ${file}: ${reason}; a model is a folder that saccade train has written, as those in models/`;
    throw new SaccadeError("file-unreadable", message, { file }, { cause });
  });

/**
 * Reads a model that finds balls.
 * @throws SaccadeError as `readModel`; `config-invalid` for a model of something else
 */
export async function readBallModel(folder: string): Promise<BallModel> {
  const { card, network } = await readModel(folder);
  const { decoder, run } = card;
  if (decoder.kind === "classes" || run.inputPerStep) {
    const does = decoder.kind === "classes" ? "tells classes" : "is shown a window of its own at each step";
    const message = `the model in ${folder} ${does}; wanted is one that says where a ball is, of a single window`;
    const field = decoder.kind === "classes" ? "decoder.kind" : "run.inputPerStep";
    throw new SaccadeError("config-invalid", message, { file: join(folder, "card.json"), field });
  }
  return { card: { ...card, decoder }, network };
}

/** Writes a model's folder. */
export async function writeModel(
  folder: string,
  files: {
    readonly card: object;
    readonly network: Uint8Array;
    /** File of the network. */
    readonly networkFile?: string;
    readonly plot: string;
    readonly foldErrors?: string;
  },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, files.networkFile ?? "network.nir"), files.network);
  await writeFile(join(folder, "card.json"), `${JSON.stringify(files.card, null, 2)}\n`);
  await writeFile(join(folder, "loss.svg"), files.plot);
  if (files.foldErrors !== undefined) await writeFile(join(folder, "folds.csv"), files.foldErrors);
}
